/** The one comparison for RDAOTA02: proof, verification and rehearsal say what it finds. */
import type { Chosen, Compared, Difference, Uncovered } from "../../../contract/verification.ts";
import { hex } from "../../../bytes/layout.ts";
import { type ModuleFile, moduleFilesOf } from "../firmware/module-files.ts";
import type { FileTree, FlashImage, Unisoc8910Firmware } from "../firmware/firmware.ts";
import { UNISOC8910_RULE_SETS } from "../rules.ts";
import { compareModule, type ModuleDifference } from "../module/outcome.ts";
import { parseHeader, type ReceivedBulk } from "../module/received-package.ts";
import { type ModuleContents, type ModuleState, SECTOR } from "../module/storage.ts";
import { sameBytes } from "../../../bytes/same-bytes.ts";
import type { ComparedModule } from "../../verification.ts";
import type { FileMethods } from "./file-methods.ts";
import { atItsPlace, nvDiffers, rawFlash } from "./module-contents.ts";

/** Where files and running NV items are is the same in all rule sets. */
const PLACES = UNISOC8910_RULE_SETS.unisoc8910;

/** A simulated module before and after it took a package. */
export interface ModuleUpdate {
  readonly before: ModuleState;
  readonly after: ModuleState;
  /** What it took; told by the module's own reading of it. */
  readonly pack: Uint8Array;
  /** Blocks and files that were built. */
  readonly steps: number;
}

interface Firmwares {
  readonly old: Unisoc8910Firmware;
  readonly new: Unisoc8910Firmware;
}

/**
 * The module after an update beside the new firmware: what the package touches must be as it is there; what it does
 * not touch is named where old and new differ.
 * @param fileMethods what was chosen for single files
 * @throws ModuleDeclines for bytes that the module would not have taken
 */
export function compareRdaota02(
  { before, after, pack, steps }: ModuleUpdate,
  firmwares: Firmwares,
  fileMethods: FileMethods = {},
): ComparedModule {
  const { bulks } = parseHeader(pack);
  const images = rawFlash(firmwares.new);
  const touched = images.map((image) => isTouched(image, bulks, before, after));
  const wrong = compareModule(after, contentsOf(firmwares.new), new Set(runningItems().map(pathOf)));
  const wrongImages = new Set(wrong.flatMap((one) => (one.kind === "flash" ? [one.image] : [])));
  const right = images.filter((_, number) => touched[number] && !wrongImages.has(number));
  const files = compareFiles(wrong, bulks, firmwares, fileMethods);
  return {
    compared: {
      partitions: right.map(({ id }) => id),
      flashBytes: right.reduce((sum, { image }) => sum + image.length, 0),
      decompressed: false,
      ...files.compared,
      steps,
    },
    chosen: files.chosen,
    differences: [
      ...wrong.flatMap((one) =>
        one.kind === "flash" && touched[one.image] === true ? [flashDifference(one, images)] : [],
      ),
      ...files.differences,
      ...strayWrites(before, after, [...images, ...rawFlash(firmwares.old)]),
    ],
    uncovered: [
      ...images.flatMap(({ id }, number) =>
        touched[number] ? [] : [{ place: id, differs: wrongImages.has(number) }],
      ),
      ...goneImages(firmwares),
      ...files.uncovered,
      ...unknownTrees(firmwares),
      ...uncoveredNv(after, firmwares),
    ],
  };
}

/** All that the new firmware has in flash and files. */
function contentsOf(firmware: Unisoc8910Firmware): ModuleContents {
  return {
    flash: rawFlash(firmware).map(atItsPlace),
    files: new Map([...filesOf(firmware).values()].flatMap((tree) => [...tree])),
  };
}

function compareFiles(
  found: readonly ModuleDifference[],
  bulks: readonly ReceivedBulk[],
  { old, new: next }: Firmwares,
  fileMethods: FileMethods,
): {
  readonly compared: Pick<Compared, "files" | "sameFiles">;
  readonly chosen: Chosen | null;
  readonly differences: readonly Difference[];
  readonly uncovered: readonly Uncovered[];
} {
  const touches = touchedFiles(bulks);
  const wholeNames = namesOfParts(old, next);
  const differences: Difference[] = [];
  const chosen = new Set<string>();
  const leftAlone = new Set<string>();
  const wrong = new Set<string>();
  for (const one of found) {
    if (one.kind === "flash") continue;
    const { kind, path } = one;
    const whole = wholeNames.get(path) ?? path;
    wrong.add(path);
    const method = Object.hasOwn(fileMethods, whole) ? fileMethods[whole] : undefined;
    if (method === "ignore" || method === "remove") chosen.add(whole);
    if (!touches(path)) leftAlone.add(whole);
    else if (method !== "remove" || kind !== "missing")
      differences.push({ place: path, kind, address: null });
  }
  const right = moduleFilesOf(next).filter((file) => !storedPaths(file).some((path) => wrong.has(path)));
  const written = right.filter((file) => storedPaths(file).some(touches)).length;
  const trees = [...filesOf(next)].filter(([id, tree]) => {
    const paths = [...tree.keys(), ...(filesOf(old).get(id)?.keys() ?? [])];
    return !paths.some((path) => touches(path) || wrong.has(path));
  });
  return {
    compared: { files: written, sameFiles: right.length - written },
    chosen: chosen.size === 0 ? null : { partition: null, flashBytes: 0, files: 0, places: [...chosen] },
    differences,
    uncovered: [
      ...[...leftAlone].map((place) => ({ place, differs: true })),
      ...trees.map(([id]) => ({ place: id, differs: false })),
    ],
  };
}

