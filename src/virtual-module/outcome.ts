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

/** Suffix of the parts of a blocked file. */
const PART = /\.\d{3}$/;

/**
 * What a module holds that it should not, one line a difference; empty when all is as expected.
 * Flash images are compared at their place, files byte for byte. Parts of blocked files need only have the same
 * contents: the module compresses them itself.
 * @param ignore absolute paths that are not looked at. The temp file never is.
 */
export function differences(
  state: ModuleState,
  expected: ModuleContents,
  ignore: ReadonlySet<string> = new Set(),
): string[] {
  const found: string[] = [];
  for (const { device, offset, bytes } of expected.flash) {
    const image = new Uint8Array(bytes.length);
    const at = readFlash(state, device, offset, image) ? firstDifference(image, bytes) : 0;
    if (at !== null) found.push(`flash 0x${(offset + at).toString(16)}`);
  }
  for (const [path, bytes] of expected.files) {
    if (ignore.has(path)) continue;
    const file = state.files.get(path);
    if (file === undefined) found.push(`${path}: missing`);
    else if (!sameContents(path, file, { kind: "bytes", bytes })) found.push(`${path}: differs`);
  }
  for (const path of state.files.keys()) {
    if (path !== TEMP_FILE && !ignore.has(path) && !expected.files.has(path)) {
      found.push(`${path}: left over`);
    }
  }
  return found;
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
