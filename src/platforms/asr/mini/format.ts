import { tryAsrPowerCuts } from "../power/power-cuts.ts";
import { FORMATS } from "../../../contract/formats.ts";
import { oldOf, type PackageFormat } from "../../platform.ts";
import type { AsrFirmware } from "../firmware/firmware.ts";
import { AsrMiniDevice } from "./device.ts";
import { inspectMini } from "./inspect.ts";
import { prepareMini } from "./prepare.ts";
import { isMini } from "./reader.ts";
import { verifyMini } from "./verify.ts";

/** Mini-system packages of ASR modules: firmware, and scripts where they are brought along. */
export const mini: PackageFormat<AsrFirmware> = {
  id: "asr-mini",
  traits: FORMATS["asr-mini"],
  matches: isMini,
  inspect: inspectMini,
  prepare: (pair, options, userPartition) =>
    prepareMini(
      oldOf(pair).firmware,
      pair.next.firmware,
      options.withUserPartition ? userPartition.image() : null,
    ),
  verify: (files, pair, onProgress) =>
    verifyMini(files, oldOf(pair).firmware, pair.next.firmware, onProgress),
  device: (pair, { userPartition }) =>
    new AsrMiniDevice(oldOf(pair).firmware, pair.next.firmware, userPartition),
  powerCuts: ({ file, bytes }, { firmware }, wanted, onProgress) =>
    tryAsrPowerCuts(file, bytes, firmware, wanted, onProgress),
};
