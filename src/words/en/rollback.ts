import type { rollbackZh } from "../zh/rollback.ts";

export const rollbackEn: typeof rollbackZh = {
  title: "Rollback package",
  about: "Brings modules back to the version they come from, should the update cause trouble.",
  aboutMini:
    "Brings the firmware of modules back to the version they come from, should the update cause trouble; their scripts stay as they are.",
  way: (from, to) => `${from} → ${to}`,
  make: "Make the rollback package too",
  again: "Try again",
  cancelled: "Cancelled.",
  refused: "No rollback package can be made; this is why.",
  done: "The rollback package is ready",
  verified: "verified",
  downloads: {
    package: "Download rollback",
    first: "Download first file",
    second: "Download second file",
    merged: "Download merged file",
  },
};
