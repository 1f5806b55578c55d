import { beforeAll, describe, expect, test } from "vitest";
import { asrSamplePair } from "../../src/platforms/asr/sample/sample.ts";
import { sampleFirmware, samplePair } from "../../src/platforms/unisoc/sample/sample.ts";
import { open8910 } from "../support/opened.ts";
import { readPackage } from "../../src/platforms/unisoc/rdaota02/reader.ts";
import { writePackage } from "../../src/platforms/unisoc/rdaota02/writer.ts";
import { writeFbf } from "../../src/platforms/asr/fbf/writer.ts";
import type { MadePackage, MakeOptions } from "../../src/contract/maker.ts";
import type {
  Findings,
  PackageFile,
  Verification,
  VerificationProgress,
} from "../../src/contract/verification.ts";
import type { Maker } from "../../src/workshop/maker.ts";
import { makerWith, type NamedBytes, plainOptions, valueOf } from "../support/maker.ts";

const options: MakeOptions = { ...plainOptions, oldVersion: "V01", newVersion: "V02" };

async function prove(maker: Maker, wanted: Partial<MakeOptions>): Promise<MadePackage> {
  return (await makeBoth(maker, wanted)).safe;
}

async function make(maker: Maker, wanted: Partial<MakeOptions> = {}): Promise<readonly PackageFile[]> {
  return (await makeBoth(maker, wanted)).safe.files;
}

async function makeBoth(
  maker: Maker,
  wanted: Partial<MakeOptions> = {},
): Promise<{ safe: MadePackage; compact: MadePackage | null }> {
  return valueOf(await maker.make({ ...options, ...wanted }, () => undefined));
}

async function verify(maker: Maker, files: readonly PackageFile[]): Promise<Verification> {
  return valueOf(await maker.verify(files, () => undefined));
}

async function bytesOf({ blob }: PackageFile): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await blob.arrayBuffer());
}

function fileWith(bytes: Uint8Array<ArrayBuffer>, fileName = "foreign.bin"): PackageFile {
  return { fileName, blob: new Blob([bytes]) };
}

/** What is said of a package, whoever made it. */
function findingsOf({ compared, chosen, uncovered }: Findings): Findings {
  return { compared, chosen, uncovered };
}

function flashOf({ bytes, fileName }: NamedBytes, id: string): number | undefined {
  return open8910(fileName, bytes).firmware.flash.find((image) => image.id === id)?.image.length;
}

const codes = ({ reasons }: Verification): string[] => reasons.map(({ code }) => code);
const places = ({ uncovered }: Verification, differs: boolean | null): string[] =>
  uncovered.filter((one) => one.differs === differs).map(({ place }) => place);

