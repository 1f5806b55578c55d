/**
 * Why exactly something was declined, for those who know the format: a value that `src/i18n` says in both languages.
 * Names, addresses and figures in it are as the format has them.
 */
export interface ReasonDetails {
  /** Of a part of what is looked at; the innermost one says what is wrong. */
  within: { place: Place; why: Reason };

  // Lengths and places
  /** Shorter than its header. */
  "too-short": Nothing;
  "ends-early": Nothing;
  /** More follows than belongs there. */
  "left-over": Nothing;
  "wrong-length": { bytes: number; expected: number };
  /** No such size is possible here, bytes. */
  "impossible-size": { bytes: number };
  "contradicting-sizes": Nothing;
  /** Two statements about the order of blocks. */
  "contradicting-orders": Nothing;
  "not-in-sectors": Nothing;
  "outside-file": Nothing;
  /** Ends behind the end of what holds it. */
  "ends-beyond": { end: string };
  "outside-flash": Nothing;
  overlaps: Nothing;
  "other-address": { address: string; expected: string | null };
  "wrong-order": { names: readonly string[] };
  /** Bytes. */
  "no-room": { needed: number; free: number };
  "too-deep": Nothing;

  // Names
  "bad-name": { name: string };
  "name-not-text": Nothing;
  twice: Nothing;
  missing: Nothing;
  empty: Nothing;
  /** None of them is there. */
  "none-of": { names: readonly string[] };

  // Values
  checksum: { kind: "CRC" | "CRC-32" | "XOR" | "sum" | "SHA-256"; actual?: string; stated?: string };
  "no-signature": { signature: string };
  /** No such value is known or possible. */
  field: { field: ReasonField; value: number | string };
  /** Compressed data that contradict themselves. */
  "bad-stream": Nothing;

  // Archives
  "archive-end-missing": Nothing;
  "archive-directory": Nothing;
  "archive-header": Nothing;
  "several-disks": Nothing;
  "archive-method": { method: number };
  "too-many-archives": Nothing;

  // Settings inside firmware
  "not-json": Nothing;
  /** JSON, but not the list of rows that is meant. */
  "json-rows": Nothing;
  "no-command": Nothing;
  xml: { fault: XmlFault; character: number };

  // Structures of firmware
  "tables-differ": { names: readonly string[] };
  "no-load-table": Nothing;
  "regions-outside": { address: string };
  "regions-end": Nothing;
  "no-valid-block": Nothing;
  "wrong-block": { block: number };
  "wrong-link": { block: number };
  "block-twice": { block: number };
  "pair-invalid": { blocks: readonly number[] };
  "copies-differ": Nothing;
  "unknown-region": Nothing;
  "piece-longer": Nothing;
  "no-read-only-part": Nothing;
  "read-only-part": { address: string };
  "piece-size": { flashMiB: number | null };

  // Packages and what modules do with them
  "parts-apart": Nothing;
  "wrong-file": { expected: "first" | "second" | "both" };
  differential: Nothing;
  "other-partition": Nothing;
  "no-second-url": Nothing;
  "other-version": Nothing;
  "old-differs": Nothing;
  "new-differs": Nothing;
  "outside-old": Nothing;
  /** LZMAR that is not there or not whole. */
  "no-lzmar": Nothing;
  "no-block": Nothing;
  "temp-missing": Nothing;
  "temp-differs": Nothing;
  "read-back": Nothing;
  "xor-zero": Nothing;
  /** The package lay in the partition that was being written when the power failed. */
  "package-overwritten": Nothing;
  /** A module has begun to apply this very copy. */
  "update-begun": Nothing;
  "several-chips": Nothing;
  /** As its maker names it. */
  "for-other-chip": { chip: string };

  // What a module holds in the end
  /** Address of the first byte that differs, where there is one. */
  "unlike-new": { address: string | null };
  "not-removed": Nothing;
  /** Is in the package, although nobody chose it. */
  "not-chosen": Nothing;
  "not-written": Nothing;
  stray: Nothing;
  /** The first of several. */
  differences: { count: number; first: Reason };

  // How boots end
  "cannot-start": { why: Reason };
  "fails-again": { why: Reason };
  "nothing-to-do": Nothing;
  "ends-otherwise": Nothing;
  "not-finished": { boots: number };

  /** An address, a line of a traceback, or an error code, as it is. */
  quoted: { text: string };
}

/** The code says it all. */
type Nothing = object;

export type ReasonCode = keyof ReasonDetails;

export type Reason = { [C in ReasonCode]: { readonly code: C } & Readonly<ReasonDetails[C]> }[ReasonCode];

/** A name as the format has it, or a part that has none. */
export type Place = string | { readonly part: ReasonPart; readonly number?: number };

export type ReasonPart =
  | "header"
  | "contents"
  | "entry-table"
  | "image"
  | "payload"
  | "bundle"
  | "block"
  /** Bits that a module clears while it updates. */
  | "resume-area"
  | "step"
  | "download"
  | "top-folder"
  | "folder-thread"
  /** A directory that no folder leads to. */
  | "orphan"
  | "superblock"
  | "merged-file"
  | "first-file"
  | "second-file";

export type ReasonField =
  | "magic"
  | "version"
  | "flags"
  | "header-size"
  | "entry-size"
  | "entry-type"
  | "erase-block-size"
  | "block-size"
  | "block-count"
  | "partition-count"
  | "device-count"
  | "image-count"
  | "piece-count"
  | "id"
  | "bulk-type"
  | "name-size"
  | "root-element"
  | "number"
  | "lzma-properties"
  | "raw-size"
  | "control-size";

export type XmlFault =
  | "unfinished"
  | "text-outside-root"
  | "attribute"
  | "second-root"
  | "element-name"
  | "end-tag"
  | "no-element";

export function within(place: Place, why: Reason): Reason {
  return { code: "within", place, why };
}

/** An error that says why as a value. */
export class Reasoned extends Error {
  readonly why: Reason;

  constructor(why: Reason) {
    super(JSON.stringify(why));
    this.name = new.target.name;
    this.why = why;
  }
}
