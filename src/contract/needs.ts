/** What an update needs of a module, beside what the module has, where a source states it. */
export type NeedKind =
  /** Bytes free in the file system once the package is stored (UNISOC 8910). */
  | "free-space"
  /** Bytes to store the package. */
  | "package-room"
  /** Bytes to store the package where the user partition holds it (full). */
  | "user-partition"
  /** Bytes of memory in the boot loader (UNISOC 8910). */
  | "loader-memory"
  /** Bytes of memory in the updater (ASR). */
  | "updater-memory"
  /** Bytes of flash in which the update backs up what it overwrites (ASR). */
  | "backup"
  /** Characters of the address. */
  | "url";

/**
 * `tight`: it fits with little room, or by an estimate alone. `short`: more is needed than there is. `unknown`: what
 * there is is not known, or more is needed than was ever measured.
 */
export type NeedLevel = "enough" | "tight" | "short" | "unknown";

export interface ModuleNeed {
  readonly kind: NeedKind;
  /** Null for the address, which is known on the page alone. */
  readonly need: number | null;
  /** Null where no source states it. */
  readonly have: number | null;
  /** Whether `have` is the module's, an estimate, or only the most that was ever measured. */
  readonly basis: "stated" | "estimated" | "measured";
  readonly level: NeedLevel;
}
