import { tryAsrPowerCuts } from "../power/power-cuts.ts";
import { FORMATS } from "../../../contract/formats.ts";
import { oldOf, type PackageFormat } from "../../platform.ts";
import type { AsrFirmware } from "../firmware/firmware.ts";
import { AsrDiffDevice } from "./device.ts";
import { inspectFotaAll } from "./inspect.ts";
import { prepareFotaAll } from "./prepare.ts";
import { isFotaAll, isOfOtherChips } from "./reader.ts";
import { verifyFotaAll } from "./verify.ts";

/** Differential packages of ASR modules. */
export const fotaAll: PackageFormat<AsrFirmware> = {
  id: "asr-diff",
  traits: FORMATS["asr-diff"],
  matches: (bytes) => isFotaAll(bytes) && !isOfOtherChips(bytes),
  inspect: inspectFotaAll,
  prepare: (pair, options) => prepareFotaAll(oldOf(pair).firmware, pair.next.firmware, options),
  verify: ([first], pair, onProgress) => {
    if (first === undefined) throw new Error("there must be a package");
    return verifyFotaAll(first.file, first.bytes, oldOf(pair).firmware, pair.next.firmware, onProgress);
  },
  device: (pair, { options }) => new AsrDiffDevice(oldOf(pair).firmware, pair.next.firmware, options.apps),
  powerCuts: ({ file, bytes }, { firmware }, wanted, onProgress) =>
    tryAsrPowerCuts(file, bytes, firmware, wanted, onProgress),
};
