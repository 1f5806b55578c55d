import { FORMATS } from "../../../contract/formats.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { oldOf, type PackageFormat } from "../../platform.ts";
import { orRefusal } from "../../verification.ts";
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
  traits: FORMATS.rdaota02,
  matches: isPackage,
  inspect: inspectPackage,
  prepare: (pair, options) => prepareRdaota02(oldOf(pair), pair.next, options),
  /** What cannot be read is left to the verification, which says why. */
  demandSimulated({ file, bytes }) {
    const read = orRefusal(() => inspectPackage(file, bytes));
    if ("value" in read && read.value.platform === "unisoc8850") throw new Refusal("package-8850", { file });
  },
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
