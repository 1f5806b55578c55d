import { oldOf, type PackageFormat } from "../../platform.ts";
import type { Unisoc8910Firmware } from "../firmware/firmware.ts";
import { UNISOC8910_RULE_SETS } from "../rules.ts";
import { Rdaota02Device } from "./device.ts";
import { inspectPackage } from "./inspect.ts";
import { tryPowerCuts } from "./power-cuts.ts";
import { prepareRdaota02 } from "./prepare.ts";
import { isPackage } from "./reader.ts";
import { verifyPackage } from "./verify.ts";

/** Differential packages of UNISOC modules. */
export const rdaota02: PackageFormat<Unisoc8910Firmware> = {
  id: "rdaota02",
  matches: isPackage,
  inspect: inspectPackage,
  prepare: (pair, options) => prepareRdaota02(oldOf(pair), pair.next, options),
  verify: ([first], pair, onProgress) => {
    if (first === undefined) throw new Error("there must be a package");
    return verifyPackage(first, oldOf(pair).firmware, pair.next.firmware, onProgress);
  },
  device: (pair, { options, version }) =>
    new Rdaota02Device(
      oldOf(pair).firmware,
      pair.next.firmware,
      UNISOC8910_RULE_SETS[options.ruleSet],
      version,
      options.fileMethods,
    ),
  powerCuts: ({ file, bytes }, old, wanted, onProgress) =>
    tryPowerCuts(file, bytes, old.firmware, wanted, onProgress),
};
