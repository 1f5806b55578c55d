/** The files of a user partition as a tree, and as text. */
import type { UserPartitionFacts } from "../../contract/maker.ts";

export interface UserFileNode {
  readonly kind: "file";
  readonly name: string;
  readonly path: string;
  readonly size: number;
}

export interface UserFolderNode {
  readonly kind: "folder";
  readonly name: string;
  readonly path: string;
  /** Of all files below it. */
  readonly size: number;
  readonly files: number;
  readonly children: readonly UserNode[];
}

export type UserNode = UserFileNode | UserFolderNode;

/** Folders first, then files, both by name. */
export function treeOf({ files, folders }: Pick<UserPartitionFacts, "files" | "folders">): UserNode[] {
  const all = new Set(folders);
  for (const { path } of [...files, ...folders.map((folder) => ({ path: folder }))]) {
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1))
      all.add(path.slice(0, at));
  }
  const childrenOf = (parent: string): UserNode[] => [
    ...[...all]
      .filter((folder) => folderOf(folder) === parent)
      .sort(byName)
      .map((path): UserFolderNode => {
        const below = files.filter((file) => file.path.startsWith(`${path}/`));
        return {
          kind: "folder",
          name: nameOf(path),
          path,
          size: below.reduce((sum, { size }) => sum + size, 0),
          files: below.length,
          children: childrenOf(path),
        };
      }),
    ...files
      .filter(({ path }) => folderOf(path) === parent)
      .sort((a, b) => byName(a.path, b.path))
      .map(({ path, size }): UserFileNode => ({ kind: "file", name: nameOf(path), path, size })),
  ];
  return childrenOf("");
}

/** "" for what lies at the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function byName(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

export interface TextView {
  readonly lines: readonly string[];
  /** Whether there is more than is shown. */
  readonly cut: boolean;
}

const mostBytes = 256 * 1024;
const mostLines = 5000;

/** The lines of a text; null for what is no text. Bytes that are not UTF-8 show as U+FFFD. */
export function textOf(bytes: Uint8Array): TextView | null {
  const shown = bytes.subarray(0, mostBytes);
  if (shown.some(isControl)) return null;
  // Half a character at the cut is left out, and at the end of the file is shown as what it is.
  const text = new TextDecoder().decode(shown, { stream: bytes.length > mostBytes });
  const lines = text.replace(/\r?\n$/, "").split(/\r\n|\n|\r/);
  return { lines: lines.slice(0, mostLines), cut: bytes.length > mostBytes || lines.length > mostLines };
}

/** Never in a text: all control characters but tab, line feed, form feed, carriage return and escape. */
function isControl(byte: number): boolean {
  return byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(byte);
}
