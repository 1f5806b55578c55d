import { describe, expect, test } from "vitest";
import { readPackage } from "../../src/platforms/unisoc/rdaota02/reader.ts";
import { writePackage } from "../../src/platforms/unisoc/rdaota02/writer.ts";
import { compareModule, outcomeReason } from "../../src/platforms/unisoc/module/outcome.ts";
import { sweepPowerCuts } from "../../src/platforms/unisoc/module/power-cuts.ts";
import { moduleState } from "../../src/platforms/unisoc/module/storage.ts";
import {
  flashedWithBuild,
  sharedData,
  vendorPackages,
  withoutBootLoader,
} from "../support/firmware-on-module.ts";
import { hasShared } from "../support/shared.ts";
import { told, toldCut } from "../support/told.ts";

/**
 * Packages of the vendor's tool, of which it is known from the module's own library what a power cut does to
 * them (docs/formats/rdaota02.md#power-cuts): a simulation that told otherwise would prove nothing.
 */
function sweepVendors({ name, old, new: next }: (typeof vendorPackages)[number]) {
  // As made, no module takes them: the version names have no room for their NUL.
  const pack = writePackage(readPackage(name, sharedData(`vendor-packages/${name}.pack`)));
  const after = withoutBootLoader(flashedWithBuild(next));
  return sweepPowerCuts(moduleState(flashedWithBuild(old)), pack, (state) =>
    outcomeReason(compareModule(state, after)),
  );
}

const [losesParts, losesParts2, flashOnly, flashAndPlain] = vendorPackages;

describe.skipIf(!hasShared)("power cuts while a package of the vendor's tool is applied", () => {
  test.each([flashOnly, flashAndPlain])("$name: the module recovers from every one", (pair) => {
    const { cuts, failures } = sweepVendors(pair);
    console.log(`${pair.name}: ${cuts} cuts, all recover`);
    expect(failures).toEqual([]);
    // 20 flash blocks alone have eight moments each.
    expect(cuts).toBeGreaterThan(160);
  });

  test.each([losesParts, losesParts2])(
    "$name: the module is lost in the last step of cp.bin, and in no other",
    (pair) => {
      const { cuts, failures } = sweepVendors(pair);
      console.log(`${pair.name}: ${cuts} cuts, ${failures.length} without recovery`);
      const single = failures.filter((failure) => failure.cuts.length === 1);
      expect(single.map(({ cuts: [cut] }) => toldCut(cut!))).toEqual([
        "whole of stage 3 69",
        "destroyed of write /modem/cp.bin.047",
        "emptied of write /modem/cp.bin.047",
        "whole of write /modem/cp.bin.047",
      ]);
      expect(new Set(failures.map(({ why }) => told(why)))).toEqual(
        new Set(["fails-again /modem/cp.bin.047: wrong-length 11600 65536"]),
      );
    },
  );
});
