import { count } from "../format.ts";
import type { proofsZh } from "../zh/proofs.ts";

export const proofsEn: typeof proofsZh = {
  flash: (bytes) =>
    `A simulated module was updated from your old firmware: ${bytes} of flash are the new firmware, byte for byte`,
  regions: (bytes) =>
    `A simulated module was updated from your old firmware: ${bytes} are those of the new firmware (compressed regions compared by what is in them)`,
  userPartition: (bytes) =>
    `A simulated module was written: its user partition is the one here, byte for byte, and the rest of its ${bytes} of flash is untouched`,
  files: (number) =>
    number === 1
      ? "1 file is that of the new firmware, byte for byte"
      : `${count(number)} files are those of the new firmware, byte for byte`,
  filesByChoice: (number) =>
    `${count(number)} ${number === 1 ? "file" : "files"} kept or removed as you chose, unlike the new firmware`,
  steps: (steps) =>
    `The update takes ${count(steps)} ${steps === 1 ? "step" : "steps"}; what each one wrote was checked`,
};
