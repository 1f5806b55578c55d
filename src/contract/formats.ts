/**
 * What is known of a platform and of a package format before any byte of them: one row each. The page asks here and
 * never for a name; a platform or format without its row does not compile.
 */
import type { MakeOptions, PackageType, RuleSetId } from "./maker.ts";
import type { Platform } from "./platform.ts";

/** A package as the user gets it, of one file or of several. */
export type FormatId = "rdaota02" | "asr-diff" | "asr-full" | "asr-mini" | "par" | "ec200a-diff";

/** A file that is a package, one of the two that make one, or a variant of a format. */
export type PackageKind = FormatId | "asr-mini-1" | "asr-mini-2" | "asr-diff-fsall";

/** A choice of the user that has a part in the package, beside its type. */
export type PackageOption = Exclude<keyof MakeOptions, "type">;

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
  /** Kinds of its files that are told apart only by what is in them. */
  readonly variants: readonly PackageKind[];
  readonly options: readonly PackageOption[];
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
    variants: [],
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
    variants: ["asr-diff-fsall"],
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
    variants: [],
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
    variants: [],
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
    variants: [],
    options: [],
    signatures: ["FOTA_ALL"],
    experimental: true,
  },
  par: {
    type: "diff",
    needsOld: true,
    userPartition: "no",
    compared: "flash",
    classes: false,
    namesVersions: false,
    powerCuts: "simulated",
    openedWhole: false,
    parts: null,
    variants: [],
    options: [],
    signatures: ["\xec\xdf", "\xec\xae", "\x7e\0\0\0\x01\x7d"],
    experimental: false,
  },
} as const satisfies Readonly<Record<FormatId, FormatTraits>>;

const FORMAT_IDS = Object.keys(FORMATS) as readonly FormatId[];

/** Formats whose row has a trait: words that only they need are keyed by them. */
export type FormatWith<Trait extends Partial<FormatTraits>> = {
  [F in FormatId]: (typeof FORMATS)[F] extends Trait ? F : never;
}[FormatId];

export type ExperimentalFormat = FormatWith<{ experimental: true }>;
export type DescribedFormat = FormatWith<{ powerCuts: "described" }>;

export function isExperimental(format: FormatId): format is ExperimentalFormat {
  return FORMATS[format].experimental;
}

/** Whether words alone tell how a module goes on after a power cut. */
export function onlyDescribesPowerCuts(format: FormatId): format is DescribedFormat {
  return FORMATS[format].powerCuts === "described";
}

/** Rule sets of UNISOC 8910, the usual one first. */
export const RULE_SET_IDS = [
  "unisoc8910",
  "unisoc8910-ext",
  "unisoc8910-win32",
] as const satisfies readonly RuleSetId[];

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

const EIGEN = {
  makes: { diff: "par", full: "not-on-platform", mini: "not-on-platform" },
  comparable: true,
  sample: true,
  versionModule: "uos",
  baselines: false,
  waitsByType: false,
} as const;

export const PLATFORMS = {
  unisoc8910: {
    makes: { diff: "rdaota02", full: "not-on-platform", mini: "not-on-platform" },
    comparable: true,
    sample: true,
    versionModule: "uos",
    baselines: true,
    waitsByType: false,
  },
  unisoc8850: {
    ...OPENED_ONLY,
    makes: { diff: "not-yet", full: "not-on-platform", mini: "not-on-platform" },
  },
  asr: {
    makes: { diff: "asr-diff", full: "asr-full", mini: "asr-mini" },
    comparable: true,
    sample: true,
    versionModule: "modem",
    baselines: false,
    waitsByType: true,
  },
  eigen618: EIGEN,
  eigen718: EIGEN,
  ec200a: {
    makes: { diff: "ec200a-diff", full: "not-on-platform", mini: "not-on-platform" },
    comparable: true,
    sample: true,
    versionModule: "uos",
    baselines: false,
    waitsByType: false,
  },
  qualcomm: OPENED_ONLY,
} as const satisfies Readonly<Record<Exclude<Platform, "unknown">, PlatformTraits>>;

/** In the order of the menu. */
export const PLATFORM_IDS = Object.keys(PLATFORMS) as readonly Exclude<Platform, "unknown">[];

/** Platforms of which the app makes sample firmware. */
export type SamplePlatform = {
  [P in keyof typeof PLATFORMS]: (typeof PLATFORMS)[P]["sample"] extends true ? P : never;
}[keyof typeof PLATFORMS];

export const SAMPLE_PLATFORMS = PLATFORM_IDS.filter((id): id is SamplePlatform => PLATFORMS[id].sample);

/** What holds for firmware of a platform; null while it is not known which. */
export function platformTraits(platform: Platform): PlatformTraits | null {
  return platform === "unknown" ? null : PLATFORMS[platform];
}

export function hasBaselines(platform: Platform): boolean {
  return platformTraits(platform)?.baselines === true;
}

/** The format in which packages of a type are made for a platform; null where none are. */
export function formatFor(platform: Platform, type: PackageType): FormatId | null {
  const made = platformTraits(platform)?.makes[type] ?? "not-yet";
  return made === "not-yet" || made === "not-on-platform" ? null : made;
}

/** The format of packages of a type on a platform; while it is not known which, the first of that type. */
export function presumedFormat(platform: Platform, type: PackageType): FormatId {
  const format = formatFor(platform, type) ?? FORMAT_IDS.find((id) => FORMATS[id].type === type);
  if (format === undefined) throw new Error(`no format for ${type}`);
  return format;
}

/** What holds for packages of a type on a platform; while it is not known which, what holds for the type. */
export function traitsFor(platform: Platform, type: PackageType): FormatTraits {
  return FORMATS[presumedFormat(platform, type)];
}

/** Whether the firmware is another one after an update; else it is the user partition alone that is. */
export function changesFirmware(type: PackageType): boolean {
  return traitsFor("unknown", type).compared !== "user-partition";
}

/** Whether modules fetch two files. */
export function comesInTwo(type: PackageType): boolean {
  return traitsFor("unknown", type).parts !== null;
}

/** Platforms that take packages of a format. */
export function platformsOf(format: FormatId): readonly Platform[] {
  return PLATFORM_IDS.filter((id) => {
    const made: readonly MadeAs[] = Object.values(PLATFORMS[id].makes);
    return made.includes(format);
  });
}

/** The format that a file belongs to. */
export function formatOf(kind: PackageKind): FormatId {
  const found = FORMAT_IDS.find((id) => {
    const { parts, variants }: FormatTraits = FORMATS[id];
    return [id, ...variants, ...(parts ?? [])].includes(kind);
  });
  if (found === undefined) throw new Error(`no format has ${kind}`);
  return found;
}

/** Of a package that comes in two: whether a file is the first or the second of them; null for one by itself. */
export function placeOf(kind: PackageKind): "first" | "second" | null {
  const { parts }: FormatTraits = FORMATS[formatOf(kind)];
  if (parts === null || !parts.includes(kind)) return null;
  return kind === parts[0] ? "first" : "second";
}

/** The other file of a package that comes in two; null where a file is a package by itself. */
export function otherPart(kind: PackageKind): PackageKind | null {
  const { parts }: FormatTraits = FORMATS[formatOf(kind)];
  if (parts === null || !parts.includes(kind)) return null;
  return kind === parts[0] ? parts[1] : parts[0];
}
