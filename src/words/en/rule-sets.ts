import type { RuleSetWords } from "../rule-sets.ts";

export const ruleSetsEn: RuleSetWords = {
  unisoc8910: {
    name: "Standard",
    about: "Firmware without a separate application image; right for most modules",
  },
  "unisoc8910-ext": {
    name: "Application in external flash",
    about: "Updates APPIMG in the external flash as well",
  },
  "unisoc8910-win32": {
    name: "Application in internal flash",
    about: "Updates APPIMG in the internal flash as well, by the rules of the vendor's Windows tool",
  },
};
