/** Files on their way into the user partition: chosen one by one, or as folders, or dropped. */
import type { UserFileChange } from "../../contract/maker.ts";

export interface IncomingFile {
  /** As it was chosen, with the folders that came along: "scripts/lib/wifi.py". */
  readonly path: string;
  readonly file: Blob;
}

export interface Incoming {
  readonly files: readonly IncomingFile[];
  /** How many files were left out, because they belong to a computer and not to a module. */
  readonly leftOut: number;
}

/** Names that editors, version control and operating systems leave in folders. */
const leftOutNames = /^(\..*|__pycache__|Thumbs\.db|desktop\.ini|node_modules)$/i;

/**
 * What shall go into the partition. When everything came in one folder, it is what is inside that counts:
 * main.py must not end up below the folder's own name.
 */
export function incoming(chosen: readonly IncomingFile[]): Incoming {
  // A file that was chosen by itself is wanted, whatever its name.
  const wanted = chosen.filter(
    ({ path }) =>
      !path
        .split("/")
        .slice(1)
        .some((name) => leftOutNames.test(name)),
  );
  const tops = new Set(wanted.map(({ path }) => (path.includes("/") ? path.split("/", 1)[0] : null)));
  const inOneFolder = tops.size === 1 && !tops.has(null);
  return { files: inOneFolder ? wanted.map(withoutTop) : wanted, leftOut: chosen.length - wanted.length };
}

/** `folder` with or without "/" at its ends. */
export function putInto(folder: string, files: readonly IncomingFile[]): readonly UserFileChange[] {
  return files.map(({ path, file }) => ({ kind: "put", path: joined(folder, path), contents: file }));
}

/** Path without empty parts and without the "/usr" under which scripts on the module see it. */
export function joined(folder: string, name: string): string {
  const path = folder === "" ? name : `${folder}/${name}`;
  const parts = path.split("/").filter((part) => part !== "");
  return (path.startsWith("/") && parts[0] === "usr" ? parts.slice(1) : parts).join("/");
}

/** Files of an `<input type="file">`, also of one that takes a folder. */
export function filesOfInput(files: Iterable<File>): readonly IncomingFile[] {
  return [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** Files below dropped entries; folders are walked to their ends. */
export async function filesOfEntries(entries: readonly FileSystemEntry[]): Promise<readonly IncomingFile[]> {
  const found = await Promise.all(entries.map((entry) => filesOfEntry(entry, entry.name)));
  return found.flat();
}

async function filesOfEntry(entry: FileSystemEntry, path: string): Promise<readonly IncomingFile[]> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ path, file }];
  }
  if (!isFolder(entry)) return [];
  const reader = entry.createReader();
  const inside: IncomingFile[] = [];
  // Readers answer in portions; an empty one is the last.
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (portion.length === 0) return inside;
    const found = await Promise.all(portion.map((one) => filesOfEntry(one, `${path}/${one.name}`)));
    inside.push(...found.flat());
  }
}

/**
 * The same files as they are now, so that what was put into the partition stays the same when the file
 * on the disk changes. Throws the browser's error when one cannot be read.
 */
export async function asTheyAre(files: readonly IncomingFile[]): Promise<readonly IncomingFile[]> {
  return await Promise.all(
    files.map(async ({ path, file }) => ({ path, file: new Blob([await file.arrayBuffer()]) })),
  );
}

function withoutTop({ path, file }: IncomingFile): IncomingFile {
  return { path: path.slice(path.indexOf("/") + 1), file };
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
