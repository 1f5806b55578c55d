import type { SampleFirmware } from "../../src/sample/sample-firmware.ts";
import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { sampleFirmware, samplePair } from "../../src/platforms/unisoc/sample/sample.ts";
import type { MakeProgress, MakeResult, Outcome } from "../../src/contract/maker.ts";
import { Maker } from "../../src/workshop/maker.ts";
import { makerWith, plainOptions, valueOf } from "../support/maker.ts";

function make(
  maker: Maker,
  versions: { oldVersion: string; newVersion: string },
  onProgress: (progress: MakeProgress) => void = () => undefined,
): Promise<Outcome<MakeResult>> {
  return maker.make({ ...plainOptions, ...versions }, onProgress);
}

const pair = samplePair();
const versions = { oldVersion: "V01", newVersion: "V02" };

describe("the maker", () => {
  let maker: Maker;
  let result: MakeResult;
  const progress: MakeProgress[] = [];

  beforeAll(async () => {
    maker = await makerWith(pair);
    result = valueOf(await make(maker, versions, (step) => progress.push(step)));
  });

  test("makes and proves a package", async () => {
    const { safe } = result;
    const [file] = safe.files;
    const bytes = new Uint8Array(await file.blob.arrayBuffer());
    expect([bytes.length, safe.bytes]).toEqual([file.bytes, file.bytes]);
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(file.sha256);
    expect(createHash("md5").update(bytes).digest("hex")).toBe(file.md5);
    expect(file.fileName).toBe(`fota_V01_to_V02_${file.sha256.slice(0, 8)}.pack`);
    expect(safe.bytes).toBeLessThan(result.fullImageBytes / 4);
    expect(safe.proof.compared.steps).toBe(safe.bulks.reduce((sum, { blocks }) => sum + blocks, 0));
    const { partitions, files, sameFiles } = safe.proof.compared;
    expect(partitions).toEqual(["AP"]);
    expect([files > 2, sameFiles > 5]).toEqual([true, true]);
    expect(safe.proof.freeBytesNeeded).toBe(65536 + 4096);
  });

  test("gives the same bytes every time", async () => {
    const again = valueOf(await make(await makerWith(pair), versions));
    expect(again.safe.files[0].sha256).toBe(result.safe.files[0].sha256);
    // Golden bytes: change this only with a reason that stands in the commit message.
    expect(result.safe.files[0].sha256).toBe(
      "6014a6d6e6dfeb6e058c8b896331fb85951e12c5a6c6ec5bcd476a5518b948df",
    );
  });

  test("patches blocked files in ascending order only, and puts a short last part in whole", () => {
    const blocked = result.safe.bulks.filter(({ kind }) => kind === "blocked");
    expect(blocked.length).toBeGreaterThan(0);
    expect(blocked.every(({ order }) => order === "ascending")).toBe(true);
    const cp = result.safe.bulks.filter(({ target }) => target.startsWith("/modem/cp.bin"));
    expect(cp.map(({ kind, target }) => `${kind} ${target}`)).toEqual([
      "blocked /modem/cp.bin",
      "remove /modem/cp.bin.004",
      "insert /modem/cp.bin.004",
      "remove /modem/cp.bin.005",
    ]);
    expect(cp[0]?.newSize).toBe(4 * 65536);
  });

  test("the compact package of this pair is smaller, and named apart", () => {
    const { safe, compact } = result;
    if (compact === null) throw new Error("no compact package");
    expect(compact.bytes).toBeLessThan(safe.bytes);
    const [{ fileName, sha256 }] = compact.files;
    expect(fileName).toBe(`fota_V01_to_V02_${sha256.slice(0, 8)}_compact.pack`);
  });

  test("tells its stages in order, and progress never falls", () => {
    const stages = [...new Set(progress.map(({ stage }) => stage))];
    expect(stages).toEqual(expect.arrayContaining(["delta", "compress", "prove"]));
    expect(stages.at(-1)).toBe("prove");
    const done = progress.map((step) => step.done);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(done.at(-1)).toBe(1);
  });

  test("can be asked again, with other version names", async () => {
    const none = valueOf(await make(maker, { oldVersion: "", newVersion: "" }));
    expect(none.safe.bytes).toBeLessThan(result.safe.bytes);
    expect(none.safe.files[0].fileName).toMatch(/^fota_.+_to_.+_[0-9a-f]{8}\.pack$/);
  });

  test("inspects what it made", async () => {
    const inspection = valueOf(await maker.inspect(result.safe.files[0].blob, "x.pack"));
    if (inspection.kind !== "rdaota02") throw new Error(inspection.kind);
    expect(inspection.warnings).toEqual([]);
    expect([inspection.oldVersion, inspection.newVersion]).toEqual(["V01", "V02"]);
    expect(inspection.bulks.length).toBe(result.safe.bulks.length);
  });
});

describe("refusals come as values", () => {
  async function verdictOf(old: SampleFirmware, next: SampleFirmware) {
    return valueOf(await (await makerWith({ old, new: next })).judge(plainOptions));
  }

  test("of a pair", async () => {
    const { refusal } = await verdictOf(pair.old, pair.old);
    expect(refusal?.code).toBe("same-firmware");
    expect((await verdictOf(pair.old, pair.new)).refusal).toBeNull();
    const moved = sampleFirmware({ release: 2, apAddress: 0x60020000 });
    const outcome = await make(await makerWith({ old: pair.old, new: moved }), versions);
    expect(outcome).toMatchObject({ ok: false, refusal: { code: "partition-moved" } });
  });

  test("of a version name", async () => {
    const outcome = await make(await makerWith(pair), { oldVersion: "a\0b", newVersion: "c" });
    expect(outcome).toMatchObject({ ok: false, refusal: { code: "version-name" } });
  });

  test("of files that are no firmware, cut short, or damaged", async () => {
    const maker = new Maker();
    const codeOf = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> => {
      const outcome = await maker.open("old", new Blob([bytes]), "x.pac");
      return outcome.ok ? "opened" : outcome.refusal.code;
    };
    const { bytes } = pair.old;
    const damaged = bytes.slice();
    damaged[200_000] = damaged[200_000]! ^ 1;
    expect(await codeOf(new TextEncoder().encode("hello"))).toBe("not-firmware");
    expect(await codeOf(bytes.slice(0, 300_000))).toBe("firmware-truncated");
    expect(await codeOf(damaged)).toBe("firmware-crc");
    expect(await codeOf(bytes)).toBe("opened");
  });

  test("of a file that went away", async () => {
    const gone = new Blob(["a firmware, once"]);
    gone.arrayBuffer = () => Promise.reject(new DOMException("gone", "NotFoundError"));
    const outcome = await new Maker().open("new", gone, "gone.pac");
    expect(outcome).toEqual({
      ok: false,
      refusal: { code: "file-unreadable", detail: { file: "gone.pac" } },
    });
  });

  test("a faulty new firmware takes the old judgement away", async () => {
    const maker = await makerWith(pair);
    await maker.judge(plainOptions);
    await maker.open("new", new Blob(["nothing"]), "y.pac");
    await expect(maker.judge(plainOptions)).rejects.toThrow();
  });
});
