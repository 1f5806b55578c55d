import { FORMATS } from "../../../contract/formats.ts";
import { oldOf, type PackageFormat } from "../../platform.ts";
import type { EigenFirmware } from "../firmware/eigen-firmware.ts";
import { ParDevice } from "./device.ts";
import { inspectPar } from "./inspect.ts";
import { tryParPowerCuts } from "./power-cuts.ts";
import { preparePar } from "./prepare.ts";
import { isPar } from "./reader.ts";
import { verifyPar } from "./verify.ts";

/** `.par`, the one kind of package that Eigencomm modules take. */
export const par: PackageFormat<EigenFirmware> = {
  id: "par",
  traits: FORMATS.par,
  matches: isPar,
  inspect: inspectPar,
  prepare: (pair) => preparePar(oldOf(pair).firmware, pair.next.firmware),
  verify: ([first], pair, onProgress) => {
    if (first === undefined) throw new Error("there must be a package");
    return verifyPar(first.file, first.bytes, oldOf(pair).firmware, pair.next.firmware, onProgress);
  },
  device: (pair) => new ParDevice(oldOf(pair).firmware, pair.next.firmware),
  powerCuts: ({ file, bytes }, old, wanted, onProgress) =>
    tryParPowerCuts(file, bytes, old.firmware, wanted, onProgress),
};
