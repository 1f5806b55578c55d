import type { Platform } from "../contract/platform.ts";
import type { TypeReason, TypeVerdict, TypeVerdicts } from "../contract/type-verdicts.ts";

/** The modules that are known and which packages they take (docs/quecpython.md#types-of-packages). */
export interface CatalogueEntry {
  /** As in shops, e.g. EC600N. */
  readonly module: string;
  /** E.g. CNLF; null for the module in general. */
  readonly variant: string | null;
  /** More than one where sources disagree; then the firmware decides. */
  readonly platforms: readonly [Platform, ...Platform[]];
  /** As its maker names it. */
  readonly chip: string;
  /** Whether the chip is only inferred, or firmware of it was never seen. */
  readonly chipDoubtful: boolean;
  /** Null when sources do not state it. */
  readonly flashMiB: number | null;
  /** Whether the narrower of two pages names it for full packages. */
  readonly listedForFull: boolean;
  readonly api: ApiLimits;
}

/** What the `fota` calls of a module's firmware can and cannot do. */
export interface ApiLimits {
  /** Whether `fota(reset_disable=1)` keeps the module from restarting by itself; without, it is ignored. */
  readonly resetDisable: boolean;
  /** Whether `httpDownload` takes `url2`, which is for mini-system alone; `callback` is not called then. */
  readonly url2: boolean;
  /** Whether `url1` may be FTP. */
  readonly ftp: boolean;
  /** What 0 from `httpDownload` says: the outcome comes by the callback, or the package is there and checked. */
  readonly zeroMeans: "accepted" | "downloaded";
  /** Whether a package can be handed over with `write`, `flush` and `verify`. */
  readonly localUpgrade: boolean;
  /** Whether `apn_set` is there. */
  readonly apn: boolean;
}

/** Longest address that is taken, in characters (docs/quecpython.md#addresses). */
export const URL_LIMITS = { diff: 255, full: 255, mini: 128 } as const;

/** What entries have unless they say otherwise. */
const COMMON = { chipDoubtful: false, flashMiB: null, listedForFull: false };

/** What most modules have in common. */
const PLAIN_API: ApiLimits = {
  resetDisable: false,
  url2: false,
  ftp: false,
  zeroMeans: "downloaded",
  localUpgrade: false,
  apn: false,
};
/** Those that heed `reset_disable`; others take it and restart all the same. */
const HEEDING_API: ApiLimits = { ...PLAIN_API, resetDisable: true };
/** Those whose download runs beside the script. */
const ASR_API: ApiLimits = { ...PLAIN_API, url2: true, zeroMeans: "accepted" };

type Details = Pick<CatalogueEntry, "platforms" | "chip"> &
  Partial<Pick<CatalogueEntry, "api" | "flashMiB" | "listedForFull" | "chipDoubtful">>;

/** A module in general, and its variants with what each has of its own. */
function family(
  module: string,
  details: Details,
  variants: Readonly<Record<string, Partial<Details>>> = {},
): CatalogueEntry[] {
  const general = { ...COMMON, api: PLAIN_API, ...details, module, variant: null };
  return [
    general,
    ...Object.entries(variants).map(([variant, own]) => ({ ...general, ...own, module, variant })),
  ];
}

/** Variants that differ in nothing but their names. */
function named(...names: readonly string[]): Record<string, Partial<Details>> {
  return alike({}, ...names);
}

/** Variants that have the same of their own. */
function alike(own: Partial<Details>, ...names: readonly string[]): Record<string, Partial<Details>> {
  return Object.fromEntries(names.map((name) => [name, own]));
}

