import { describe, expect, it } from "vitest";
import type { EigenChip } from "../../src/platforms/eigen/firmware/chips.ts";
import { ParDevice } from "../../src/platforms/eigen/par/device.ts";
import { makePar } from "../../src/platforms/eigen/par/make.ts";
import { ParModule } from "../../src/platforms/eigen/par/module.ts";
import { planPar } from "../../src/platforms/eigen/par/plan.ts";
import { tryParPowerCuts } from "../../src/platforms/eigen/par/power-cuts.ts";
import { readPar } from "../../src/platforms/eigen/par/reader.ts";
import { Power } from "../../src/platforms/power.ts";
import { sampleEigen } from "../support/eigen-pairs.ts";
import { refusalOf } from "../support/refusals.ts";
import { noise } from "../support/small-firmware.ts";

const chips: readonly EigenChip[] = ["eigen618", "eigen718"];

function pairOf(chip: EigenChip) {
  const [old, next] = [sampleEigen(chip, 1), sampleEigen(chip, 2)];
  return { old, next, pack: makePar(planPar(old, next, { atHead: false })).bytes };
}

const pairs = { eigen618: pairOf("eigen618"), eigen718: pairOf("eigen718") } as const;

describe.each(chips)("a module with an %s", (chip) => {
  const { old, next, pack } = pairs[chip];

  it.each([
    ["none", 1, 0],
    ["update", 1, 1],
    ["random", 1, 3],
    ["random", 2, 3],
    ["random", 3, 3],
  ] as const)("comes to the new firmware, power cuts: %s, seed %i", (choice, seed, cuts) => {
    const device = new ParDevice(old, next);
    expect(device.receive(0, pack)).toEqual({ ok: true });
    expect(device.areas.map(({ name }) => name)).toEqual(["AP", "CP"]);
    const power = new Power(choice, seed);
    const done: number[] = [];
    const written = new Map<number, number>();
    let boots = 0;
    for (let ended = false; !ended; boots++) {
      const end = device.update(0, power, (report) => {
        done.push(report.done);
        expect(report.total).toBe(device.steps);
        for (const { area, from, to } of report.written) {
          written.set(area, (written.get(area) ?? 0) + to - from);
        }
      });
      expect(["done", "power-cut"]).toContain(end.kind);
      ended = end.kind === "done";
    }
    expect([power.cuts, boots]).toEqual([cuts, cuts + 1]);
    expect(done).toEqual(Array.from({ length: device.steps }, (_, i) => i + 1));
    expect([...written.values()]).toEqual(device.areas.map(({ size }) => size));
    const { compared, uncovered, image } = device.reached();
    expect(compared.flashBytes).toBe(device.areas.reduce((sum, { size }) => sum + size, 0));
    expect(compared.partitions).toEqual(["AP", "CP"]);
    expect(uncovered).toEqual([{ place: "BL", differs: false }]);
    expect(image).toBe("AP");
  });

  it("declines what is not for it, and changes nothing", () => {
    const device = new ParDevice(old, next);
    expect(device.receive(0, pack.subarray(0, 1000))).toMatchObject({ ok: false, fault: "package-refused" });
    expect(device.receive(0, noise(1000))).toMatchObject({ ok: false, fault: "package-refused" });
    const other = pairs[chip === "eigen618" ? "eigen718" : "eigen618"];
    expect(device.receive(0, other.pack)).toMatchObject({ ok: false, fault: "other-firmware" });
    const power = new Power("none", 1);
    const updated = new ParDevice(next, next);
    expect(updated.receive(0, pack)).toEqual({ ok: true });
    expect(updated.update(0, power, () => undefined)).toMatchObject({
      kind: "declined",
      fault: "other-firmware",
    });
  });

  it("does not call an update done that ends otherwise", () => {
    const almost = { ...next, images: next.images.map((one) => ({ ...one, data: one.data.slice() })) };
    almost.images[1]!.data[777]! ^= 1;
    const device = new ParDevice(old, almost);
    device.receive(0, pack);
    expect(device.update(0, new Power("none", 1), () => undefined)).toEqual({ kind: "done" });
    expect(refusalOf(() => device.reached())?.code).toBe("proof-failed");
  });

  it("recovers from a power cut at every write, and once more while it recovers", () => {
    const all = tryParPowerCuts("x.par", pack, old, "all");
    expect(all.failures).toEqual([]);
    // Four ways to be interrupted at each sector of both writes of a block, two at both marks.
    const { images } = readPar("x", pack);
    const blockSize = chip === "eigen618" ? 0x8000 : 0x18000;
    const moments = images.flatMap(({ parts, newSize }) =>
      parts.map(({ index }) => {
        const size = Math.min(blockSize, newSize - index * blockSize);
        return 2 * (4 * Math.ceil(size / 4096) + 2);
      }),
    );
    expect(all.moments).toBe(moments.reduce((sum, one) => sum + one, 0));
    expect(all.momentsTried).toBe(all.moments);
    expect(all.cuts).toBeGreaterThan(all.moments);
    const sample = tryParPowerCuts("x.par", pack, old, "sample");
    expect(sample.momentsTried).toBe(Math.ceil(all.moments / 6));
    expect(sample.failureCount).toBe(0);
  });

  it("could not recover without what it keeps: old bytes are gone when a block is half written", () => {
    const module = new ParModule(readPar("x", pack), old);
    const step = module.nextStep;
    const operations: string[] = [];
    for (const operation of module.operations(step)) {
      if (operation.kind === "mark") {
        operations.push("mark");
        break;
      }
      operations.push(operation.zone);
      module.land(operation, "whole");
    }
    expect(new Set(operations)).toEqual(new Set(["kept block", "mark"]));
    // The mark is lost, but the first sector of the block is new: what is made of it now is wrong.
    const { image, from } = module.steps[step]!;
    const state = module.stateOf(step);
    module.restore(step, { ...state, flash: state.flash.map(() => 0xff) });
    module.perform(step);
    const wanted = next.images.find(({ type }) => type === image.type)!.data;
    expect(module.imageNow(image.type)!.slice(from)).not.toEqual(wanted.slice(from));
  });
});
