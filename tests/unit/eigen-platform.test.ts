import { describe, expect, it } from "vitest";
import { eigen, par } from "../../src/platforms/eigen/index.ts";
import { Power } from "../../src/platforms/power.ts";
import { noise } from "../support/small-firmware.ts";

describe.each(eigen.ids)("the platform of %s", (chip) => {
  const sample = eigen.sample(chip);

  it("goes from two files to a package that is proven, verified, inspected and rehearsed", () => {
    const [old, next] = [sample.old, sample.new].map(({ fileName, bytes }) => {
      expect(eigen.matches(bytes.subarray(0, eigen.sniffSize))).toBe(true);
      return eigen.open(fileName, bytes);
    });
    if (old === undefined || next === undefined) throw new Error("no sample");
    expect([old.chip, next.chip]).toEqual([chip, chip]);
    const request = par.prepare(old, next, { atHead: false });
    expect(request.warnings).toEqual([]);
    const shares: number[] = [];
    const { bytes, proof } = request.make(({ done }) => shares.push(done));
    expect(shares).toEqual(shares.slice().sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    expect(par.matches(bytes)).toBe(true);
    expect(par.inspect("x.par", bytes).images.map(({ type }) => type)).toEqual(["AP", "CP"]);
    const verified = par.verify("x.par", bytes, old, next);
    expect(verified.verdict).toBe("applies");
    expect(verified.compared).toEqual({ ...proof, files: 0 });
    expect(par.powerCuts("x.par", bytes, old, "sample").failureCount).toBe(0);
    const device = par.device(old, next);
    expect(device.receive(0, bytes)).toEqual({ ok: true });
    expect(device.update(0, new Power("none", 1), () => undefined)).toEqual({ kind: "done" });
    expect(device.reached().comparedBytes).toBe(proof.flashBytes);
  });

  it("has samples that are the same every time, and small", () => {
    const again = eigen.sample(chip);
    for (const side of ["old", "new"] as const) {
      expect(Buffer.compare(again[side].bytes, sample[side].bytes)).toBe(0);
      expect(sample[side].bytes.length).toBeLessThan(500_000);
      expect(sample[side].fileName).toMatch(/^[\w.]+\.binpkg$/);
    }
    expect(sample.old.fileName).not.toBe(sample.new.fileName);
  });

  it("takes nothing for its own that is not", () => {
    expect([noise(2000), new Uint8Array()].flatMap((one) => [eigen.matches(one), par.matches(one)])).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});
