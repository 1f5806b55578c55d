/**
 * What a UNISOC 8850 update carries and how: the two rule files that an SDK for this chip has, as tables.
 *
 * NV items that the modem reads from the factory partition are left out: the packages that are known to be taken hold
 * none of them.
 */
import type { CleanRunning, NvRule } from "./rules.ts";

/** The rule file in the folder of the chip, and the one beside the tool. */
export type Unisoc8850RuleSetId = "unisoc8850" | "unisoc8850-top";

export interface Unisoc8850FlashRule {
  readonly kind: "flash";
  /** Entry ID in the PAC. */
  readonly id: string;
  readonly chip: "SFL1" | "SFL2";
  /** Bytes a block; a multiple of the 4 KiB erase unit. */
  readonly blockSize: number;
}

export interface Unisoc8850FilesRule {
  readonly kind: "archive";
  readonly id: string;
  /** Patched where a file changed, or removed and written anew even when it is the same. */
  readonly method: "patch" | "replace";
}

export type Unisoc8850Rule = Unisoc8850FlashRule | Unisoc8850FilesRule | NvRule;

export interface Unisoc8850RuleSet {
  readonly id: Unisoc8850RuleSetId;
  /** Bulks follow this order. */
  readonly rules: readonly Unisoc8850Rule[];
  /** Images that an update leaves alone. */
  readonly ignored: readonly string[];
}

const BLOCK = 0x10000;

const FLASH: readonly Unisoc8850FlashRule[] = (
  [
    ["SML", "SFL1"],
    ["TOS", "SFL1"],
    ["BOOT", "SFL1"],
    ["AP", "SFL1"],
    ["AP2", "SFL2"],
    ["APPIMG", "SFL1"],
  ] as const
).map(([id, chip]) => ({ kind: "flash", id, chip, blockSize: BLOCK }));

function archive(id: string, method: Unisoc8850FilesRule["method"] = "patch"): Unisoc8850FilesRule {
  return { kind: "archive", id, method };
}

/** Item, name of the running file without its ending, and when it is removed. */
type Row = readonly [item: number, name: string, clean: CleanRunning];

const MERGE_FLAG: readonly Row[] = [[0x100, "merge_flag", "always"]];
const EQUALIZER: readonly Row[] = [
  [0x1b7, "eq_info", "own"],
  [0x1b8, "untunable_eq", "own"],
  [0x1b9, "tunable_eq", "own"],
];
/** In both rule files, before and after the equalizer. */
const GPS_AND_AUDIO: readonly Row[] = [
  [0x193, "gps_nv", "never"],
  [0x1a9, "audio_arm_info", "own"],
  [0x1aa, "audioarm", "own"],
  [0x1ab, "cvs_param_info", "own"],
  [0x1ac, "cvsparam", "own"],
  [0x1b2, "gps_cptsx_nv", "never"],
];
const SIM_LOCK_AND_MODEM: readonly Row[] = [
  [0x1f0, "simlock_nv", "never"],
  [0x1f1, "sim_lock_user_data", "never"],
  [0x1f2, "sim_lock_control_key", "never"],
  [0x259, "static_nv", "always"],
  [0x25a, "phy_nv", "any"],
  [0x25b, "dynamic_nv", "any"],
  [0x25c, "static_nv_2", "any"],
  [0x25d, "phy_nv_2", "any"],
  [0x25e, "dynamic_nv_2", "any"],
  [0x26b, "rf_nv_31", "always"],
  [0x26c, "rf_nv", "always"],
  [0x277, "cfw_nv", "never"],
  [0x278, "audio_calib", "own"],
  [0x279, "phy_nv_catm", "any"],
  [0x27a, "audio_codec_nv", "own"],
];

function nv(...tables: readonly (readonly Row[])[]): NvRule {
  return {
    kind: "nv",
    id: "NV",
    items: tables.flat().map(([item, name, clean]) => ({
      item,
      running: `/runningnv/${name}.bin.lz4`,
      clean,
    })),
  };
}

export const UNISOC8850_RULE_SETS: Readonly<Record<Unisoc8850RuleSetId, Unisoc8850RuleSet>> = {
  unisoc8850: {
    id: "unisoc8850",
    rules: [
      ...FLASH,
      archive("CP"),
      nv(MERGE_FLAG, GPS_AND_AUDIO, EQUALIZER, SIM_LOCK_AND_MODEM),
      archive("INDELTANV"),
      archive("PREPACK"),
    ],
    ignored: ["SPL"],
  },
  "unisoc8850-top": {
    id: "unisoc8850-top",
    rules: [
      ...FLASH,
      archive("CP"),
      nv(GPS_AND_AUDIO, SIM_LOCK_AND_MODEM),
      archive("INDELTANV", "replace"),
      archive("PREPACK"),
    ],
    ignored: ["SPL"],
  },
};
