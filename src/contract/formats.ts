/**
 * What is known of a platform and of a package format before any byte of them: one row each. The page asks here and
 * never for a name; a platform or format without its row does not compile.
 */
import type { MakeOptions, PackageType } from "./maker.ts";
import type { Platform } from "./platform.ts";

/** A package as the user gets it, of one file or of several. */
export type FormatId = "rdaota02" | "asr-diff" | "asr-full" | "asr-mini" | "ec200a-diff";

/** A file that is a package, or one of the two that make one. */
export type PackageKind = FormatId | "asr-mini-1" | "asr-mini-2";

export interface FormatTraits {
  readonly type: PackageType;
  /** Whether it is made of the old firmware too. */
  readonly needsOld: boolean;
  readonly userPartition: "no" | "always" | "by-choice";
  /** What a proof compares: flash and files, the contents of regions, or the user partition. */
  readonly compared: "flash" | "regions" | "user-partition";
  /** Whether there is a safe and a compact class. */
  readonly classes: boolean;
  /** Whether the package has room for version names. */
  readonly namesVersions: boolean;
  /** `described`: how a module goes on after a power cut is told in words alone. */
  readonly powerCuts: "simulated" | "described";
  /** Whether opening a package also checks everything in it; else its checksums alone. */
  readonly openedWhole: boolean;
  /** Kinds of the files that both are needed where a package comes in two, in the order of the module. */
  readonly parts: readonly [PackageKind, PackageKind] | null;
  /** Options that have a part in the package, beside its type. */
  readonly options: readonly Exclude<keyof MakeOptions, "type">[];
  /** First bytes of its files. */
  readonly signatures: readonly string[];
  /** Not seen on a real module. */
  readonly experimental: boolean;
}

export const FORMATS = {
  rdaota02: {
    type: "diff",
    needsOld: true,
    userPartition: "no",
    compared: "flash",
    classes: true,
    namesVersions: true,
    powerCuts: "simulated",
    openedWhole: true,
    parts: null,
    options: ["ruleSet", "oldVersion", "newVersion", "fileMethods"],
    signatures: ["RDAOTA02"],
    experimental: false,
  },
  "asr-diff": {
    type: "diff",
    needsOld: true,
    userPartition: "no",
    compared: "regions",
    classes: false,
    namesVersions: false,
    powerCuts: "simulated",
    openedWhole: false,
    parts: null,
    options: ["apps"],
    signatures: ["FOTA_ALL"],
    experimental: false,
  },
  "asr-full": {
    type: "full",
    needsOld: false,
    userPartition: "always",
    compared: "user-partition",
    classes: false,
    namesVersions: false,
    powerCuts: "described",
    openedWhole: false,
    parts: null,
    options: ["cutErased"],
    signatures: ["Marvell_FBF"],
    experimental: false,
  },
  "asr-mini": {
    type: "mini",
    needsOld: true,
    userPartition: "by-choice",
    compared: "regions",
    classes: false,
    namesVersions: false,
    powerCuts: "simulated",
    openedWhole: false,
    parts: ["asr-mini-1", "asr-mini-2"],
    options: ["withUserPartition"],
    signatures: ["FOTA_FIR", "FOTA_SEC"],
    experimental: true,
  },
  "ec200a-diff": {
    type: "diff",
    needsOld: true,
    userPartition: "no",
    compared: "regions",
    classes: false,
    namesVersions: false,
    powerCuts: "described",
    openedWhole: false,
    parts: null,
    options: [],
    signatures: ["FOTA_ALL"],
    experimental: true,
  },
} as const satisfies Readonly<Record<FormatId, FormatTraits>>;

/** `not-on-platform`: modules of the platform know no packages of this type. */
export type MadeAs = FormatId | "not-yet" | "not-on-platform";

