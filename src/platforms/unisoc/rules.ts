/**
 * What a UNISOC 8910 update carries and how: the rule files that the vendor gives to its tool, as tables. Every
 * running NV item that those files list is here; what they do not list has no running copy that an update touches.
 */

export type Unisoc8910RuleSetId = "unisoc8910" | "unisoc8910-ext" | "unisoc8910-win32";

/** An image that is patched block by block in flash. */
export interface FlashRule {
  readonly kind: "flash";
  /** Entry ID in the PAC. */
  readonly id: string;
  /** First hex digit of the address: 6 internal flash SFL1, 7 external flash SFL2. */
  readonly chip: 6 | 7;
  /** Bytes a block; a multiple of the 4 KiB erase unit. */
  readonly blockSize: number;
}

/** A file system image or archive whose files are patched one by one. */
export interface FilesRule {
  readonly kind: "file-system" | "archive";
  readonly id: string;
  /** Where the files appear on the module; "" is the root. */
  readonly mount: string;
  /** Paths below the mount that an update leaves alone. */
  readonly ignore: readonly string[];
}

/**
 * When a running copy of an NV item is removed, so that the module makes a new one from the file in PS:
 * `always`; `any` listed item changed, came or went; `own`: this item did; `never`, except when it is gone.
 */
export type CleanRunning = "always" | "any" | "own" | "never";

export interface NvRule {
  readonly kind: "nv";
  readonly id: string;
  readonly items: readonly {
    readonly item: number;
    readonly running: string;
    readonly clean: CleanRunning;
  }[];
}

export type Unisoc8910Rule = FlashRule | FilesRule | NvRule;

export interface Unisoc8910RuleSet {
  readonly id: Unisoc8910RuleSetId;
  /** Bulks follow this order. */
  readonly rules: readonly Unisoc8910Rule[];
}

const BLOCK = 0x10000;

const AP: FlashRule = { kind: "flash", id: "AP", chip: 6, blockSize: BLOCK };
const PS: FilesRule = { kind: "file-system", id: "PS", mount: "/modem", ignore: ["nvm/bt_config.bin"] };
const PREPACK: FilesRule = { kind: "archive", id: "PREPACK", mount: "", ignore: [] };

function appImage(chip: 6 | 7): FlashRule {
  return { kind: "flash", id: "APPIMG", chip, blockSize: BLOCK };
}

/** The rule files list the same items and differ in one: `staticNv`. */
function nv(staticNv: CleanRunning): NvRule {
  return {
    kind: "nv",
    id: "NV",
    items: [
      { item: 0x191, running: "/modemnvm/bt_config.bin", clean: "never" },
      { item: 0x1ba, running: "/modemnvm/bt_sprd.bin", clean: "own" },
      { item: 0x259, running: "/modemnvm/static_nv.bin", clean: staticNv },
      { item: 0x25a, running: "/modemnvm/phy_nv.bin", clean: "any" },
      { item: 0x25b, running: "/modemnvm/dynamic_nv.bin", clean: "any" },
      { item: 0x25c, running: "/modemnvm/static_nv_2.bin", clean: "any" },
      { item: 0x25d, running: "/modemnvm/phy_nv_2.bin", clean: "any" },
      { item: 0x25e, running: "/modemnvm/dynamic_nv_2.bin", clean: "any" },
      { item: 0x26c, running: "/modemnvm/rf_nv.bin", clean: "always" },
      { item: 0x277, running: "/modemnvm/cfw_nv.bin", clean: "own" },
      { item: 0x278, running: "/modemnvm/audio_calib.bin", clean: "own" },
      { item: 0x279, running: "/modemnvm/phy_nv_catm.bin", clean: "any" },
      { item: 0x27a, running: "/modemnvm/audio_codec_nv.bin", clean: "own" },
    ],
  };
}

export const UNISOC8910_RULE_SETS: Readonly<Record<Unisoc8910RuleSetId, Unisoc8910RuleSet>> = {
  /** Firmware without a separate application image, as the vendor's tool on Linux has it. */
  unisoc8910: { id: "unisoc8910", rules: [AP, PS, nv("always"), PREPACK] },
  /** Application image in external flash. */
  "unisoc8910-ext": { id: "unisoc8910-ext", rules: [AP, appImage(7), PS, nv("any"), PREPACK] },
  /** Application image in internal flash, as the vendor's tool on Windows has it. */
  "unisoc8910-win32": { id: "unisoc8910-win32", rules: [AP, appImage(6), PS, nv("any"), PREPACK] },
};

/** The rule set that covers the application image where this firmware has it. */
export function proposeUnisoc8910RuleSet(applicationImageAddress: number | null): Unisoc8910RuleSetId {
  switch ((applicationImageAddress ?? 0) >>> 28) {
    case 6:
      return "unisoc8910-win32";
    case 7:
      return "unisoc8910-ext";
    default:
      return "unisoc8910";
  }
}

export function filesRules({ rules }: Unisoc8910RuleSet): readonly FilesRule[] {
  return rules.flatMap((rule) => (rule.kind === "flash" || rule.kind === "nv" ? [] : [rule]));
}

/** Absolute paths that updates by these rules leave alone. */
export function ignoredFiles(id: Unisoc8910RuleSetId): readonly string[] {
  return filesRules(UNISOC8910_RULE_SETS[id]).flatMap(({ mount, ignore }) =>
    ignore.map((name) => `${mount}/${name}`),
  );
}
