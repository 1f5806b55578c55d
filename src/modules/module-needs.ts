/** What an update needs of a module, beside what the module has, where a source states it. */
import type { ModuleNeed, NeedKind } from "../contract/needs.ts";
import { URL_LIMITS } from "./catalogue.ts";

/** Largest peak of the boot loader among the vendor's packages (docs/formats/rdaota02.md#what-the-module-does). */
const LARGEST_MEASURED_LOADER_PEAK = 7_800_000;

/** Bytes that the updater of an ASR module holds at once, and its heap; null when the firmware does not tell. */
export interface UpdaterMemory {
  readonly need: number;
  readonly have: number | null;
}

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
  readonly memory: UpdaterMemory;
  /** `have` is null for a backup in the file system. */
  readonly backup: { readonly need: number; readonly have: number | null };
}): readonly ModuleNeed[] {
  const { packageBytes, memory, backup } = update;
  return [
    backup.have === null ? unknownHave("backup", backup.need) : stated("backup", backup.need, backup.have),
    updaterMemory(memory),
    unknownHave("package-room", packageBytes),
    address("diff"),
  ];
}

/** @param update.freeBytes in the user partition as it will be */
export function asrFullNeeds(update: {
  readonly packageBytes: number;
  readonly freeBytes: number;
  readonly memory: UpdaterMemory;
}): readonly ModuleNeed[] {
  const { packageBytes, freeBytes, memory } = update;
  return [
    {
      kind: "user-partition",
      need: packageBytes,
      have: freeBytes,
      basis: "estimated",
      // Of this place; newer firmware may keep it elsewhere, so it is no reason to decline.
      level: packageBytes <= freeBytes ? "enough" : "short",
    },
    updaterMemory(memory),
    address("full"),
  ];
}

/** @param update.backup in the free areas that the first file leaves (docs/formats/asr-mini.md#space) */
export function asrMiniNeeds(update: {
  readonly packageBytes: number;
  readonly memory: UpdaterMemory;
  readonly backup: { readonly need: number; readonly have: number };
}): readonly ModuleNeed[] {
  const { packageBytes, memory, backup } = update;
  return [
    stated("backup", backup.need, backup.have),
    updaterMemory(memory),
    unknownHave("package-room", packageBytes),
    address("mini"),
  ];
}

/** @param update.backup beside which the file has to fit */
export function ec200aNeeds(update: {
  readonly packageBytes: number;
  readonly backup: { readonly need: number; readonly have: number };
}): readonly ModuleNeed[] {
  const { packageBytes, backup } = update;
  return [
    stated("backup", backup.need, backup.have),
    unknownHave("package-room", packageBytes),
    address("diff"),
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

/** The heap is that of updaters that were run; which one a module has follows from where its code lies in RAM. */
function updaterMemory({ need, have }: UpdaterMemory): ModuleNeed {
  return have === null
    ? unknownHave("updater-memory", need)
    : { ...stated("updater-memory", need, have), basis: "estimated" };
}

function unknownHave(kind: NeedKind, need: number): ModuleNeed {
  return { kind, need, have: null, basis: "stated", level: "unknown" };
}

function address(type: keyof typeof URL_LIMITS): ModuleNeed {
  return { kind: "url", need: null, have: URL_LIMITS[type], basis: "stated", level: "unknown" };
}