describe("a differential package for UNISOC 8910", () => {
  const pair = samplePair();
  let maker: Maker;
  let safe: MadePackage;
  let compact: MadePackage;
  let pack: PackageFile;

  beforeAll(async () => {
    maker = await makerWith(pair);
    const made = await makeBoth(maker);
    safe = made.safe;
    if (made.compact === null) throw new Error("no compact package");
    compact = made.compact;
    pack = safe.files[0];
  });

  test("applies, and what was compared is said", async () => {
    const progress: VerificationProgress[] = [];
    const found = valueOf(await maker.verify([pack], (step) => progress.push(step)));
    expect(found).toMatchObject({ verdict: "applies", kind: "rdaota02", differenceCount: 0, hazards: [] });
    expect(findingsOf(found)).toEqual(findingsOf(safe.proof));
    expect(found.compared.partitions).toEqual(["AP"]);
    expect(found.compared.flashBytes).toBe(flashOf(pair.new, "AP"));
    // The stock rules leave the boot loader alone, and the sample has another one.
    expect(places(found, true)).toEqual(["BOOTLOADER"]);
    expect([...new Set(progress.map(({ stage }) => stage))]).toEqual(["check", "apply", "compare"]);
    const done = progress.map((step) => step.done);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    const smaller = await verify(maker, compact.files);
    expect(smaller.verdict).toBe("applies");
    expect(findingsOf(smaller)).toEqual(findingsOf(compact.proof));
  });

  test("that is damaged or cut short is refused", async () => {
    const bytes = await bytesOf(pack);
    const damaged = bytes.slice();
    damaged[bytes.length - 20]! ^= 1;
    for (const wrong of [damaged, bytes.slice(0, -1), bytes.slice(0, 40)]) {
      const found = await verify(maker, [fileWith(wrong)]);
      expect(found.verdict).toBe("refused");
      expect(codes(found)).toEqual(["package-damaged"]);
      expect(found.compared).toMatchObject({
        partitions: [],
        flashBytes: 0,
        files: 0,
        sameFiles: 0,
        steps: 0,
      });
    }
  });

  test("whose firmware is swapped, or another one, is refused before anything changes", async () => {
    const swapped = await makerWith({ old: pair.new, new: pair.old });
    expect(codes(await verify(swapped, [pack]))).toEqual(["package-old-is-new"]);
    const other = await makerWith({ old: sampleFirmware({ release: 1, parts: 3 }), new: pair.new });
    expect(codes(await verify(other, [pack]))).toEqual(["package-other-old"]);
  });

  test("that leads to other firmware differs there, and nowhere else", async () => {
    const other = sampleFirmware({ release: 2, parts: 5, tail: 9_999 });
    const found = await verify(await makerWith({ old: pair.old, new: other }), [pack]);
    expect(found.verdict).toBe("applies-with-differences");
    expect(found.differences.length).toBe(found.differenceCount);
    expect(found.differences.every(({ place }) => place.startsWith("/modem/"))).toBe(true);
    const same = await verify(await makerWith({ old: pair.old, new: pair.old }), [pack]);
    // What differs is not counted as compared, and no partition is named for it.
    expect(same.compared).toMatchObject({ partitions: [], flashBytes: 0 });
    expect(found.compared.files).toBeLessThan(safe.proof.compared.files);
    const [ap] = same.differences.filter(({ place }) => place === "AP");
    expect(ap?.kind).toBe("differs");
    expect((ap?.address ?? 0) >>> 16).toBe(0x6001);
  });

  test("that leaves out what changed says so, and it is no failure", async () => {
    const read = readPackage("p", await bytesOf(pack));
    const bulks = read.bulks.filter((bulk) => bulk.kind !== "plain" && bulk.kind !== "remove");
    const found = await verify(maker, [fileWith(writePackage({ ...read, bulks }))]);
    expect(found.verdict).toBe("applies-with-differences");
    // Parts that are no longer removed belong to a file that is patched; plain files are simply left out.
    expect(found.differences.map(({ place }) => place)).toEqual(["/modem/cp.bin.005"]);
    expect(places(found, true)).toContain("/modem/nvm/phy_nv.bin");
    // Without removals, running copies of changed NV items stay.
    expect(places(found, true)).toContain("/modemnvm/phy_nv.bin");
  });

  test("whose version names have no end is refused for that alone", async () => {
    const read = readPackage("p", await bytesOf(pack));
    const named = { ...read, oldVersion: "V01A", newVersion: "V02A" };
    const tight = fileWith(writePackage(named, { versionFieldSize: 4 }));
    const found = await verify(maker, [tight]);
    expect(found.verdict).toBe("refused");
    expect(codes(found)).toEqual(["package-version-field"]);
    expect(found.otherwise).toBe("applies");
    expect(found.hazards).toEqual([{ code: "version-not-terminated" }]);
    const swapped = await verify(await makerWith({ old: pair.new, new: pair.old }), [tight]);
    expect(codes(swapped)).toEqual(["package-version-field", "package-old-is-new"]);
    expect(swapped.otherwise).toBeNull();
  });

  test("survives power cuts if it is safe, not if it is compact; the sample is a part of all", async () => {
    const report = async (of: PackageFile, wanted: "sample" | "all") => {
      const done: number[] = [];
      const value = valueOf(await maker.tryPowerCuts(of, wanted, (share) => done.push(share)));
      expect(done).toEqual([...done].sort((a, b) => a - b));
      expect(done.at(-1)).toBe(1);
      return value;
    };
    const sample = await report(pack, "sample");
    const all = await report(pack, "all");
    expect([sample.failureCount, all.failureCount]).toEqual([0, 0]);
    expect(sample.momentsTried).toBeLessThan(sample.moments);
    expect(sample.cuts).toBe(sample.momentsTried);
    expect(all).toMatchObject({ momentsTried: sample.moments, moments: sample.moments });
    expect(all.cuts).toBeGreaterThan(all.moments);
    const risky = await report(compact.files[0], "sample");
    expect(risky.failureCount).toBeGreaterThan(0);
    expect(JSON.stringify(risky.failures[0]?.cuts[0]?.during)).toMatch(/\/modem\/|stage/);
  });

  test("of which power cuts cannot be tried says why", async () => {
    const swapped = await makerWith({ old: pair.new });
    expect(await swapped.tryPowerCuts(pack, "sample", () => undefined)).toMatchObject({
      ok: false,
      refusal: { code: "package-declined" },
    });
  });
});

