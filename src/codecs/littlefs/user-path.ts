import type { UserPathFault } from "../../contract/refusal.ts";
import { LONGEST_NAME } from "./layout.ts";

/** Folders inside each other that the app reads and writes; real images have two or three. */
export const DEEPEST_FOLDER = 60;

const encoder = new TextEncoder();

/** UTF-8, as names lie in the image. */
export function nameBytes(name: string): Uint8Array {
  return encoder.encode(name);
}

/** Order of names and paths by their UTF-8 bytes, which UTF-16 order is not. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** What a name may not be in any image. Others may be odd, but the module keeps them. */
export function nameFault(name: string): UserPathFault | null {
  if (name === "") return "empty-name";
  if (name === "." || name === "..") return "reserved-name";
  // eslint-disable-next-line no-control-regex -- control characters are what must not be there
  if (/[/\u0000-\u001f\u007f]|\p{Surrogate}/u.test(name)) return "forbidden-character";
  if (nameBytes(name).length > LONGEST_NAME) return "name-too-long";
  return null;
}

/** What a path may not be in any image. */
export function pathFault(path: string): UserPathFault | null {
  const names = path.split("/");
  if (names.length > DEEPEST_FOLDER + 1) return "too-deep";
  for (const name of names) {
    const fault = nameFault(name);
    if (fault !== null) return fault;
  }
  return null;
}

/**
 * What the path of a new entry may not be: a backslash too, which is part of the name in the module but parts
 * names on Windows.
 */
export function newPathFault(path: string): UserPathFault | null {
  return pathFault(path) ?? (path.includes("\\") ? "forbidden-character" : null);
}

/** "a/b/c" → "a", "a/b" */
export function foldersAbove(path: string): string[] {
  const names = path.split("/");
  return names.slice(1).map((_, i) => names.slice(0, i + 1).join("/"));
}
