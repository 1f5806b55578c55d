import type { PackageWarning } from "../../../contract/maker.ts";
import type {
  Difference,
  Uncovered,
  Verification,
  VerificationProgress,
} from "../../../contract/verification.ts";
import type { FileTree, FlashImage, Unisoc8910Firmware } from "../firmware/firmware.ts";
import { UNISOC8910_RULE_SETS } from "../rules.ts";
import { isPackValid, setReady } from "../module/application.ts";
import { BootLoader, bootReason } from "../module/boot-loader.ts";
import { PoweredModule } from "../module/module.ts";
import { compareModule, type ModuleDifference } from "../module/outcome.ts";
import { type ModuleContents, type ModuleState, moduleState, SECTOR } from "../module/storage.ts";
import { appliedPackage, orRefusal, refusedPackage } from "../../verification.ts";
import { inspectPackage } from "./inspect.ts";
import type { Bulk } from "./layout.ts";
import { atItsPlace, contentsBefore, nvDiffers, rawFlash } from "./prove.ts";
import { type ReadPackage, readPackage } from "./reader.ts";
import { writePackage } from "./writer.ts";
import { within } from "../../../contract/reason.ts";

/** Where files and running NV items are is the same in all rule sets. */
const PLACES = UNISOC8910_RULE_SETS.unisoc8910;