const ASR1601 = { platforms: ["asr"], chip: "ASR1601", api: ASR_API } as const;
const ASR1603 = { platforms: ["asr"], chip: "ASR1603" } as const;
/** Sources name mini-system and full for it, on flash of 2 and 4 MiB. */
const ASR1602 = { platforms: ["asr"], chip: "ASR1602", listedForFull: true, api: ASR_API } as const;
const ASR1606 = { platforms: ["asr"], chip: "ASR1606", flashMiB: 8, api: ASR_API } as const;
const UNISOC8910 = {
  platforms: ["unisoc8910"],
  chip: "UNISOC 8910",
  flashMiB: 8,
  api: { ...HEEDING_API, localUpgrade: true },
} as const;
const BASELINE_R06: Partial<Details> = { api: { ...UNISOC8910.api, resetDisable: false } };
const UNISOC8850 = { platforms: ["unisoc8850"], chip: "UNISOC 8850" } as const;
const EC618 = {
  platforms: ["eigen618"],
  chip: "EC618",
  api: { ...HEEDING_API, localUpgrade: true },
} as const;
const EC718 = { platforms: ["eigen718"], chip: "EC718" } as const;
const ASR1803S = { platforms: ["ec200a"], chip: "ASR1803S", api: { ...HEEDING_API, ftp: true } } as const;
const MDM9X05 = { platforms: ["qualcomm"], chip: "MDM9x05", api: { ...HEEDING_API, apn: true } } as const;
/** Known to QuecPython; there are no packages for them here. */
const other = (chip: string): Details => ({ platforms: ["unknown"], chip });

export const CATALOGUE: readonly CatalogueEntry[] = [
  ...family("EC600S", ASR1601, { CNLA: { flashMiB: 16 }, CNLB: { flashMiB: 8 } }),
  // Built for 1601 and 1603; published firmware says 1601.
  ...family("EC100Y", { ...ASR1601, api: PLAIN_API, chipDoubtful: true }),
  ...family(
    "EC600N",
    { ...ASR1603, api: ASR_API },
    {
      CNLA: { flashMiB: 8 },
      CNLC: { flashMiB: 16, listedForFull: true, api: { ...ASR_API, localUpgrade: true } },
      CNLD: { flashMiB: 16 },
      CNLF: { flashMiB: 16, listedForFull: true, api: { ...ASR_API, localUpgrade: true } },
    },
  ),
  ...family("EC800N", { ...ASR1603, api: ASR_API }, { CNLA: { flashMiB: 8 } }),
  ...family("EC200N", ASR1603, named("CNAC", "CNLA")),
  ...family("EG915N", ASR1603, named("EUAC", "EUAG", "EUAP", "LAAP", "EAAC")),
  ...family("EG912N", { ...ASR1603, api: { ...ASR_API, localUpgrade: true } }, named("ENAA")),
  ...family("EC600K", ASR1602, named("CNCC", "CNLC")),
  ...family("EC800K", ASR1602, { CNCC: { flashMiB: 2 }, CNLC: { flashMiB: 4 } }),
  // EG800AK reports itself as EG800K LALC.
  ...family("EG800K", ASR1602, { ...named("CNGC", "EUCC"), LALC: { flashMiB: 4 } }),
  ...family("EG800AK", { ...ASR1602, flashMiB: 4 }),
  ...family("EC600M", ASR1606, named("EULA", "CNCC", "CNLA", "CNLC", "CNLE", "CNLF", "MLALA")),
  ...family("EC800M", ASR1606, named("CNCC", "CNGA", "CNGB", "CNGC", "CNGD", "CNLA", "CNLC", "CNLE", "CNLF")),
  ...family("EG810M", ASR1606, named("EULA", "CNGA", "CNGB", "CNLA")),
  ...family(
    "EG800P",
    { platforms: ["asr"], chip: "ASR1609", api: { ...ASR_API, url2: false } },
    named("CNLA"),
  ),
  ...family("EC200A", ASR1803S, {
    ...named("EUHA", "AUHA", "CNDA", "CNLA", "CNHA", "CNGA", "ELLA"),
    EUV1HA: { chip: "ASR1803SC", api: { ...ASR1803S.api, resetDisable: false } },
  }),
  ...family("UC200A", { ...ASR1803S, api: HEEDING_API }, named("GLAA")),
  ...family("EC200U", UNISOC8910, {
    ...named("CNAA", "CNAB", "CNAD", "CNLA", "CNLB", "EUAA", "EUAB", "AUAA", "AUAB"),
    EUDC: BASELINE_R06,
  }),
  ...family("EC600U", UNISOC8910, {
    ...named("CNLB", "CNLBBT", "CNLBEXTFS8M", "CNLC", "CNLCEXTFS8M", "EUAB", "EUAC", "ECAC", "ECAD", "LAAC"),
    ...alike(BASELINE_R06, "ECDC", "EUDC"),
  }),
  ...family("EG915U", UNISOC8910, {
    ...named("EUAB", "EUAC", "LAAB", "LAAC", "LAAD", "CNAC", "ECAC"),
    LADC: BASELINE_R06,
  }),
  ...family("EG912U", UNISOC8910),
  ...family("EC600G", UNISOC8850, named("CNLA", "CNLD", "CNMD")),
  ...family(
    "EC800G",
    { ...UNISOC8850, api: { ...PLAIN_API, localUpgrade: true } },
    named("CNGA", "CNLB", "CNLD", "CNTT"),
  ),
  ...family("EG800G", UNISOC8850, named("LALD")),
  ...family("EG700G", UNISOC8850, named("CNLC")),
  ...family("EC600E", EC618),
  ...family("EC800E", EC618),
  ...family("EC600Z", EC718, named("CNLE")),
  ...family("EC800Z", EC718, named("CNLC", "CNLD", "CNLE", "CNLF", "CNLV")),
  ...family("EG800Z", EC718, named("CN", "EU", "LA", "GL")),
  ...family("EG915Z", EC718, named("EULA")),
  ...family("BG95", MDM9X05, named("M1", "M2", "M3", "M6", "M8", "M9")),
  ...family("BG77", MDM9X05),
  ...family("BG600L", MDM9X05, named("M3")),
  ...family("BG770A", other("ALT1350")),
  ...family("BG950S", other("ALT1350")),
  ...["BC25", "BC32", "BC92", "BC95GR"].flatMap((module) => family(module, other("RDA8908A"))),
  ...["EG800Q", "EG915Q", "EG916Q"].flatMap((module) => family(module, other("QCX216"))),
  ...family("EC800UG", other("UIS8852")),
  ...family("RG255A", other("ASR1903")),
  ...["EG915L", "FC41D", "FCM360W", "FCM362K"].flatMap((module) => family(module, other(""))),
];

