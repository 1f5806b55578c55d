import type { Geometry } from "./layout.ts";

/** A file of the user partition. */
export interface UserFile {
  readonly kind: "file";
  /** From the top of the partition, "/" between names, none in front. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface UserFolder {
  readonly kind: "folder";
  readonly path: string;
  /** Sorted by the bytes of their names, as are all lists of entries. */
  readonly entries: readonly UserEntry[];
}

export type UserEntry = UserFile | UserFolder;

/** What a littlefs image holds. */
export interface UserPartition extends Geometry {
  readonly entries: readonly UserEntry[];
  /** Both blocks of every pair count, as the module counts them. */
  readonly usedBlocks: number;
  /** Bytes up to the end of the last block in use; all after it may be cut. */
  readonly usedEnd: number;
  /** What is odd but leaves no doubt about the files, in English. */
  readonly warnings: readonly string[];
}
