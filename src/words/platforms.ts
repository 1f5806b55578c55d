import type { Platform } from "../contract/maker.ts";

export interface PlatformWords {
  readonly name: string;
  /** Modules of this platform, as they are known in shops. */
  readonly modules: string;
}

export type PlatformDictionary = Readonly<Record<Platform, PlatformWords>>;

export const platformsZh: PlatformDictionary = {
  unisoc8910: { name: "展锐 8910", modules: "EC200U、EC600U、EG912U、EG915U" },
  unisoc8850: { name: "展锐 8850", modules: "EC600G、EC800G" },
  asr: { name: "ASR", modules: "EC600N、EC800N、EC600M、EC800M 等" },
  eigen618: { name: "移芯 EC618", modules: "EC600E、EC800E" },
  eigen718: { name: "移芯 EC718", modules: "EG800Z" },
  ec200a: { name: "ASR 1803S", modules: "EC200A" },
  qualcomm: { name: "高通 MDM9x05", modules: "BG95、BG600L" },
  unknown: { name: "尚未识别", modules: "放入固件后自动识别" },
};

export const platformsEn: PlatformDictionary = {
  unisoc8910: { name: "UNISOC 8910", modules: "EC200U, EC600U, EG912U, EG915U" },
  unisoc8850: { name: "UNISOC 8850", modules: "EC600G, EC800G" },
  asr: { name: "ASR", modules: "EC600N, EC800N, EC600M, EC800M and others" },
  eigen618: { name: "Eigencomm EC618", modules: "EC600E, EC800E" },
  eigen718: { name: "Eigencomm EC718", modules: "EG800Z" },
  ec200a: { name: "ASR 1803S", modules: "EC200A" },
  qualcomm: { name: "Qualcomm MDM9x05", modules: "BG95, BG600L" },
  unknown: { name: "Not recognised yet", modules: "recognised from the firmware" },
};

/** Name of a platform that arrives as text inside a refusal. */
export function platformName(words: PlatformDictionary, id: string): string {
  return id in words ? words[id as Platform].name : id;
}
