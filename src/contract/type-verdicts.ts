/** What speaks against a type of package, or asks for care. */
export type TypeReason =
  /** Full and mini-system are for ASR 1601, 1603 and 1606 alone. */
  | "asr-only"
  /** The updater in this very firmware does not know this type of package. */
  | "updater-declines"
  /** The documents list modules of 16 MiB alone for differential. */
  | "diff-on-small-flash"
  /** The documents list modules of 16 MiB alone for full. */
  | "full-on-small-flash"
  /** One page names EC600N CNLC and CNLF alone for full, another all of 16 MiB. */
  | "full-sources-differ"
  /** One page gives mini-system to all of ASR, another not to this module. */
  | "mini-sources-differ"
  /** Neither names nor partition table say how large the flash is. */
  | "flash-size-unknown"
  /** The module's chip is inferred, or its packages were never seen. */
  | "chip-not-verified"
  /** Sources disagree about the platform of the module. */
  | "platform-sources-differ"
  /** The app makes no packages for this platform yet. */
  | "not-made-yet"
  /** EC200A: the format is the vendor tool's, and no code of a module was ever run. */
  | "ec200a-experimental"
  /** BG95, BG600L: neither tool nor package format is known. */
  | "qualcomm-format-unknown"
  /** The platform was not recognised. */
  | "platform-unknown";

export interface TypeVerdict {
  /** `warn`: sources disagree, the user decides. */
  readonly allowed: "yes" | "warn" | "no";
  /** Null for `yes` alone. */
  readonly reason: TypeReason | null;
}

export type TypeVerdicts = Readonly<Record<"diff" | "full" | "mini", TypeVerdict>>;
