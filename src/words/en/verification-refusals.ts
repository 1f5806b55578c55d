import { platformName } from "../platforms.ts";
import { platformsEn } from "./platforms.ts";
import { reasonEn } from "./reasons.ts";
import type { VerificationRefusals } from "../refusals.ts";

/** Why a package that somebody made is not taken, or cannot be verified. */
export const verificationRefusalsEn: VerificationRefusals = {
  "package-version-field": ({ old, new: fresh }) => ({
    title: "The module refuses this package: its version names have no end",
    wrong: `The package names the versions “${old}” and “${fresh}” without room for the NUL behind them. The module checks that and declines.`,
    remedy:
      "Make the package here from the same two firmwares, which writes the names properly, or have it packed again.",
  }),
  "package-other-old": ({ why }) => ({
    title: "The package is not for this old firmware",
    wrong: `What the package starts from differs from the old firmware, so the module declines before it changes anything (${reasonEn(why)}).`,
    remedy: "Drop the very firmware that the package was made from, of exactly the same version.",
  }),
  "package-old-is-new": ({ why }) => ({
    title: "Old and new are the wrong way round",
    wrong: `The package starts from the firmware that is in the place of the new one (${reasonEn(why)}).`,
    remedy: "Swap old and new, then verify again.",
  }),
  "package-declined": ({ why }) => ({
    title: "The module refuses this package",
    wrong: `The module finds a fault before it starts and changes nothing (${reasonEn(why)}).`,
    remedy: "Get the package again, or make it anew.",
  }),
  "package-stuck": ({ why }) => ({
    title: "The update gets stuck halfway",
    wrong: `The module starts the update and cannot finish it; only flashing by cable brings it back (${reasonEn(why)}).`,
    remedy: "Do not send out this package. Make it anew from the same two firmwares.",
  }),
  "package-other-platform": ({ platform, firmware }) => ({
    title: "Package and firmware are of different platforms",
    wrong: `The package is for ${platformName(platformsEn, platform)}, the firmware for ${platformName(platformsEn, firmware)}.`,
    remedy: "Drop the old and the new firmware that belong to the package.",
  }),
  "mini-incomplete": ({ missing }) => ({
    title: "A file is missing",
    wrong: `A mini-system package has two files; the ${missing === "first" ? "first (.mini_1)" : "second (.mini_2)"} one is not here yet.`,
    remedy: "Add the missing file, or drop the one in which both are merged.",
  }),
  "mini-no-pair": ({ first, second }) => ({
    title: "The two files are no pair",
    wrong: `“${first}” and “${second}” were made apart; a module does not take them together.`,
    remedy: "Drop a .mini_1 and a .mini_2 that were made together.",
  }),
  "package-not-verifiable": ({ file }) => ({
    title: "Packages of this kind cannot be verified yet",
    wrong: `“${file}” is an old differential package in an FBF container: it can be shown, but not run on the simulated module.`,
    remedy: "Make a differential package here from the same two firmwares; it is verified while it is made.",
  }),
};