/** All modules that firmware of a platform may be for. */
export function modulesOf(platform: Platform): readonly CatalogueEntry[] {
  return CATALOGUE.filter(({ platforms }) => platforms.includes(platform));
}

/** Later baselines of the 8910, by Quectel's name of a firmware: EC200UCNAAR05A01M08. */
const LATER_BASELINE = /R0[56]A\d{2}/;

/**
 * What the calls of a module can do; of one that is not known, what those of all of its platform can.
 * @param firmware what it is known to say of its version; empty where nobody knows.
 */
export function apiOf(platform: Platform, module: string | null, firmware = ""): ApiLimits {
  const known = modulesOf(platform).find((entry) => moduleLabel(entry) === module);
  const api = known?.api ?? commonApi(platform);
  return platform === "unisoc8910" && LATER_BASELINE.test(firmware) ? { ...api, resetDisable: false } : api;
}

/**
 * What holds for every module of a platform: for when nobody knows which one it is. `url2` holds for one at least: a
 * mini-system package cannot do without.
 */
function commonApi(platform: Platform): ApiLimits {
  const all = modulesOf(platform).map(({ api }) => api);
  const every = (can: (api: ApiLimits) => boolean): boolean => all.length > 0 && all.every(can);
  return {
    resetDisable: every(({ resetDisable }) => resetDisable),
    url2: all.some(({ url2 }) => url2),
    ftp: every(({ ftp }) => ftp),
    zeroMeans: every(({ zeroMeans }) => zeroMeans === "downloaded") ? "downloaded" : "accepted",
    localUpgrade: every(({ localUpgrade }) => localUpgrade),
    apn: every(({ apn }) => apn),
  };
}

/** E.g. EC600N CNLF. */
export function moduleLabel({ module, variant }: CatalogueEntry): string {
  return variant === null ? module : `${module} ${variant}`;
}

/**
 * The module that file names speak of, unless the firmware is of another platform.
 * @param fileNames of the firmware and what it is wrapped in, best first.
 * @param flashMiB tells variants apart when the names do not; null when it is not known.
 */
export function recogniseModule(
  fileNames: readonly string[],
  platform: Platform,
  flashMiB: number | null,
): CatalogueEntry | null {
  for (const fileName of fileNames) {
    const found = entryNamed(fileName.toUpperCase());
    if (found === null) continue;
    if (!found.platforms.includes(platform)) return null;
    return found.variant === null ? variantByFlash(found, flashMiB) : found;
  }
  return null;
}

