import { FORMATS } from "../../../contract/formats.ts";
import { oldOf, type PackageFormat } from "../../platform.ts";
import type { Ec200aFirmware } from "../firmware/release.ts";
import { Ec200aDevice } from "./device.ts";
import { inspectEc200a } from "./inspect.ts";
import { prepareFota } from "./prepare.ts";
import { isEc200aPackage } from "./reader.ts";
import { verifyEc200a } from "./verify.ts";

/** Differential packages of EC200A modules. */
export const ec200aFota: PackageFormat<Ec200aFirmware> = {
  id: "ec200a-diff",
  traits: FORMATS["ec200a-diff"],
  matches: isEc200aPackage,
  inspect: inspectEc200a,
  prepare: (pair) => prepareFota(oldOf(pair).firmware, pair.next.firmware),
  verify: ([first], pair, onProgress) => {
    if (first === undefined) throw new Error("there must be a package");
    return verifyEc200a(first.file, first.bytes, oldOf(pair).firmware, pair.next.firmware, onProgress);
  },
  device: (pair) => new Ec200aDevice(oldOf(pair).firmware, pair.next.firmware),
};
