import type { FileMethod } from "../../../contract/maker.ts";
import type { FileTree, Unisoc8910Firmware } from "../firmware/firmware.ts";
import { type FilesRule, filesRules, type Unisoc8910RuleSet } from "../rules.ts";
import { type FileMethodFault, Refusal, type RefusalValue } from "../../../contract/refusal.ts";
import { sameBytes } from "../../../bytes/same-bytes.ts";
import { type SortedFiles, sortFiles } from "./sorted-files.ts";

/** Absolute path, of a blocked file without the suffix of its parts, to how an update shall treat the file. */
export type FileMethods = Readonly<Record<string, FileMethod>>;

export const byTheRules: FileMethods = {};

/** What happens to a file: the user's word, else that of the rules. `name` is below the mount. */
export function methodFor(rule: FilesRule, name: string, chosen: FileMethods): FileMethod {
  const path = `${rule.mount}/${name}`;
  if (Object.hasOwn(chosen, path)) return chosen[path] ?? "patch";
  return rule.ignore.includes(name) ? "ignore" : "patch";
}

/**
 * Declines a choice for something that is no file of either firmware.
 * @throws Refusal file-method
 */
export function checkFileMethods(
  chosen: FileMethods,
  old: Unisoc8910Firmware,
  next: Unisoc8910Firmware,
  ruleSet: Unisoc8910RuleSet,
): void {
  const paths = Object.keys(chosen);
  if (paths.length === 0) return;
  const files = new Set<string>();
  const parts = new Set<string>();
  for (const rule of filesRules(ruleSet)) {
    for (const firmware of [old, next]) {
      const tree = treeOf(rule, firmware);
      const { plain, blocked } = sortFiles(tree);
      for (const name of [...plain.keys(), ...blocked.keys()]) files.add(`${rule.mount}/${name}`);
      for (const name of tree.keys()) if (!plain.has(name)) parts.add(`${rule.mount}/${name}`);
    }
  }
  for (const path of paths) {
    if (files.has(path)) continue;
    const isFolder = [...files].some((file) => file.startsWith(`${path}/`));
    const why: FileMethodFault = parts.has(path) ? "part" : isFolder ? "folder" : "missing";
    throw new Refusal("file-method", { path, why });
  }
}

/** Names of files in a warning; more of them would be no text any more. */
const MOST_NAMED = 8;

/** What the module will hold that is not the new firmware, because the user wants it so. */
export function fileMethodWarnings(
  chosen: FileMethods,
  old: Unisoc8910Firmware,
  next: Unisoc8910Firmware,
  ruleSet: Unisoc8910RuleSet,
): RefusalValue[] {
  const ignored = new Set<string>();
  const removed = new Set<string>();
  for (const rule of filesRules(ruleSet)) {
    const before = sortFiles(treeOf(rule, old));
    const after = sortFiles(treeOf(rule, next));
    const names = new Set(
      [before, after].flatMap(({ plain, blocked }) => [...plain.keys(), ...blocked.keys()]),
    );
    for (const name of names) {
      const path = `${rule.mount}/${name}`;
      if (!Object.hasOwn(chosen, path)) continue;
      if (chosen[path] === "remove" && isIn(after, name)) removed.add(path);
      const leftByRule = rule.ignore.includes(name);
      if (chosen[path] === "ignore" && !leftByRule && differs(before, after, name)) ignored.add(path);
    }
  }
  const warnings: RefusalValue[] = [];
  if (ignored.size > 0) warnings.push({ code: "files-ignored", detail: named(ignored) });
  if (removed.size > 0) warnings.push({ code: "files-removed", detail: named(removed) });
  return warnings;
}

function named(paths: ReadonlySet<string>): { files: readonly string[]; count: number } {
  return { files: [...paths].slice(0, MOST_NAMED), count: paths.size };
}

function isIn({ plain, blocked }: SortedFiles, name: string): boolean {
  return plain.has(name) || blocked.has(name);
}

function differs(before: SortedFiles, after: SortedFiles, name: string): boolean {
  const contents = ({ plain, blocked }: SortedFiles): readonly (Uint8Array | undefined)[] => [
    plain.get(name),
    ...(blocked.get(name) ?? []),
  ];
  const one = contents(before);
  const other = contents(after);
  return one.length !== other.length || one.some((bytes, i) => !sameOrNone(bytes, other[i]));
}

function sameOrNone(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : sameBytes(a, b);
}

function treeOf(rule: FilesRule, firmware: Unisoc8910Firmware): FileTree {
  const trees = rule.kind === "file-system" ? firmware.fileSystems : firmware.archives;
  return trees.get(rule.id) ?? new Map<string, Uint8Array>();
}