function storedPaths({ path, parts }: ModuleFile): readonly string[] {
  return parts === null ? [path] : parts.map((part) => part.path);
}

/** Paths of parts to the name of their file; the new firmware goes first. */
function namesOfParts(old: Unisoc8910Firmware, next: Unisoc8910Firmware): ReadonlyMap<string, string> {
  const files = [...moduleFilesOf(old), ...moduleFilesOf(next)];
  return new Map(files.flatMap((file) => storedPaths(file).map((path) => [path, file.path] as const)));
}

/** By the ID of file system or archive: absolute path to bytes as stored. */
function filesOf(firmware: Unisoc8910Firmware): ReadonlyMap<string, FileTree> {
  const trees = new Map<string, FileTree>();
  for (const rule of PLACES.rules) {
    if (rule.kind !== "file-system" && rule.kind !== "archive") continue;
    const tree = (rule.kind === "file-system" ? firmware.fileSystems : firmware.archives).get(rule.id);
    if (tree === undefined) continue;
    trees.set(rule.id, new Map([...tree].map(([path, bytes]) => [`${rule.mount}/${path}`, bytes])));
  }
  return trees;
}

/** File systems and archives of which it is not known where the module has them; no package carries them. */
function unknownTrees({ old, new: next }: Firmwares): Uncovered[] {
  const known = filesOf(next);
  const trees = ({ fileSystems, archives }: Unisoc8910Firmware) => new Map([...fileSystems, ...archives]);
  const [from, to] = [trees(old), trees(next)];
  return [...to]
    .filter(([id]) => !known.has(id))
    .map(([place, tree]) => {
      const was = from.get(place);
      return { place, differs: was === undefined ? null : !sameTree(was, tree) };
    });
}

function sameTree(a: FileTree, b: FileTree): boolean {
  return (
    a.size === b.size &&
    [...a].every(([path, bytes]) => {
      const other = b.get(path);
      return other !== undefined && sameBytes(bytes, other);
    })
  );
}

/** The old firmware has them, the new one does not. */
function goneImages({ old, new: next }: Firmwares): Uncovered[] {
  const ids = new Set(next.flash.map(({ id }) => id));
  return rawFlash(old)
    .filter(({ id }) => !ids.has(id))
    .map(({ id }) => ({ place: id, differs: null }));
}

function runningItems() {
  return PLACES.rules.filter((rule) => rule.kind === "nv").flatMap(({ items }) => items);
}

function pathOf({ running }: { readonly running: string }): string {
  return running;
}

/** Changed NV items whose running copy stays, and those of which no running copy is known. */
function uncoveredNv(after: ModuleState, { old, new: next }: Firmwares): Uncovered[] {
  const running = new Map(runningItems().map(({ item, running: path }) => [item, path]));
  const items = new Set([...(old.nvItems?.keys() ?? []), ...(next.nvItems?.keys() ?? [])]);
  return [...items]
    .filter((item) => nvDiffers(item, old, next))
    .flatMap((item) => {
      const path = running.get(item);
      if (path === undefined) return [{ place: `NV ${hex(item)}`, differs: true }];
      return after.files.has(path) ? [{ place: path, differs: true }] : [];
    });
}

/** A bulk is about the image, or blocks of another reach into it. */
function isTouched(
  image: FlashImage,
  bulks: readonly ReceivedBulk[],
  before: ModuleState,
  after: ModuleState,
): boolean {
  const { device, offset } = image;
  const end = offset + image.image.length;
  return (
    bulks.some(
      (bulk) => bulk.kind === "flash" && bulk.device === device && bulk.base >= offset && bulk.base < end,
    ) || [...changedSectors(before, after, device)].some((at) => at + SECTOR > offset && at < end)
  );
}

/** Offsets of the sectors that were erased or programmed. */
function* changedSectors(before: ModuleState, after: ModuleState, device: number): Generator<number> {
  const was = before.flash.get(device) ?? [];
  for (const [i, sector] of (after.flash.get(device) ?? []).entries()) {
    if (sector !== was[i]) yield i * SECTOR;
  }
}

function strayWrites(before: ModuleState, after: ModuleState, images: readonly FlashImage[]): Difference[] {
  return [...after.flash.keys()].flatMap((device) => {
    const outside = [...changedSectors(before, after, device)].filter(
      (at) =>
        !images.some(
          (image) =>
            image.device === device && at + SECTOR > image.offset && at < image.offset + image.image.length,
        ),
    );
    const [first] = outside;
    return first === undefined ? [] : [{ place: chipName(device), kind: "stray", address: first } as const];
  });
}

/** Four characters, e.g. SFL1. */
function chipName(device: number): string {
  return String.fromCharCode(...[0, 8, 16, 24].map((shift) => (device >>> shift) & 0xff));
}

function touchedFiles(bulks: readonly ReceivedBulk[]): (path: string) => boolean {
  const whole = new Set<string>();
  const blocked = new Set<string>();
  for (const bulk of bulks) {
    if (bulk.kind === "blocked") blocked.add(bulk.name);
    else if (bulk.kind !== "flash") whole.add(bulk.name);
  }
  return (path) => whole.has(path) || (/\.\d{3}$/.test(path) && blocked.has(path.slice(0, -4)));
}

function flashDifference(
  { image: number, device, offset }: Extract<ModuleDifference, { kind: "flash" }>,
  images: readonly FlashImage[],
): Difference {
  const image = images[number];
  return {
    place: image?.id ?? chipName(device),
    kind: "differs",
    address: (image?.address ?? 0) + offset - (image?.offset ?? 0),
  };
}
