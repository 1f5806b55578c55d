import { beforeAll, describe, expect, it } from "vitest";
import type { MadePackage } from "../../src/contract/maker.ts";
import { digests } from "../../src/bytes/digest.ts";
import { CHIPS } from "../../src/platforms/eigen/firmware/chips.ts";
import { eigenSamplePair } from "../../src/platforms/eigen/sample/eigen-sample.ts";
import { leftAloneLines } from "../../src/words/proofs.ts";
import { packageKindOf } from "../../src/workshop/package-kind.ts";
import { Maker } from "../../src/workshop/maker.ts";
import { zip } from "../support/archives.ts";
import { dictionaries } from "../support/dictionaries.ts";
import { makerWith, type NamedBytes, plainOptions, valueOf } from "../support/maker.ts";
import { noise } from "../support/small-firmware.ts";

const chips = ["eigen618", "eigen718"] as const;

/** A release: the firmware in a folder, and the application that lies beside it. */
function release({ fileName, bytes }: NamedBytes, name: string, application: Uint8Array): NamedBytes {
  const files = { [`${name}/${fileName}`]: bytes, [`${name}/ap_application.bin`]: application };
  return { fileName: `${name}.zip`, bytes: zip(files) };
}

async function made(maker: Maker): Promise<MadePackage> {
  const shares: number[] = [];
  const result = valueOf(await maker.make(plainOptions, ({ done }) => shares.push(done)));
  expect(shares).toEqual(shares.slice().sort((a, b) => a - b));
  expect(shares.at(-1)).toBe(1);
  expect(result.compact).toBeNull();
  return result.safe;
}

describe.each(chips)("%s, from two files to a package", (chip) => {
  const sample = eigenSamplePair(chip);
  let maker: Maker;
  let pack: MadePackage;
  beforeAll(async () => {
    maker = await makerWith(sample);
    pack = await made(maker);
  });

  it("is recognised, and offers differential packages alone", async () => {
    const facts = valueOf(await maker.open("new", new Blob([sample.new.bytes]), sample.new.fileName));
    expect([facts.platform, facts.container]).toEqual([chip, "binpkg 106"]);
    expect(facts.partitions.map(({ id }) => id)).toEqual(["BL", "AP", "CP"]);
    expect(Object.values(facts.types).map(({ allowed }) => allowed)).toEqual(["yes", "no", "no"]);
    expect(valueOf(await maker.judge(plainOptions))).toEqual({ refusal: null, warnings: [] });
  });

  it("says what the package is, what it needs, and what it leaves alone", () => {
    expect(pack.files[0].fileName).toMatch(/^fota_.+_to_.+\.par$/);
    expect(pack.bulks.map(({ target }) => target)).toEqual(["AP", "CP"]);
    expect(pack.proof.compared.partitions).toEqual(["AP", "CP"]);
    expect(leftAloneLines(dictionaries.en.proofs, pack.proof)).toEqual([
      "Left alone, the same in old and new: BL",
    ]);
    const [room] = pack.needs;
    const have = CHIPS[chip].packageRoom;
    expect(room).toMatchObject({ kind: "package-room", need: pack.bytes, have, level: "enough" });
  });

  it("verifies as it was proved, and survives power cuts", async () => {
    const [file] = pack.files;
    const verified = valueOf(await maker.verify([file], () => undefined));
    expect(verified.verdict).toBe("applies");
    const { compared, chosen, uncovered } = pack.proof;
    expect(verified).toMatchObject({ kind: "par", compared, chosen, uncovered });
    const cuts = valueOf(await maker.tryPowerCuts(file, "sample", () => undefined));
    expect(cuts.momentsTried).toBeGreaterThan(0);
    expect(cuts.failureCount).toBe(0);
  });

  it("is told from everything else, and does not go where firmware belongs", async () => {
    const [file] = pack.files;
    const bytes = new Uint8Array(await file.blob.arrayBuffer());
    expect([packageKindOf(bytes), packageKindOf(noise(2000))]).toEqual(["par", null]);
    const inspected = valueOf(await maker.inspect(file.blob, file.fileName));
    expect(inspected).toMatchObject({ kind: "par", platform: chip, ...digests(bytes), warnings: [] });
    for (const side of ["old", "new"] as const) {
      expect(await new Maker().open(side, file.blob, file.fileName)).toMatchObject({
        refusal: { code: "package-in-other-place", detail: { package: "par", place: "firmware" } },
      });
    }
  });

  it("is not for firmware of the other chip", async () => {
    const other = await makerWith(eigenSamplePair(chip === "eigen618" ? "eigen718" : "eigen618"));
    const { verdict, reasons } = valueOf(await other.verify([...pack.files], () => undefined));
    expect([verdict, ...reasons.map(({ code }) => code)]).toEqual(["refused", "package-other-platform"]);
  });

  it("compares both firmwares", async () => {
    const both = await makerWith(sample);
    const { areas, blockStates } = valueOf(await both.compare());
    const changed = areas.filter(({ blocks }) => blocks.some((state) => blockStates[state] !== "same"));
    expect(changed.map(({ id }) => id).sort()).toEqual(["AP", "CP"]);
  });

  it("names files beside the firmware that differ: before the package is made, and after", async () => {
    const [old, next] = [release(sample.old, "A01", noise(50, 1)), release(sample.new, "A02", noise(50, 2))];
    const both = await makerWith({ old, new: next });
    const warning = { code: "eigen-left-alone", detail: { places: ["ap_application.bin"] } };
    expect(valueOf(await both.judge(plainOptions)).warnings).toEqual([warning]);
    const { uncovered } = (await made(both)).proof;
    expect(uncovered).toContainEqual({ place: "ap_application.bin", differs: true });
  });

  it("has samples that are the same every time, and small", () => {
    const again = eigenSamplePair(chip);
    for (const side of ["old", "new"] as const) {
      expect(Buffer.compare(again[side].bytes, sample[side].bytes)).toBe(0);
      expect(sample[side].bytes.length).toBeLessThan(500_000);
      expect(sample[side].fileName).toMatch(/^[\w.]+\.binpkg$/);
    }
    expect(sample.old.fileName).not.toBe(sample.new.fileName);
  });
});
