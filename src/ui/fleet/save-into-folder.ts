/// <reference types="wicg-file-system-access" />
import type { ArchiveEntry } from "../../../workers/archive-api.ts";

export function canSaveIntoFolder(): boolean {
  return "showDirectoryPicker" in window;
}

export type FolderOutcome =
  | { readonly kind: "saved"; readonly folder: string }
  /** The reader closed the dialog. */
  | { readonly kind: "none" }
  /** The folder does not let the page write; what was written before stays. */
  | { readonly kind: "failed" };

/** Asks for a folder and writes the entries into it, over files of the same names; only right after a click. */
export async function saveIntoFolder(entriesOf: () => readonly ArchiveEntry[]): Promise<FolderOutcome> {
  try {
    const folder = await showDirectoryPicker({ id: "fota-fleet", mode: "readwrite", startIn: "downloads" });
    for (const { name, blob } of entriesOf()) {
      const handle = await folder.getFileHandle(name, { create: true });
      const writing = await handle.createWritable();
      await writing.write(blob);
      await writing.close();
    }
    return { kind: "saved", folder: folder.name };
  } catch (error) {
    return { kind: error instanceof DOMException && error.name === "AbortError" ? "none" : "failed" };
  }
}
