import { FORMATS } from "../../../contract/formats.ts";
import { Refusal } from "../../../contract/refusal.ts";
import type { PackageFormat } from "../../platform.ts";
import type { AsrFirmware } from "../firmware/firmware.ts";
import { AsrFullDevice } from "./device.ts";
import { inspectFbf } from "./inspect.ts";
import { prepareFbf } from "./prepare.ts";
import { isFbf } from "./reader.ts";
import { verifyFbf } from "./verify.ts";

/** Full packages of ASR modules: the user partition. */
export const fbf: PackageFormat<AsrFirmware> = {
  id: "asr-full",
  traits: FORMATS["asr-full"],
  matches: isFbf,
  inspect: inspectFbf,
  prepare: ({ next }, options, { replacement }) => prepareFbf(next.firmware, replacement, options),
  verify: ([first], { old, next }, onProgress) => {
    if (first === undefined) throw new Error("there must be a package");
    return verifyFbf(first.file, first.bytes, old?.firmware ?? null, next.firmware, onProgress);
  },
  device: ({ old, next }, { userPartition }) => {
    const expected = userPartition ?? next.firmware.userPartition?.bytes;
    if (expected === undefined) throw new Refusal("no-user-partition", { file: next.fileName });
    return new AsrFullDevice(old?.firmware ?? null, next.firmware, expected);
  },
};
