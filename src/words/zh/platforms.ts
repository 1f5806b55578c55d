import type { PlatformDictionary } from "../platforms.ts";

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
