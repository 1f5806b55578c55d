import {
  type ModuleContents,
  type ModuleState,
  partContents,
  readFlash,
  sameBytes,
  type StoredFile,
  storedBytes,
  TEMP_FILE,
} from "./storage.ts";
import { type Reason, within } from "../../../contract/reason.ts";

/** Suffix of the parts of a blocked file. */
const PART = /\.\d{3}$/;

/** What a module holds that it should not. */
export type ModuleDifference =
  | { readonly kind: "flash"; readonly device: number; readonly offset: number; readonly image: number }
  | { readonly kind: "missing" | "differs" | "left-over"; readonly path: string };

/**
 * What a module holds that it should not: the first byte of each flash image (`image` counts those of `expected`,
 * `offset` is in the chip), and files; empty when all is as expected. Files are compared byte for byte, but parts of
 * blocked files need only have the same contents: the module compresses them itself.
 * @param ignore absolute paths that are not looked at. The temp file never is.
 */
export function compareModule(
  state: ModuleState,
  expected: ModuleContents,
  ignore: ReadonlySet<string> = new Set(),
): ModuleDifference[] {
  const found: ModuleDifference[] = [];
  for (const [image, { device, offset, bytes }] of expected.flash.entries()) {
    const held = new Uint8Array(bytes.length);
    const at = readFlash(state, device, offset, held) ? firstDifference(held, bytes) : 0;
    if (at !== null) found.push({ kind: "flash", device, offset: offset + at, image });
  }
  for (const [path, bytes] of expected.files) {
    if (ignore.has(path)) continue;
    const file = state.files.get(path);
    if (file === undefined) found.push({ kind: "missing", path });
    else if (!sameContents(path, file, { kind: "bytes", bytes })) found.push({ kind: "differs", path });
  }
  for (const path of state.files.keys()) {
    if (path !== TEMP_FILE && !ignore.has(path) && !expected.files.has(path)) {
      found.push({ kind: "left-over", path });
    }
  }
  return found;
}

/** How many there are, and what the first one is; null when there is none. */
export function outcomeReason(found: readonly ModuleDifference[]): Reason | null {
  const [first] = found;
  return first === undefined ? null : { code: "differences", count: found.length, first: reasonOf(first) };
}

function reasonOf(difference: ModuleDifference): Reason {
  switch (difference.kind) {
    case "flash": {
      const address = `0x${difference.offset.toString(16)}`;
      return { code: "unlike-new", address };
    }
    case "left-over":
      return within(difference.path, { code: "not-removed" });
    case "missing":
      return within(difference.path, { code: "missing" });
    case "differs":
      return within(difference.path, { code: "unlike-new", address: null });
  }
}

function sameContents(path: string, file: StoredFile, expected: StoredFile): boolean {
  if (file.kind === "bytes" && sameBytes(storedBytes(file), storedBytes(expected))) return true;
  if (!PART.test(path)) return false;
  const contents = partContents(file);
  const wanted = partContents(expected);
  return contents !== null && wanted !== null && sameBytes(contents, wanted);
}

function firstDifference(a: Uint8Array, b: Uint8Array): number | null {
  for (let at = 0; at < b.length; at++) if (a[at] !== b[at]) return at;
  return null;
}
