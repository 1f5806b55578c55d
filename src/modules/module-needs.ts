/** What an update needs of a module, beside what the module has, where a source states it. */
import type { ModuleNeed, NeedKind } from "../contract/needs.ts";
import { URL_LIMITS } from "./catalogue.ts";

/** Largest peak of the boot loader among the vendor's packages (docs/formats/rdaota02.md#what-the-module-does). */
const LARGEST_MEASURED_LOADER_PEAK = 7_800_000;

/**
 * An updater has "about 6 to 7 MB" for old, new and patch of one image
 * (docs/formats/asr-fota-all.md#what-the-module-does).
 */
const UPDATER_MEMORY = { sure: 6_000_000, most: 7_000_000 };

/** From this share on room is called tight. */
const TIGHT_SHARE = 0.9;

export function unisoc8910Needs(update: {
  readonly freeBytes: number;
  readonly loaderPeak: number;
}): readonly ModuleNeed[] {
  const { freeBytes, loaderPeak } = update;
  return [
    unknownHave("free-space", freeBytes),
    {
      kind: "loader-memory",
      need: loaderPeak,
      have: LARGEST_MEASURED_LOADER_PEAK,
      basis: "measured",
      level: loaderPeak <= LARGEST_MEASURED_LOADER_PEAK ? "enough" : "unknown",
    },
    address("diff"),
  ];
}

export function asrDiffNeeds(update: {
  readonly packageBytes: number;
  readonly memoryPeak: number;
  readonly backup: { readonly need: number; readonly have: number };
}): readonly ModuleNeed[] {
  const { packageBytes, memoryPeak, backup } = update;
  const { sure, most } = UPDATER_MEMORY;
  return [
    stated("backup", backup.need, backup.have),
    {
      kind: "updater-memory",
      need: memoryPeak,
      have: most,
      basis: "estimated",
      level: memoryPeak <= sure ? "enough" : memoryPeak <= most ? "tight" : "short",
    },
    unknownHave("package-room", packageBytes),
    address("diff"),
  ];
}

/** @param update.freeBytes in the user partition as it will be */
export function asrFullNeeds(update: {
  readonly packageBytes: number;
  readonly freeBytes: number;
}): readonly ModuleNeed[] {
  const { packageBytes, freeBytes } = update;
  return [
    {
      kind: "user-partition",
      need: packageBytes,
      have: freeBytes,
      basis: "estimated",
      // Of this place; newer firmware may keep it elsewhere, so it is no reason to decline.
      level: packageBytes <= freeBytes ? "enough" : "short",
    },
    address("full"),
  ];
}

/** @param update.backup in the free areas that the first file leaves (docs/formats/asr-mini.md#space) */
export function asrMiniNeeds(update: {
  readonly packageBytes: number;
  readonly backup: { readonly need: number; readonly have: number };
}): readonly ModuleNeed[] {
  const { packageBytes, backup } = update;
  return [
    stated("backup", backup.need, backup.have),
    unknownHave("package-room", packageBytes),
    address("mini"),
  ];
}

/** @param room for the package: what it takes, and what modules with this chip keep for it, bytes */
export function parNeeds(room: { readonly need: number; readonly have: number }): readonly ModuleNeed[] {
  return [stated("package-room", room.need, room.have), address("diff")];
}

function stated(kind: NeedKind, need: number, have: number): ModuleNeed {
  const level = need > have ? "short" : need > TIGHT_SHARE * have ? "tight" : "enough";
  return { kind, need, have, basis: "stated", level };
}

function unknownHave(kind: NeedKind, need: number): ModuleNeed {
  return { kind, need, have: null, basis: "stated", level: "unknown" };
}

function address(type: keyof typeof URL_LIMITS): ModuleNeed {
  return { kind: "url", need: null, have: URL_LIMITS[type], basis: "stated", level: "unknown" };
}
