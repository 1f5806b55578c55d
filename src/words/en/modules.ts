import type { TypeReasonDictionary } from "../zh/modules.ts";

/** Why a type of package cannot be made for a module, or only with care; a sentence each. */
export const typeReasonsEn: TypeReasonDictionary = {
  "asr-only":
    "Full and mini-system packages are for modules of the ASR platform alone (EC600N, EC800N, EC600M …).",
  "updater-declines":
    "The updater in this firmware does not know packages of this type: the module changes nothing and goes on with the old firmware. Choose a type that it takes.",
  "diff-on-small-flash":
    "The documents list differential packages for ASR modules with 16 MB of flash alone; those of 8 MB and less take mini-system. Go on only if you know that your module takes them.",
  "full-on-small-flash":
    "The documents list full packages for ASR modules with 16 MB of flash alone; those of 8 MB and less take mini-system. Go on only if you know that your module takes them.",
  "full-sources-differ":
    "The documents disagree: one gives full packages to all ASR modules of 16 MB, another to EC600N CNLC and CNLF alone. Try one module first.",
  "mini-sources-differ":
    "The documents disagree: one gives mini-system to all ASR modules, but the download call is not described for this one. Try one module first.",
  "flash-size-unknown":
    "How large the flash of this module is cannot be seen. Differential and full packages are for 16 MB as a rule; make sure before you go on.",
  "chip-not-verified":
    "Little is known about the chip of this module, and its packages were never verified. Try one module first.",
  "platform-sources-differ":
    "Sources disagree about the platform of this module. The app goes by the firmware itself; try one module first.",
  "not-made-yet": "Firmware of this platform can be looked into, but packages for it cannot be made yet.",
  "ec200a-experimental":
    "Packages for the EC200A (ASR 1803S) are experimental: the format is that of the vendor's tool, and no code of such a module was ever run. Try one on a module of yours first, with a cable at hand to recover it.",
  "qualcomm-format-unknown":
    "The package format of BG95 and BG600L (Qualcomm) is not public: their firmware can be looked into, but no package can be made. Ask Quectel's support for a package.",
  "platform-unknown":
    "The platform of the firmware was not recognised, so nothing can be said about its packages.",
};
