import { isLzmar } from "../lzmar/decode.ts";
import type { FileTree, Unisoc8910Firmware } from "./firmware.ts";

/** Where the module mounts the file system of an entry (docs/formats/pac.md#ids-and-addresses). */
const MOUNTS = new Map([["PS", "/modem"]]);

const FIRST_PART = ".000";

/** A file as the module sees it. */
export interface ModuleFile {
  /** Absolute; of a blocked file without the suffix of its parts. */
  readonly path: string;
  /** LZMAR containers of a blocked file, with the paths they are stored under; null for a plain file. */
  readonly parts: readonly { readonly path: string; readonly stored: Uint8Array }[] | null;
  /** Contents of a plain file; empty for a blocked one. */
  readonly contents: Uint8Array;
}

/** All files of the file systems, then those of the archives. Nothing is decompressed. */
export function moduleFilesOf(firmware: Unisoc8910Firmware): ModuleFile[] {
  const systems = [...firmware.fileSystems].flatMap(([id, tree]) =>
    filesIn(tree, `${MOUNTS.get(id) ?? `/${id}`}/`),
  );
  const archives = [...firmware.archives.values()].flatMap((tree) => filesIn(tree, "/"));
  return [...systems, ...archives];
}

/** NAME.000, NAME.001 … that are LZMAR make one file. */
function filesIn(tree: FileTree, mount: string): ModuleFile[] {
  const blocked = new Map([...tree.keys()].map((path) => [path, partsFrom(tree, path)]));
  const inBlocked = new Set([...blocked.values()].flat());
  const files: ModuleFile[] = [];
  for (const [path, contents] of tree) {
    const parts = blocked.get(path) ?? [];
    if (parts.length > 0) {
      files.push({
        path: mount + path.slice(0, -FIRST_PART.length),
        parts: parts.map((part) => ({ path: mount + part, stored: tree.get(part) ?? new Uint8Array() })),
        contents: new Uint8Array(),
      });
    } else if (!inBlocked.has(path)) {
      files.push({ path: mount + path, parts: null, contents });
    }
  }
  return files;
}

/** Paths of the parts of a blocked file, asked for with its first; none for every other path. */
function partsFrom(tree: FileTree, path: string): string[] {
  const parts: string[] = [];
  if (!/[^/]\.000$/.test(path)) return parts;
  const name = path.slice(0, -FIRST_PART.length);
  for (;;) {
    const part = `${name}.${String(parts.length).padStart(3, "0")}`;
    const contents = tree.get(part);
    if (contents === undefined || !isLzmar(contents)) return parts;
    parts.push(part);
  }
}
