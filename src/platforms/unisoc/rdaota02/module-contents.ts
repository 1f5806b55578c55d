import { isLzmar } from "../lzmar/decode.ts";
import type { FileTree, Unisoc8910Firmware } from "../firmware/firmware.ts";
import type { FilesRule, Unisoc8910RuleSet } from "../rules.ts";
import type { ModuleContents } from "../module/storage.ts";
import type { FileMethods } from "./file-methods.ts";

/**
 * A module as it runs the old firmware. Running copies of NV items stand where they may stand, so that their
 * removal is seen.
 */
export function contentsBefore(old: Unisoc8910Firmware, ruleSet: Unisoc8910RuleSet): ModuleContents {
  const files = new Map<string, Uint8Array>();
  for (const rule of ruleSet.rules) {
    switch (rule.kind) {
      case "file-system":
      case "archive":
        for (const [path, bytes] of treeOf(rule, old)) files.set(`${rule.mount}/${path}`, bytes);
        break;
      case "nv":
        for (const { item, running } of rule.items) {
          const data = old.nvItems?.get(item);
          if (data !== undefined) files.set(running, data);
        }
        break;
      case "flash":
        break;
    }
  }
  return { flash: rawImages(old), files };
}

/**
 * The module as the new firmware wants it, with what the rules leave alone as it was, and files as the user
 * wants them.
 */
export function contentsAfter(
  old: Unisoc8910Firmware,
  next: Unisoc8910Firmware,
  ruleSet: Unisoc8910RuleSet,
  fileMethods: FileMethods = {},
): ModuleContents {
  const before = contentsBefore(old, ruleSet);
  const patched = new Set<string>();
  const files = new Map(before.files);
  for (const rule of ruleSet.rules) {
    switch (rule.kind) {
      case "flash":
        patched.add(`${rule.id} ${rule.chip}`);
        break;
      case "file-system":
      case "archive": {
        const was = treeOf(rule, old);
        for (const path of was.keys()) {
          if (outcomeFor(rule, path, was, fileMethods) !== "stays") files.delete(`${rule.mount}/${path}`);
        }
        const will = treeOf(rule, next);
        for (const [path, bytes] of will) {
          if (outcomeFor(rule, path, will, fileMethods) === "as in the new firmware") {
            files.set(`${rule.mount}/${path}`, bytes);
          }
        }
        break;
      }
      case "nv":
        for (const { item, running, clean } of rule.items) {
          const was = old.nvItems?.get(item);
          if (was === undefined || next.nvItems === null) continue;
          const changed = rule.items
            .filter((other) => nvDiffers(other.item, old, next))
            .map((other) => other.item);
          const gone = !next.nvItems.has(item);
          const wanted = { always: true, any: changed.length > 0, own: changed.includes(item), never: false }[
            clean
          ];
          if (gone || wanted) files.delete(running);
        }
        break;
    }
  }
  const isPatched = ({ id, address }: { id: string; address: number }): boolean =>
    patched.has(`${id} ${address >>> 28}`);
  const flash = [...rawFlash(next).filter(isPatched), ...rawFlash(old).filter((image) => !isPatched(image))];
  return { flash: flash.map(atItsPlace), files };
}

/** What shall become of a file, or a part of one, whether or not it differs. */
function outcomeFor(
  rule: FilesRule,
  path: string,
  tree: FileTree,
  fileMethods: FileMethods,
): "stays" | "goes" | "as in the new firmware" {
  const name = wholeOf(path, tree);
  const file = `${rule.mount}/${name}`;
  switch (Object.hasOwn(fileMethods, file) ? fileMethods[file] : undefined) {
    case "ignore":
      return "stays";
    case "remove":
      return "goes";
    case "patch":
    case "replace":
      return "as in the new firmware";
    case undefined:
      return rule.ignore.includes(name) ? "stays" : "as in the new firmware";
  }
}

/** The name of the blocked file of which this is a part: it has all parts from 000 on, the first one LZMAR. */
function wholeOf(path: string, tree: FileTree): string {
  const [, name, number] = /^(.+)\.(\d{3})$/.exec(path) ?? [];
  if (name === undefined) return path;
  const first = tree.get(`${name}.000`);
  if (first === undefined || !isLzmar(first)) return path;
  for (let part = Number(number); part > 0; part--) {
    if (!tree.has(`${name}.${`00${part}`.slice(-3)}`)) return path;
  }
  return name;
}

export function nvDiffers(item: number, old: Unisoc8910Firmware, next: Unisoc8910Firmware): boolean {
  const text = (data: Uint8Array | undefined): string => (data === undefined ? "none" : data.join());
  return text(old.nvItems?.get(item)) !== text(next.nvItems?.get(item));
}

/** Images that are flash contents as they are; the file systems are seen as files. */
export function rawFlash({ flash, fileSystems }: Unisoc8910Firmware): Unisoc8910Firmware["flash"] {
  return flash.filter(({ id }) => !fileSystems.has(id));
}

function rawImages(firmware: Unisoc8910Firmware): ModuleContents["flash"] {
  return rawFlash(firmware).map(atItsPlace);
}

export function atItsPlace(image: Unisoc8910Firmware["flash"][number]): ModuleContents["flash"][number] {
  return { device: image.device, offset: image.offset, bytes: image.image };
}

function treeOf(rule: FilesRule, firmware: Unisoc8910Firmware): FileTree {
  const trees = rule.kind === "file-system" ? firmware.fileSystems : firmware.archives;
  return trees.get(rule.id) ?? new Map<string, Uint8Array>();
}