export interface Named8910 {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/**
 * Has a simulated module with the old firmware take a package, whoever made it, and compares with the new firmware
 * what the package touches. The module is asked with the old version that the package names itself.
 */
export function verifyPackage(
  { file, bytes }: Named8910,
  old: Unisoc8910Firmware,
  next: Unisoc8910Firmware,
  onProgress: (progress: VerificationProgress) => void = () => undefined,
): Verification {
  onProgress({ stage: "check", done: 0 });
  const read = orRefusal(() => ({
    pack: readPackage(file, bytes),
    // Also unpacks every bundle.
    hazards: inspectPackage(file, bytes).warnings,
  }));
  if ("refusal" in read) return refusedPackage("rdaota02", [read.refusal]);
  const { pack, hazards } = read.value;
  if (namesAreTerminated(pack)) return verifyReadable(pack, bytes, { old, next, hazards, onProgress });

  const { oldVersion, newVersion } = pack;
  const reason = {
    code: "package-version-field",
    detail: { old: oldVersion, new: newVersion },
  } as const;
  const copy = withoutNames(pack);
  const rest = verifyReadable(copy.pack, copy.bytes, { old, next, hazards, onProgress });
  return {
    ...rest,
    verdict: "refused",
    reasons: [reason, ...rest.reasons],
    otherwise: rest.verdict === "refused" ? null : rest.verdict,
  };
}

export function namesAreTerminated({ warnings }: ReadPackage): boolean {
  return !warnings.includes("version-not-terminated");
}

/** The same package naming no versions. */
export function withoutNames(pack: ReadPackage): { readonly pack: ReadPackage; readonly bytes: Uint8Array } {
  const unnamed: ReadPackage = { ...pack, oldVersion: "", newVersion: "", versionFieldSize: 0, warnings: [] };
  return { pack: unnamed, bytes: writePackage(unnamed) };
}

interface Against {
  readonly old: Unisoc8910Firmware;
  readonly next: Unisoc8910Firmware;
  readonly hazards: readonly PackageWarning[];
  readonly onProgress: (progress: VerificationProgress) => void;
}

function verifyReadable(pack: ReadPackage, bytes: Uint8Array, against: Against): Verification {
  const { old, next, hazards, onProgress } = against;
  const refused = (reason: Verification["reasons"][number]): Verification =>
    refusedPackage("rdaota02", [reason], hazards);
  const current = pack.versionFieldSize === 0 ? null : pack.oldVersion;
  const before = moduleState(contentsBefore(old, PLACES));
  const module = new PoweredModule(before);
  const ready = setReady(module, bytes, current);
  if (!ready.ok) {
    const fitsNew = isPackValid(moduleState(contentsBefore(next, PLACES)), bytes, current).ok;
    return refused(
      fitsNew
        ? { code: "package-old-is-new", detail: { why: ready.why } }
        : { code: "package-other-old", detail: { why: ready.why } },
    );
  }
  let steps = 0;
  const outcome = new BootLoader(bytes).boot(module, ({ total, done }) => {
    steps = done;
    onProgress({ stage: "apply", done: 0.05 + (0.8 * done) / total });
    return "go on";
  });
  if (outcome.kind !== "finished") {
    const detail = { why: within({ part: "step", number: steps }, bootReason(outcome)) };
    return refused({
      code: outcome.kind === "failed" ? "package-stuck" : "package-declined",
      detail,
    });
  }
  onProgress({ stage: "compare", done: 0.9 });
  const found = compareWithNew(before, module.state, pack.bulks, old, next);
  onProgress({ stage: "compare", done: 1 });
  return appliedPackage("rdaota02", {
    ...found,
    compared: { ...found.compared, steps },
    hazards,
    warnings: [],
  });
}

/** Partitions and files of the new firmware, told apart by whether the package touches them. */
function compareWithNew(
  before: ModuleState,
  after: ModuleState,
  bulks: readonly Bulk[],
  old: Unisoc8910Firmware,
  next: Unisoc8910Firmware,
) {
  const images = rawFlash(next);
  const trees = filesOf(next);
  const expected: ModuleContents = {
    flash: images.map(atItsPlace),
    files: new Map([...trees.values()].flatMap((tree) => [...tree])),
  };
  const running = PLACES.rules.filter((rule) => rule.kind === "nv").flatMap(({ items }) => items);
  const found = compareModule(after, expected, new Set(running.map((item) => item.running)));
  const wrongImages = new Set(found.flatMap((one) => (one.kind === "flash" ? [one.image] : [])));
  const wrongFiles = new Set(found.flatMap((one) => (one.kind === "flash" ? [] : [one.path])));

  const differences: Difference[] = [];
  const uncovered: Uncovered[] = [];
  let flashBytes = 0;
  for (const [number, image] of images.entries()) {
    if (isTouched(image, bulks, before, after)) flashBytes += image.image.length;
    else uncovered.push({ place: image.id, differs: wrongImages.has(number) });
  }
  const touchesFile = touchedFiles(bulks);
  for (const one of found) {
    const difference = differenceOf(one, images);
    const touched =
      one.kind === "flash"
        ? !uncovered.some(({ place }) => place === difference.place)
        : touchesFile(one.path);
    if (touched) differences.push(difference);
    else if (one.kind !== "flash") uncovered.push({ place: one.path, differs: true });
  }
  for (const [id, tree] of trees) {
    const paths = [...tree.keys(), ...(filesOf(old).get(id)?.keys() ?? [])];
    if (!paths.some((path) => touchesFile(path) || wrongFiles.has(path))) {
      uncovered.push({ place: id, differs: false });
    }
  }
  for (const { item, running: path } of running) {
    if (nvDiffers(item, old, next) && after.files.has(path)) uncovered.push({ place: path, differs: true });
  }
  differences.push(...strayWrites(before, after, [...images, ...rawFlash(old)]));
  const files = [...expected.files.keys()].filter(
    (path) => touchesFile(path) || !wrongFiles.has(path),
  ).length;
  return { compared: { flashBytes, files }, differences, uncovered };
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

/** A bulk is about the image, or blocks of another reach into it. */
function isTouched(
  image: FlashImage,
  bulks: readonly Bulk[],
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

function touchedFiles(bulks: readonly Bulk[]): (path: string) => boolean {
  const whole = new Set<string>();
  const blocked = new Set<string>();
  for (const bulk of bulks) {
    if (bulk.kind === "blocked") blocked.add(bulk.name);
    else if (bulk.kind !== "flash") whole.add(bulk.name);
  }
  return (path) => whole.has(path) || (/\.\d{3}$/.test(path) && blocked.has(path.slice(0, -4)));
}

function differenceOf(found: ModuleDifference, images: readonly FlashImage[]): Difference {
  if (found.kind !== "flash") return { place: found.path, kind: found.kind, address: null };
  const image = images[found.image];
  return {
    place: image?.id ?? chipName(found.device),
    kind: "differs",
    address: (image?.address ?? 0) + found.offset - (image?.offset ?? 0),
  };
}
