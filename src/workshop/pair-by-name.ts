/** Whether two firmwares are for the same module by their names, which is told before their layouts are compared. */
import { platformOf, type Registry } from "../platforms/index.ts";
import type { Opened } from "../platforms/platform.ts";
import { hasBaselines } from "../contract/formats.ts";
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
export function nameWarnings(old: Opened, next: Opened, registry?: Registry): readonly RefusalValue[] {
  const found = differenceOf(old, next, registry);
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
export function ofSameModule<T>(old: Opened, next: Opened, prepare: () => T, registry?: Registry): T {
  try {
    return prepare();
  } catch (error) {
    if (!isRefusal(error) || !CAUSED_BY_MODULES.has(error.code)) throw error;
    const found = differenceOf(old, next, registry);
    if (found === null) throw error;
    throw new Refusal("different-modules", found);
  }
}

function differenceOf(old: Opened, next: Opened, registry: Registry | undefined) {
  const [from, to] = [namesOf(old, registry), namesOf(next, registry)];
  if (from === null || to === null) return null;
  const differs = nameDifferences(from, to);
  return differs.length === 0 ? null : { old: shown(from), new: shown(to), differs };
}

/** The innermost name is the one that the maker gave. */
function namesOf(opened: Opened, registry: Registry | undefined): NamesOfFirmware | null {
  const { fileName, wrapping, platform } = opened;
  const names = [...[...wrapping].reverse(), fileName];
  const name = quectelNameIn(names);
  if (name === null) return null;
  const release = hasBaselines(platform) ? releaseIn(names) : null;
  return {
    ...name,
    flashMiB: flashMiBIn(names) ?? platformOf(opened, registry).flashMiB(opened),
    baseline: release === null ? null : baselineOf(release),
  };
}

function shown({ module, variant, flashMiB, baseline }: NamesOfFirmware): NamedModule {
  return { name: `${module} ${variant}`.trim(), flashMiB, baseline };
}
