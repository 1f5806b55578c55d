import { describe, expect, test } from "vitest";
import { updaterHeap } from "../../src/platforms/asr/firmware/memory.ts";
import { readAsr, systemOf } from "../../src/platforms/asr/firmware/firmware.ts";
import { readUpdater, typesTaken } from "../../src/platforms/asr/firmware/updater.ts";
import { planAsrDiff } from "../../src/platforms/asr/fota-all/plan.ts";
import { planAsrFull } from "../../src/platforms/asr/fbf/plan.ts";
import { demandMemory, heldAtOnce } from "../../src/platforms/asr/patch/updater-memory.ts";
import { asrSampleMembers } from "../../src/platforms/asr/sample/sample.ts";
import { knowingFileBackup } from "../support/asr-pairs.ts";
import { refusalOf, refusedWith } from "../support/refusals.ts";

const code = (...texts: readonly string[]): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(0x800).fill(0xf5);
  texts.forEach((text, i) => {
    bytes.set(new TextEncoder().encode(`${text}\0`), 0x100 * (i + 1) + i);
  });
  return bytes;
};
const EVERY = ["[FOTA] ASROTA-F detected", "updater_version:20240516_ver2"] as const;

describe("an updater", () => {
  test("tells by its texts what it takes, and whether it compares what it compresses", () => {
    const mini = readUpdater(
      code(...EVERY, "LTEONLY MINI SYSTEM DFOTA upgrade", "replace loadtable failed!!!need retry, x"),
    );
    expect(mini).toEqual({ version: "20240516_ver2", methods: ["mini"], comparesRecompressed: true });
    const all = readUpdater(
      code(
        ...EVERY,
        "MINI SYSTEM DFOTA upgrade",
        "DFOTA upgrade adiff",
        "check fbf file failed [%d]!!!",
        "LTEONLY MINI SYSTEM DFOTA upgrade",
      ),
    );
    expect(all?.methods).toEqual(["diff", "full", "mini", "mini-legacy"]);
    expect(all?.comparesRecompressed).toBe(false);
    expect(readUpdater(code(...EVERY, "U:/asr_backup_pro_file.bin"))?.methods).toEqual(["fsall"]);
  });

  test("is not known when its texts name no method, or it is something else", () => {
    expect(readUpdater(code(...EVERY))).toBeNull();
    expect(readUpdater(code("DFOTA upgrade adiff"))).toBeNull();
    expect(readUpdater(new Uint8Array(0))).toBeNull();
    expect(readUpdater(code("ASROTA-F", "DFOTA upgrade adiff"))?.version).toBe("");
  });

  test("takes a differential package whether its backup is in flash or in files", () => {
    const taken = (methods: Parameters<typeof typesTaken>[0]["methods"]) =>
      typesTaken({ version: "", methods, comparesRecompressed: false });
    expect(taken(["fsall"])).toEqual(["diff"]);
    expect(taken(["diff", "full", "mini"])).toEqual(["diff", "full", "mini"]);
    expect(taken(["mini-legacy"])).toEqual(["mini"]);
  });
});

const sample = (release: 1 | 2, flashMiB: 8 | 16 = 16, fotaPkgSize?: number) =>
  readAsr(
    `SAMPLE_M${flashMiB}.bin`,
    asrSampleMembers({ release, flashMiB, ...(fotaPkgSize === undefined ? {} : { fotaPkgSize }) }),
  );

describe("what an updater takes", () => {
  test("is said of a package that it does not know", () => {
    const old = {
      ...sample(1),
      updater: { version: "v", methods: ["mini"], comparesRecompressed: false },
    } as const;
    const { warnings } = planAsrDiff(old, sample(2), { apps: [] });
    const detail = { file: old.fileName, version: "v", type: "diff", takes: ["mini"] };
    expect(warnings).toContainEqual({ code: "updater-declines", detail });
    expect(planAsrFull(old, null, { cutErased: true }).warnings).toContainEqual({
      code: "updater-declines",
      detail: { ...detail, type: "full" },
    });
    const codes = planAsrDiff(sample(1), sample(2), { apps: [] }).warnings.map((warning) => warning.code);
    expect(codes).not.toContain("updater-declines");
  });

  test("decides whether a backup may go into the file system", () => {
    const plan = (old: typeof small) => planAsrDiff(old, sample(2, 16, 0x1000), { apps: [] });
    const small = sample(1, 16, 0x1000);
    expect(refusalOf(() => plan(small))?.code).toBe("backup-too-small");
    expect(plan(knowingFileBackup(small)).backup).toEqual({ kind: "file-system" });
    // Where the partition will do, it is taken.
    const { backup } = planAsrDiff(knowingFileBackup(sample(1)), sample(2), { apps: [] });
    expect(backup.kind).toBe("partition");
  });
});

describe("the updater's memory", () => {
  test("is that of the RAM that the regions lie in", () => {
    expect(updaterHeap(systemOf(sample(1, 16)))).toBe(0xf0_0000);
    expect(updaterHeap(systemOf(sample(1, 8)))).toBe(0x70_0000);
    const system = systemOf(sample(1, 8));
    const at = (exec: number) => ({
      ...system,
      regions: system.regions.map((region) => ({ ...region, exec })),
    });
    expect(updaterHeap(at(0x7e3e_7c00))).toBe(0x37_0000);
    expect(updaterHeap(at(0x0700_0000))).toBeNull();
    expect(updaterHeap(at(0x7f00_0000))).toBeNull();
  });

  test("holds the package, both sides, and the patch or the old region", () => {
    const image = { payloads: 0x3000, oldLength: 100, newLength: 0x10c000, old: 2_162_688, new: 2_162_688 };
    expect(heldAtOnce({ ...image, patch: 2_170_000 })).toBe(0x3000 + 0x10c000 + 2 * 2_162_688 + 2_170_000);
    expect(heldAtOnce({ ...image, oldLength: 3_000_000, patch: 5 })).toBe(
      0x3000 + 0x10c000 + 2 * 2_162_688 + 3_000_000,
    );
  });

  test("refuses what does not fit, and nothing where it is not known", () => {
    expect(refusedWith("updater-memory", () => demandMemory("dsp", 101, 100))).toEqual({
      part: "dsp",
      need: 101,
      have: 100,
    });
    expect(refusalOf(() => demandMemory("dsp", 100, 100))).toBeNull();
    expect(refusalOf(() => demandMemory("dsp", 100, null))).toBeNull();
  });
});
