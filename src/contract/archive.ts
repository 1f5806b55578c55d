/** A file on its way into an archive. */
export interface ArchiveEntry {
  /** Path inside the archive, with "/" between folders; each only once. */
  readonly name: string;
  readonly blob: Blob;
}
