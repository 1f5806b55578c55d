/// <reference types="wicg-file-system-access" />
/** Writes files into a folder of the disk (File System Access), never over something else without being told to. */

export type SaveProblem =
  /** The browser or its user does not let the page write there. */
  | { readonly code: "denied" }
  | { readonly code: "disk-full" }
  /** A file or folder of that name is of the other kind, or held by another program. */
  | { readonly code: "name-in-use" }
  /** The folder was moved or deleted, or its drive is gone. */
  | { readonly code: "folder-gone" }
  /** A system folder, or stopped by a virus scanner. */
  | { readonly code: "blocked" }
  | { readonly code: "failed"; readonly reason: string };

export interface FileToSave {
  readonly fileName: string;
  readonly blob: Blob;
}

/** `second-name`: a folder beside the one that is there, so that the names of the files stay. */
export type IfTaken = "ask" | "replace" | "second-name";

export type Saved =
  | { readonly kind: "saved"; readonly folder: string; readonly unchanged: boolean }
  /** Files of these names are there with other contents; nothing was written. */
  | { readonly kind: "taken"; readonly folder: string; readonly fileNames: readonly string[] }
  | { readonly kind: "failed"; readonly problem: SaveProblem };

export type ChosenFolder =
  | { readonly kind: "chosen"; readonly folder: FileSystemDirectoryHandle }
  /** The reader closed the dialog. */
  | { readonly kind: "cancelled" }
  | { readonly kind: "failed"; readonly problem: SaveProblem };

export function canChooseFolder(): boolean {
  return "showDirectoryPicker" in window;
}

/** Asks for a folder; only right after a click. */
export async function chooseFolder(): Promise<ChosenFolder> {
  try {
    const folder = await showDirectoryPicker({
      id: "fota-packages",
      mode: "readwrite",
      startIn: "downloads",
    });
    return { kind: "chosen", folder };
  } catch (error) {
    if (nameOf(error) === "AbortError") return { kind: "cancelled" };
    return { kind: "failed", problem: problemOf(error) };
  }
}

/** Saves the files as a folder `name` inside `parent`. What is there with the same contents is left as it is. */
export async function saveInto(
  parent: FileSystemDirectoryHandle,
  name: string,
  files: readonly FileToSave[],
  ifTaken: IfTaken,
): Promise<Saved> {
  try {
    const folderName = ifTaken === "second-name" ? await freeName(parent, name) : name;
    const existing = await directoryIn(parent, folderName);
    const states = await Promise.all(
      files.map(async (file) => ({ file, state: await compare(existing, file) })),
    );
    const taken = states.filter(({ state }) => state === "different").map(({ file }) => file.fileName);
    if (taken.length > 0 && ifTaken === "ask") return { kind: "taken", folder: folderName, fileNames: taken };
    const missing = states.filter(({ state }) => state !== "same");
    const folder = existing ?? (await parent.getDirectoryHandle(folderName, { create: true }));
    for (const { file } of missing) await write(folder, file);
    return { kind: "saved", folder: `${parent.name}/${folderName}`, unchanged: missing.length === 0 };
  } catch (error) {
    return { kind: "failed", problem: problemOf(error) };
  }
}

async function write(folder: FileSystemDirectoryHandle, { fileName, blob }: FileToSave): Promise<void> {
  const handle = await folder.getFileHandle(fileName, { create: true });
  const stream = await handle.createWritable();
  try {
    await stream.write(blob);
    await stream.close();
  } catch (error) {
    // What was there before stays; that the stream may be broken already does not matter.
    await stream.abort().catch(() => undefined);
    throw error;
  }
}

async function compare(
  folder: FileSystemDirectoryHandle | null,
  { fileName, blob }: FileToSave,
): Promise<"missing" | "same" | "different"> {
  if (folder === null) return "missing";
  const handle = await orNull(folder.getFileHandle(fileName));
  if (handle === null) return "missing";
  const there = await handle.getFile();
  if (there.size !== blob.size) return "different";
  const [one, other] = await Promise.all([there.arrayBuffer(), blob.arrayBuffer()]);
  const left = new Uint8Array(one);
  return new Uint8Array(other).every((byte, i) => byte === left[i]) ? "same" : "different";
}

/** `name_2`, `name_3` … of which there is nothing yet. */
async function freeName(parent: FileSystemDirectoryHandle, name: string): Promise<string> {
  for (let number = 2; ; number++) {
    const candidate = `${name}_${number}`;
    if ((await directoryIn(parent, candidate)) === null) return candidate;
  }
}

function directoryIn(
  parent: FileSystemDirectoryHandle,
  name: string,
): Promise<FileSystemDirectoryHandle | null> {
  return orNull(parent.getDirectoryHandle(name));
}

async function orNull<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found;
  } catch (error) {
    if (nameOf(error) === "NotFoundError") return null;
    throw error;
  }
}

function problemOf(error: unknown): SaveProblem {
  switch (nameOf(error)) {
    case "NotAllowedError":
      return { code: "denied" };
    case "QuotaExceededError":
      return { code: "disk-full" };
    case "TypeMismatchError":
    case "NoModificationAllowedError":
      return { code: "name-in-use" };
    case "NotFoundError":
      return { code: "folder-gone" };
    case "AbortError":
    case "SecurityError":
      return { code: "blocked" };
    default:
      return { code: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
}

/** DOMException is told by its name; its code is 0 for most of these. */
function nameOf(error: unknown): string {
  return error instanceof Error || error instanceof DOMException ? error.name : "";
}
