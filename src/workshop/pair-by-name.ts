/** Whether two firmwares are for the same module by their names, which is told before their layouts are compared. */
import type { OpenedFirmware } from "./open-firmware.ts";
import { flashMiBIn, quectelNameIn, releaseIn } from "../modules/quectel-name.ts";
import { baselineOf, nameDifferences, type NamesOfFirmware } from "../modules/compared-names.ts";
import {
  isRefusal,
  type NamedModule,
  Refusal,
  type RefusalCode,
  type RefusalValue,
} from "../contract/refusal.ts";

/** What comes of firmwares of different modules: their true cause is that they are. */
const CAUSED_BY_MODULES: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  "different-board",
  "partition-moved",
  "partition-missing",
  "partition-too-small",
  "part-size",
  "backup-partition-missing",
  "backup-too-small",
  "region-compression",
  "region-count",
  "image-count",
  "app-missing",
  "partition-unaligned",
  "user-partition-geometry",
  "mini-regions",
  "mini-layout",
  "mini-core-size",
  "mini-space",
]);

/**
 * What speaks against the pair by its names; nothing here forbids to go on, for files can be renamed.
 */
export function nameWarnings(old: OpenedFirmware, next: OpenedFirmware): readonly RefusalValue[] {
  const found = differenceOf(old, next);
  if (found === null) return [];
  const { baseline: from } = found.old;
  const { baseline: to } = found.new;
  const warnings: RefusalValue[] = [];
  // The baseline is a warning of its own.
  const differs = found.differs.filter((difference) => difference !== "baseline");
  if (differs.length > 0) warnings.push({ code: "modules-differ", detail: { ...found, differs } });
  if (found.differs.includes("baseline") && from !== null && to !== null) {
    warnings.push({ code: "baselines-differ", detail: { old: from, new: to } });
  }
  return warnings;
}

/**
 * What `prepare` gives; where it refuses because the two are laid out differently, and they are for different modules
 * by their names, this is the reason that is told.
 * @throws Refusal different-modules, and those of `prepare`
 */
export function ofSameModule<T>(old: OpenedFirmware, next: OpenedFirmware, prepare: () => T): T {
  try {
    return prepare();
  } catch (error) {
    if (!isRefusal(error) || !CAUSED_BY_MODULES.has(error.code)) throw error;
    const found = differenceOf(old, next);
    if (found === null) throw error;
    throw new Refusal("different-modules", found);
  }
}

function differenceOf(old: OpenedFirmware, next: OpenedFirmware) {
  const [from, to] = [namesOf(old), namesOf(next)];
  if (from === null || to === null) return null;
  const differs = nameDifferences(from, to);
  return differs.length === 0 ? null : { old: shown(from), new: shown(to), differs };
}

/** The innermost name is the one that the maker gave. */
function namesOf({ fileName, wrapping, asr, platform }: OpenedFirmware): NamesOfFirmware | null {
  const names = [...[...wrapping].reverse(), fileName];
  const name = quectelNameIn(names);
  if (name === null) return null;
  const release = platform === "unisoc8910" ? releaseIn(names) : null;
  return {
    ...name,
    flashMiB: flashMiBIn(names) ?? asr?.flashMiB ?? null,
    baseline: release === null ? null : baselineOf(release),
  };
}

function shown({ module, variant, flashMiB, baseline }: NamesOfFirmware): NamedModule {
  return { name: `${module} ${variant}`.trim(), flashMiB, baseline };
}
