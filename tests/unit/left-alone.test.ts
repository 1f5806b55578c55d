import { beforeAll, describe, expect, test } from "vitest";
import { moduleFilesOf } from "../../src/platforms/unisoc/firmware/module-files.ts";
import { readUnisoc8910, type Unisoc8910Firmware } from "../../src/platforms/unisoc/firmware/firmware.ts";
import { UNISOC8910_RULE_SETS } from "../../src/platforms/unisoc/rules.ts";
import type { FileMethods } from "../../src/platforms/unisoc/rdaota02/file-methods.ts";
import { makePackages } from "../../src/platforms/unisoc/rdaota02/make.ts";
import { planUpdate } from "../../src/platforms/unisoc/rdaota02/plan.ts";
import type { Findings } from "../../src/contract/verification.ts";
import { smallSamplePair } from "../support/small-sample.ts";

const ruleSet = UNISOC8910_RULE_SETS.unisoc8910;
const tree = (text: string) => new Map([["a.bin", new TextEncoder().encode(text)]]);
const item = (value: number) => [[0x5, Uint8Array.of(value)]] as const;

describe("what an 8910 package leaves alone is named", () => {
  let old: Unisoc8910Firmware;
  let next: Unisoc8910Firmware;

  beforeAll(() => {
    const pair = smallSamplePair();
    old = readUnisoc8910(pair.old.fileName, pair.old.bytes);
    next = readUnisoc8910(pair.new.fileName, pair.new.bytes);
  });

  function proof(from: Unisoc8910Firmware, to: Unisoc8910Firmware, fileMethods: FileMethods = {}): Findings {
    const plan = planUpdate(from, to, ruleSet, fileMethods);
    return makePackages({ old: from, new: to, ruleSet, fileMethods, plan, oldVersion: "", newVersion: "" })
      .safe.proof;
  }

  test("NV items of which no running copy is known, archives and images that no rule has", () => {
    const from: Unisoc8910Firmware = {
      ...old,
      nvItems: new Map([...(old.nvItems ?? []), ...item(1)]),
      archives: new Map([...old.archives, ["INDELTANV", tree("old")], ["SAME", tree("same")]]),
      flash: [...old.flash, { ...old.flash[0]!, id: "GONE", offset: 0xf00000, image: Uint8Array.of(1) }],
    };
    const to: Unisoc8910Firmware = {
      ...next,
      nvItems: new Map([...(next.nvItems ?? []), ...item(2)]),
      archives: new Map([
        ...next.archives,
        ["INDELTANV", tree("new")],
        ["SAME", tree("same")],
        ["CAME", tree("new")],
      ]),
    };
    const { uncovered } = proof(from, to);
    expect(uncovered).toEqual(
      expect.arrayContaining([
        { place: "BOOTLOADER", differs: true },
        { place: "NV 0x5", differs: true },
        { place: "INDELTANV", differs: true },
        { place: "SAME", differs: false },
        { place: "CAME", differs: null },
        { place: "GONE", differs: null },
      ]),
    );
    const plain = proof(old, next).uncovered.map(({ place }) => place);
    for (const place of ["NV 0x5", "INDELTANV", "GONE"]) expect(plain).not.toContain(place);
  });

  test("a file in parts has one name, and counts as one; kept by choice it is left alone, removed it is not", () => {
    const blocked = "/modem/cp.bin";
    const kept = proof(old, next, { [blocked]: "ignore" });
    expect(kept.uncovered).toContainEqual({ place: blocked, differs: true });
    expect(kept.uncovered.filter(({ place }) => place.startsWith(blocked))).toHaveLength(1);
    expect(kept.chosen).toEqual({ partition: null, flashBytes: 0, files: 0, places: [blocked] });
    const removed = proof(old, next, { [blocked]: "remove" });
    expect(removed.chosen?.places).toEqual([blocked]);
    expect(removed.uncovered.map(({ place }) => place)).not.toContain(blocked);
    const all = proof(old, next);
    expect(all.chosen).toBeNull();
    expect(all.compared.files - kept.compared.files).toBe(1);
    expect(all.compared.sameFiles).toBe(kept.compared.sameFiles);
    // Written, the same, or left alone: that is all the files that the page counts in the firmware.
    const paths = moduleFilesOf(next).map(({ path }) => path);
    const left = all.uncovered.filter(({ place }) => paths.includes(place));
    expect(all.compared.files + all.compared.sameFiles + left.length).toBe(paths.length);
  });
});
