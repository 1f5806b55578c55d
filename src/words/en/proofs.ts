import { count } from "../format.ts";
import type { proofsZh } from "../zh/proofs.ts";

export const proofsEn: typeof proofsZh = {
  names: (names, more) => `${names.join(", ")}${more > 0 ? ` and ${count(more)} more` : ""}`,
  steps: (steps) =>
    `A simulated module went through the whole update, ${count(steps)} ${steps === 1 ? "step" : "steps"}`,
  flash: (partitions, bytes) => `${partitions}: ${bytes} of flash are the new firmware, byte for byte`,
  decompressed: (partitions, bytes) =>
    `${partitions}: ${bytes} are those of the new firmware (regions that the module compresses itself were compared by what is in them)`,
  files: (written) =>
    written === 1
      ? "1 file that the package writes is as in the new firmware"
      : `${count(written)} files that the package writes are as in the new firmware`,
  sameFiles: (same) =>
    same === 1
      ? "1 file is the same in old and new and need not be written"
      : `${count(same)} files are the same in old and new and need not be written`,
  chosenPartition: (partition, bytes, files) =>
    `${partition}: ${bytes} and ${count(files)} ${files === 1 ? "file" : "files"} are as chosen here, byte for byte`,
  chosenPlaces: (places) => `As chosen here, unlike the new firmware: ${places}`,
  leftAlone: {
    title: "What the package leaves alone",
    differs: (number) =>
      `Old and new firmware differ in ${count(number)} ${number === 1 ? "place that is" : "places that are"} not in the package; modules keep what they have:`,
    unknown: (places) =>
      `Left alone and not compared, for want of it in the old or the new firmware: ${places}`,
    same: (places) => `Left alone, the same in old and new: ${places}`,
    sentence: (differs, places) => `${differs} ${places}`,
    short: (places) => `not in the package: ${places}`,
  },
  scripts: {
    none: "No scripts in this package: the files in /usr on the module stay as they are.",
    all: (files) =>
      `With scripts: all files in /usr on the module, settings saved at run time included, are replaced by the ${files === 1 ? "one" : count(files)} here.`,
  },
};
