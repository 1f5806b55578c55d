/**
 * Every reason for which the app declines to go on, one code per cause.
 * Codes are stable and the same in both languages, so that support can search for them.
 * `src/i18n` has for each code what is wrong and what to do next.
 */
export interface RefusalDetails {
  /** Neither a known firmware nor an archive that holds one. */
  "not-firmware": { file: string };
  /** An archive was opened, but no firmware is inside. */
  "no-firmware-in-archive": { file: string };
  /** More than one firmware in the archive, none can be preferred. */
  "several-firmwares-in-archive": { file: string; names: string };
  /** Archive entry is encrypted. */
  "archive-encrypted": { file: string; entry: string };
  /** Archive uses a method, or spans disks in a way, that is not supported. */
  "archive-unsupported": { file: string; entry: string; why: string };
  /** Archive is truncated, its CRC differs, or its directory contradicts itself. */
  "archive-damaged": { file: string; entry: string; why: string };
  /** Archive would unpack to more than the limit. */
  "archive-too-large": { file: string; limitMiB: number };
  /** File is shorter than its header says. */
  "firmware-truncated": { file: string; expected: number; actual: number };
  /** A checksum of the firmware file is wrong. */
  "firmware-crc": { file: string; part: string; expected: string; actual: string };
  /** A structure inside the firmware contradicts the format. */
  "firmware-damaged": { file: string; part: string; why: string };
  /** The platform is recognised, but the app makes no packages for it (yet). */
  "platform-unsupported": { file: string; platform: string };
  /** Old and new are the same firmware. */
  "same-firmware": { file: string };
  /** Old and new are of different platforms. */
  "different-platform": { old: string; new: string };
  /** Old and new are of different boards (product alias or partition names). */
  "different-board": { old: string; new: string };
  /** A partition lies elsewhere in the new firmware. */
  "partition-moved": { partition: string; old: string; new: string };
  /** A partition that the rules patch is in only one of the two. */
  "partition-missing": { partition: string; missingIn: "old" | "new" };
  /** New image does not fit into its partition. */
  "partition-too-small": { partition: string; size: number; limit: number };
  /** A part of a blocked file has a size that the module cannot patch. */
  "part-size": { file: string; size: number; expected: number };
  /** Old and new differ only in what updates do not carry. */
  "nothing-to-update": { differing: string };
  /** NV items changed for which no rule is known: their running copies stay. A warning, the user may go on. */
  "nv-rules-unknown": { items: string };
  /** Partitions differ that the chosen rules leave alone. A warning, the user may go on. */
  "partition-not-covered": { partitions: string };
  /** Old and new look swapped: the "old" one is newer. A warning, the user may go on. */
  "old-and-new-swapped": { old: string; new: string };
  /** A version name cannot be written. */
  "version-name": { name: string; why: string };
  /** The package failed its proof; it is not offered. */
  "proof-failed": { step: string; why: string };
  /** A file that was chosen can no longer be read. */
  "file-unreadable": { file: string };
  /** Not a package of a known format. */
  "not-package": { file: string };
  /** Package is damaged. */
  "package-damaged": { file: string; why: string };
  /** Out of memory while working. */
  "out-of-memory": { stage: string };
  /** Something nobody foresaw: a fault of the app. */
  unexpected: { message: string };
}

export type RefusalCode = keyof RefusalDetails;

/** A refusal as a value, as it crosses the worker boundary. */
export type RefusalValue = {
  [C in RefusalCode]: { readonly code: C; readonly detail: RefusalDetails[C] };
}[RefusalCode];

/** Thrown inside the domain, turned into a {@link RefusalValue} at the worker boundary. */
export class Refusal<C extends RefusalCode = RefusalCode> extends Error {
  readonly code: C;
  readonly detail: RefusalDetails[C];

  constructor(code: C, detail: RefusalDetails[C]) {
    super(`${code} ${JSON.stringify(detail)}`);
    this.name = "Refusal";
    this.code = code;
    this.detail = detail;
  }
}

/** Of any code; `instanceof` alone would lose the type of the code. */
export function isRefusal(error: unknown): error is Refusal {
  return error instanceof Refusal;
}
