import type { moduleNeedsZh } from "../zh/module-needs.ts";

export const moduleNeedsEn: typeof moduleNeedsZh = {
  title: "What the module needs",
  kinds: {
    "free-space": "Free space after download",
    "package-room": "Room for the package",
    "user-partition": "Package in the user partition",
    "loader-memory": "Memory in the boot loader",
    "updater-memory": "Memory in the updater",
    backup: "Backup while updating",
    url: "Length of the address",
  },
  levels: { enough: "enough", tight: "tight", short: "not enough", unknown: "not known" },
  about: {
    "free-space": null,
    "package-room": null,
    "user-partition":
      "The firmware that is known (EC600S, 2021) stores the package in the user partition and reads all of it into memory; where newer firmware stores it is not public. The smaller, the safer.",
    "loader-memory":
      "The module's limit is not public; the second figure is the most that the vendor's packages were measured to take.",
    "updater-memory":
      "The heap of updaters that were run; which one the module has follows from where its code lies in memory.",
    backup: null,
    url: null,
  },
  of: (need, have) => `${need} / ${have}`,
  needs: (need) => `needs ${need}`,
  haveUnknown: "What the module has is not public.",
  urlUnknown: "not checked yet",
  characters: (number) => `${number} characters`,
  urlMissing: (longest) => `${longest} characters at most; checked once you enter it below`,
  notes: {
    diff: [],
    full: [],
    mini: [
      "The module restarts about 4 times while it downloads and updates; keep it powered.",
      "Once the first file is written there is no way back to the old version; the module tries again until the second one is done.",
    ],
  },
};
