import type { PlatformDictionary } from "../platforms.ts";

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