describe("packages for ASR", () => {
  const pair = asrSamplePair();
  const other = samplePair();
  let maker: Maker;
  beforeAll(async () => {
    maker = await makerWith(pair);
  });

  test("a differential one applies; apps that it does not carry are told", async () => {
    const files = await make(maker, { type: "diff" });
    const found = await verify(maker, files);
    expect(found).toMatchObject({ verdict: "applies", kind: "asr-diff", differenceCount: 0 });
    expect(found.compared.steps).toBeGreaterThan(3);
    expect(places(found, true)).toContain("customer_app");
    const along = await verify(maker, await make(maker, { type: "diff", apps: ["customer_app"] }));
    expect(along.verdict).toBe("applies");
    expect(along.uncovered.map(({ place }) => place)).not.toContain("customer_app");
    expect(codes(await verify(await makerWith({ old: pair.new, new: pair.old }), files))).toEqual([
      "package-old-is-new",
    ]);
    const wrong = await verify(await makerWith({ old: pair.old, new: pair.old }), files);
    expect(wrong.verdict).toBe("applies-with-differences");
  });

  test("damage is refused as the module does", async () => {
    const [pack] = await make(maker, { type: "diff" });
    const bytes = await bytesOf(pack!);
    const damaged = bytes.slice();
    damaged[0x900]! ^= 1;
    expect(codes(await verify(maker, [fileWith(damaged)]))).toEqual(["package-damaged"]);
    expect(codes(await verify(maker, [fileWith(bytes.slice(0, -4096))]))).toEqual(["package-damaged"]);
  });

  test("a full one needs the new firmware alone; edited files differ by name", async () => {
    const files = await make(maker, { type: "full", cutErased: true });
    for (const with_ of [pair, { new: pair.new }]) {
      const found = await verify(await makerWith(with_), files);
      expect(found).toMatchObject({ verdict: "applies", kind: "asr-full", differenceCount: 0 });
      expect(found.compared.files).toBeGreaterThan(1);
    }
    const editing = await makerWith({ new: pair.new });
    valueOf(
      await editing.changeUserFiles([
        { kind: "put", path: "main.py", contents: new Blob(["print('other')\n"]) },
        { kind: "put", path: "extra.py", contents: new Blob(["pass\n"]) },
      ]),
    );
    const found = await verify(editing, await make(editing, { type: "full" }));
    expect(found.verdict).toBe("applies-with-differences");
    expect(found.differences).toEqual(
      expect.arrayContaining([
        { place: "/usr/main.py", kind: "differs", address: null },
        { place: "/usr/extra.py", kind: "left-over", address: null },
      ]),
    );
  });

  test("an image that modules leave out is a hazard, one in the wrong place is refused", async () => {
    const [pack] = await make(maker, { type: "full" });
    const inspected = valueOf(await maker.inspect(pack!.blob, "x"));
    const target = "bulks" in inspected ? (inspected.bulks[0]?.target ?? "") : "";
    const at = Number(target);
    const silent = fileWith(writeFbf([{ flashAddress: at, data: new Uint8Array(4096) }]));
    const found = await verify(maker, [silent]);
    expect(found.verdict).toBe("applies-with-differences");
    expect(found.differences).toEqual([{ place: "customer_fs", kind: "not-written", address: at }]);
    expect(found.hazards).toEqual([{ code: "image-left-out", target }]);
    const astray = fileWith(writeFbf([{ flashAddress: at + 4096, data: new Uint8Array(4096).fill(7) }]));
    expect(codes(await verify(maker, [astray]))).toEqual(["image-misplaced"]);
  });

  test("mini-system: both files, in any order, or the merged one", async () => {
    const [first, second, merged] = await make(maker, { type: "mini", withUserPartition: true });
    if (first === undefined || second === undefined || merged === undefined) throw new Error("three files");
    for (const files of [[first, second], [second, first], [merged]]) {
      const found = await verify(maker, files);
      expect(found).toMatchObject({ verdict: "applies", kind: "asr-mini", differenceCount: 0 });
      expect(found.uncovered.map(({ place }) => place)).not.toContain("customer_fs");
    }
    const refusalOf = async (files: readonly PackageFile[]) => {
      const outcome = await maker.verify(files, () => undefined);
      return outcome.ok ? outcome.value.verdict : outcome.refusal;
    };
    expect(await refusalOf([first])).toEqual({ code: "mini-incomplete", detail: { missing: "second" } });
    expect(await refusalOf([second])).toEqual({ code: "mini-incomplete", detail: { missing: "first" } });
    const [lone] = await make(maker, { type: "mini" });
    expect(await refusalOf([lone!, second])).toMatchObject({ code: "mini-no-pair" });
    const swapped = await makerWith({ old: pair.new, new: pair.old });
    expect(codes(await verify(swapped, [merged]))).toEqual(["package-old-is-new"]);
    const wrong = await verify(await makerWith({ old: pair.old, new: pair.old }), [merged]);
    expect(wrong.verdict).toBe("applies-with-differences");
  });

  test("of packages made here the proof says what a verification of them says", async () => {
    const wanted: readonly Partial<MakeOptions>[] = [
      { type: "diff" },
      { type: "diff", apps: ["customer_app"] },
      { type: "mini" },
      { type: "mini", withUserPartition: true },
    ];
    for (const options_ of wanted) {
      const { files, proof } = await prove(maker, options_);
      expect(findingsOf(await verify(maker, files))).toEqual(findingsOf(proof));
    }
    const alone = await makerWith({ new: pair.new });
    for (const cutErased of [true, false]) {
      const { files, proof } = await prove(alone, { type: "full", cutErased });
      expect(findingsOf(await verify(alone, files))).toEqual(findingsOf(proof));
    }
  });

  test("nothing is counted that the package does not bring, and what it does not bring is named", async () => {
    const differing = ({ uncovered }: Findings) =>
      uncovered.filter(({ differs }) => differs === true).map(({ place }) => place);
    const diff = (await prove(maker, { type: "diff" })).proof;
    const along = (await prove(maker, { type: "diff", apps: ["customer_app"] })).proof;
    expect([diff.compared.partitions, along.compared.partitions]).toEqual([
      ["system"],
      ["system", "customer_app"],
    ]);
    expect(along.compared.flashBytes).toBeGreaterThan(diff.compared.flashBytes);
    expect(differing(diff)).toEqual(expect.arrayContaining(["customer_app", "customer_fs"]));
    expect(differing(along)).not.toContain("customer_app");
    const mini = (await prove(maker, { type: "mini" })).proof;
    const scripts = (await prove(maker, { type: "mini", withUserPartition: true })).proof;
    expect([mini.compared.partitions, mini.compared.files]).toEqual([["system"], 0]);
    expect(differing(mini)).toEqual(expect.arrayContaining(["customer_app", "customer_fs"]));
    expect(scripts.compared.partitions).toEqual(["system", "customer_fs"]);
    expect(scripts.compared.files).toBeGreaterThan(1);
    expect(differing(scripts)).not.toContain("customer_fs");
  });

  test("a user partition that was edited is as chosen, in full packages and in mini-system", async () => {
    const editing = await makerWith(pair);
    const before = (await prove(editing, { type: "full" })).proof;
    const put = (path: string, text: string) => ({ kind: "put", path, contents: new Blob([text]) }) as const;
    valueOf(await editing.changeUserFiles([put("main.py", "print('other')\n"), put("extra.py", "pass\n")]));
    for (const type of ["full", "mini"] as const) {
      const { compared, chosen } = (await prove(editing, { type, withUserPartition: true })).proof;
      expect([compared.partitions, compared.files]).toEqual([type === "full" ? [] : ["system"], 0]);
      expect(chosen).toMatchObject({ partition: "customer_fs", files: before.compared.files + 1 });
      expect([...(chosen?.places ?? [])].sort()).toEqual(["/usr/extra.py", "/usr/main.py"]);
      expect(chosen?.flashBytes).toBe(before.compared.flashBytes);
    }
  });

  test("firmware of another platform is told apart", async () => {
    const [pack] = await make(maker, { type: "diff" });
    const foreign = await makerWith(other);
    expect(await foreign.verify([pack!], () => undefined)).toMatchObject({
      ok: false,
      refusal: { code: "package-other-platform", detail: { platform: "asr", firmware: "unisoc8910" } },
    });
    expect(await maker.verify([fileWith(new Uint8Array(100))], () => undefined)).toMatchObject({
      ok: false,
      refusal: { code: "not-package" },
    });
  });
});