export interface PlatformTraits {
  /** The format of each type of package. */
  readonly makes: Readonly<Record<PackageType, MadeAs>>;
  /** Whether two firmwares can be compared block by block and file by file. */
  readonly comparable: boolean;
  /** Whether the app can make a pair of firmwares for a first try. */
  readonly sample: boolean;
  /** The module of QuecPython that tells the version of the firmware. */
  readonly versionModule: "uos" | "modem";
  /** Whether releases of other baselines (R05, R06) are other firmware for the same module. */
  readonly baselines: boolean;
  /** Whether modules wait by themselves, restart and come back without the script (`wait` in the words of scripts). */
  readonly waitsByType: boolean;
}

const OPENED_ONLY = {
  makes: { diff: "not-yet", full: "not-yet", mini: "not-yet" },
  comparable: false,
  sample: false,
  versionModule: "uos",
  baselines: false,
  waitsByType: false,
} as const;

const DIFF_TO_COME = {
  ...OPENED_ONLY,
  makes: { diff: "not-yet", full: "not-on-platform", mini: "not-on-platform" },
} as const;

export const PLATFORMS: Readonly<Record<Exclude<Platform, "unknown">, PlatformTraits>> = {
  unisoc8910: {
    makes: { diff: "rdaota02", full: "not-on-platform", mini: "not-on-platform" },
    comparable: true,
    sample: true,
    versionModule: "uos",
    baselines: true,
    waitsByType: false,
  },
  unisoc8850: DIFF_TO_COME,
  asr: {
    makes: { diff: "asr-diff", full: "asr-full", mini: "asr-mini" },
    comparable: true,
    sample: true,
    versionModule: "modem",
    baselines: false,
    waitsByType: true,
  },
  eigen618: DIFF_TO_COME,
  eigen718: DIFF_TO_COME,
  ec200a: {
    makes: { diff: "ec200a-diff", full: "not-on-platform", mini: "not-on-platform" },
    comparable: true,
    sample: true,
    versionModule: "uos",
    baselines: false,
    waitsByType: false,
  },
  qualcomm: OPENED_ONLY,
};

/** In the order of the menu. */
export const PLATFORM_IDS = Object.keys(PLATFORMS) as readonly Exclude<Platform, "unknown">[];

export function hasBaselines(platform: Platform): boolean {
  return platform !== "unknown" && PLATFORMS[platform].baselines;
}

/** The format in which packages of a type are made for a platform; null where none are. */
export function formatFor(platform: Platform, type: PackageType): FormatId | null {
  const made = platform === "unknown" ? "not-yet" : PLATFORMS[platform].makes[type];
  return made === "not-yet" || made === "not-on-platform" ? null : made;
}

/** What holds for packages of a type on a platform; while it is not known which, what holds for the type. */
export function traitsFor(platform: Platform, type: PackageType): FormatTraits {
  const format = formatFor(platform, type);
  return format === null ? traitsOfType(type) : FORMATS[format];
}

/** What formats of one type have in common is read from the first of them. */
function traitsOfType(type: PackageType): FormatTraits {
  const found = Object.values(FORMATS).find((traits) => traits.type === type);
  if (found === undefined) throw new Error(`no format for ${type}`);
  return found;
}

/** Platforms that take packages of a format. */
export function platformsOf(format: FormatId): readonly Platform[] {
  return PLATFORM_IDS.filter((id) => Object.values(PLATFORMS[id].makes).includes(format));
}

/** The format that a file belongs to. */
export function formatOf(kind: PackageKind): FormatId {
  if (kind in FORMATS) return kind as FormatId;
  const found = Object.entries(FORMATS).find(([, { parts }]) => parts?.some((part) => part === kind));
  if (found === undefined) throw new Error(`no format has the part ${kind}`);
  return found[0] as FormatId;
}

/** The other file of a package that comes in two; null where a file is a package by itself. */
export function otherPart(kind: PackageKind): PackageKind | null {
  const { parts } = FORMATS[formatOf(kind)];
  if (parts === null) return null;
  const [first, second] = parts;
  return kind === first ? second : kind === second ? first : null;
}