/** The entry with the longest name that occurs. */
function entryNamed(fileName: string): CatalogueEntry | null {
  let best: CatalogueEntry | null = null;
  for (const entry of CATALOGUE) {
    const { module, variant } = entry;
    // What follows is a letter often, for names have no separators: EC600NCNLFR01A02M16.
    // Board lists set the region apart: EC200UEU_DC.
    const name =
      variant === null ? module : `${module}[-_ ]?${variant.replace(/^([A-Z]{2})(?=.)/, "$1[-_]?")}`;
    if (!new RegExp(`(?<![0-9A-Z])${name}(?![0-9])`).test(fileName)) continue;
    if (best === null || moduleLabel(entry).length > moduleLabel(best).length) best = entry;
  }
  return best;
}

function variantByFlash(general: CatalogueEntry, flashMiB: number | null): CatalogueEntry {
  if (flashMiB === null) return general;
  const fitting = CATALOGUE.filter(
    (entry) => entry.module === general.module && entry.variant !== null && entry.flashMiB === flashMiB,
  );
  const [only, ...others] = fitting;
  return only === undefined || others.length > 0 ? general : only;
}

/** Flash of modules that all sources name for differential and full packages. */
const LARGE_FLASH_MIB = 16;

const YES: TypeVerdict = { allowed: "yes", reason: null };
const warn = (reason: TypeReason): TypeVerdict => ({ allowed: "warn", reason });
const no = (reason: TypeReason): TypeVerdict => ({ allowed: "no", reason });

/**
 * Which packages a module takes, as far as platform, module and flash tell; the firmware itself may forbid more.
 * @param module null when it was not recognised.
 * @param flashMiB of this firmware; null when not known, then that of the module counts.
 * @param taken ASR: the types that the updater in the firmware knows, which counts for more than names and sizes; null
 *   when that is not known.
 */
export function allowedTypes(
  platform: Platform,
  module: CatalogueEntry | null,
  flashMiB: number | null,
  taken: readonly (keyof TypeVerdicts)[] | null = null,
): TypeVerdicts {
  switch (platform) {
    case "asr":
      if (taken !== null) return byUpdater(taken);
      return asrTypes(module, flashMiB ?? module?.flashMiB ?? null);
    case "unisoc8910":
      return { diff: YES, full: no("asr-only"), mini: no("asr-only") };
    case "eigen618":
    case "eigen718":
      return {
        diff: module?.chipDoubtful === true ? warn("chip-not-verified") : YES,
        full: no("asr-only"),
        mini: no("asr-only"),
      };
    case "unisoc8850":
      return { diff: no("not-made-yet"), full: no("asr-only"), mini: no("asr-only") };
    case "ec200a":
      return { diff: warn("ec200a-experimental"), full: no("asr-only"), mini: no("asr-only") };
    case "qualcomm":
      return sameForAll(no("qualcomm-format-unknown"));
    case "unknown":
      return sameForAll(no("platform-unknown"));
  }
}

function sameForAll(verdict: TypeVerdict): TypeVerdicts {
  return { diff: verdict, full: verdict, mini: verdict };
}

/** A package that it does not know does no harm: it changes nothing. So the user may go on. */
function byUpdater(taken: readonly (keyof TypeVerdicts)[]): TypeVerdicts {
  const verdict = (type: keyof TypeVerdicts): TypeVerdict => {
    return taken.includes(type) ? YES : warn("updater-declines");
  };
  return { diff: verdict("diff"), full: verdict("full"), mini: verdict("mini") };
}

function asrTypes(module: CatalogueEntry | null, flashMiB: number | null): TypeVerdicts {
  if (module !== null && module.platforms.length > 1) return sameForAll(warn("platform-sources-differ"));
  const verified = module?.chipDoubtful === true ? warn("chip-not-verified") : YES;
  const mini = module === null || module.api.url2 ? verified : warn("mini-sources-differ");
  if (flashMiB === null) {
    return { diff: warn("flash-size-unknown"), full: warn("flash-size-unknown"), mini };
  }
  if (flashMiB < LARGE_FLASH_MIB) {
    const full = module?.listedForFull === true ? verified : warn("full-on-small-flash");
    return { diff: warn("diff-on-small-flash"), full, mini };
  }
  const full = module === null || module.listedForFull ? verified : warn("full-sources-differ");
  return { diff: verified, full, mini };
}
