/**
 * The program that takes an update on an ASR module, and what it can take, as far as its own code tells. Every
 * release has it; releases of other years and chips have others.
 */
export interface AsrUpdater {
  /** E.g. 20240516_ver2; empty when it does not say. */
  readonly version: string;
  readonly methods: readonly UpdateMethod[];
  /**
   * It compresses regions itself, compares the outcome with the sum in the package, and tries again without end where
   * they differ.
   */
  readonly comparesRecompressed: boolean;
}

/**
 * `diff`: differential, with its backup in the partition fota_pkg. `fsall`: differential, with its backup in the file
 * system. `full`: a full package. `mini` and `mini-legacy`: mini-system, of chips for LTE alone and of 1601 and 1603.
 */
export type UpdateMethod = "diff" | "fsall" | "full" | "mini" | "mini-legacy";

/** Says that this is an updater at all. */
const UPDATER_MARK = "ASROTA-F";
const VERSION_MARK = "updater_version:";
const VERSION = /^[\w.-]{1,32}/;

/** Texts of the code that does each, which no updater without it has. */
const METHOD_MARKS: Readonly<Record<UpdateMethod, RegExp>> = {
  diff: /System_Adiff_Check_Dfota_File|DFOTA upgrade adiff/,
  fsall: /asr_(?:backup|olbkup|dfota)_pro_file/,
  full: /check fbf file failed|fbf file CORRUPT/,
  mini: /LTEONLY MINI SYSTEM DFOTA upgrade/,
  "mini-legacy": /(?<!LTEONLY )MINI SYSTEM DFOTA upgrade/,
};
const METHODS = Object.keys(METHOD_MARKS) as readonly UpdateMethod[];

const COMPARES_MARK = "replace loadtable failed!!!need retry";

/** Null for what is no updater, or one whose code names no method: then nothing is known of it. */
export function readUpdater(bytes: Uint8Array): AsrUpdater | null {
  // One character a byte, so that texts can be looked for among the code.
  const code = new TextDecoder("latin1").decode(bytes);
  if (!code.includes(UPDATER_MARK)) return null;
  const methods = METHODS.filter((method) => METHOD_MARKS[method].test(code));
  if (methods.length === 0) return null;
  const at = code.indexOf(VERSION_MARK);
  const [version = ""] = at === -1 ? [] : (VERSION.exec(code.slice(at + VERSION_MARK.length)) ?? []);
  return { version, methods, comparesRecompressed: code.includes(COMPARES_MARK) };
}

/** The user partition, where this file of a full package lies, is what such an update overwrites. */
const PACKAGE_IN_USER_PARTITION = "U:/FotaFile.bin";

/** Whether an updater reads full packages from the partition that they are written to. */
export function readsUserPartition(bytes: Uint8Array): boolean {
  return new TextDecoder("latin1").decode(bytes).includes(PACKAGE_IN_USER_PARTITION);
}

/** Types of package that an updater takes. */
export function typesTaken({ methods }: AsrUpdater): readonly ("diff" | "full" | "mini")[] {
  const takes = (...any: readonly UpdateMethod[]): boolean => any.some((method) => methods.includes(method));
  return [
    ...(takes("diff", "fsall") ? ["diff" as const] : []),
    ...(takes("full") ? ["full" as const] : []),
    ...(takes("mini", "mini-legacy") ? ["mini" as const] : []),
  ];
}
