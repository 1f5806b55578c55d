/** Names of packages by what is in them, and what is in them by nothing but what was given and chosen. */
import { beforeAll, describe, expect, test } from "vitest";
import { asrSampleFirmware } from "../../src/platforms/asr/sample/sample.ts";
import { releaseName } from "../../src/release/release.ts";
import { optionsInUse, nothingChosen } from "../../src/page/make/package-options.svelte.ts";
import type { FirmwareFacts, MadePackage, MakeOptions, PackageType, Side } from "../../src/contract/maker.ts";
import type { ReleaseOrder } from "../../src/contract/release.ts";
import type { Maker } from "../../src/workshop/maker.ts";
import { makerWith, type NamedBytes, plainOptions, valueOf } from "../support/maker.ts";
import { smallSamplePair } from "../support/small-sample.ts";

type Pair = Readonly<Record<Side, NamedBytes>>;

const unisoc: Pair = smallSamplePair();
const asr: Pair = {
  old: asrSampleFirmware({ release: 1, flashMiB: 8 }),
  new: asrSampleFirmware({ release: 2, flashMiB: 8 }),
};
const back = ({ old, new: next }: Pair): Pair => ({ old: next, new: old });

async function packagesOf(
  pair: Pair,
  options: Partial<MakeOptions>,
  prepare: (maker: Maker) => Promise<unknown> = () => Promise.resolve(),
): Promise<readonly MadePackage[]> {
  const maker = await makerWith(pair);
  await prepare(maker);
  const { safe, compact } = valueOf(await maker.make({ ...plainOptions, ...options }, () => undefined));
  return compact === null ? [safe] : [safe, compact];
}

const script = (text: string) => async (maker: Maker) =>
  valueOf(await maker.changeUserFiles([{ kind: "put", path: "main.py", contents: new Blob([text]) }]));
const names = { oldVersion: "EC600UCNLBR03A01M08", newVersion: "EC600UCNLBR03A02M08" };
const firstFile = "/modem/nvm/static_nv.bin";

/** Everything that can be chosen about a package, one after the other. */
const choices: readonly (readonly [string, () => Promise<readonly MadePackage[]>])[] = [
  ["8910", () => packagesOf(unisoc, {})],
  ["8910 back", () => packagesOf(back(unisoc), {})],
  ["8910, other rules", () => packagesOf(unisoc, { ruleSet: "unisoc8910-win32" })],
  ["8910, names", () => packagesOf(unisoc, names)],
  ["8910, other names", () => packagesOf(unisoc, { ...names, oldVersion: "EC600UCNLBR03A01M08_B" })],
  ["8910, a file replaced", () => packagesOf(unisoc, { fileMethods: { [firstFile]: "replace" } })],
  ["8910, a file removed", () => packagesOf(unisoc, { fileMethods: { [firstFile]: "remove" } })],
  ["differential", () => packagesOf(asr, {})],
  ["differential back", () => packagesOf(back(asr), {})],
  ["differential with an application", () => packagesOf(asr, { apps: ["customer_app"] })],
  ["full", () => packagesOf(asr, { type: "full" })],
  ["full, cut", () => packagesOf(asr, { type: "full", cutErased: true })],
  ["full, a script", () => packagesOf(asr, { type: "full" }, script("print(1)\n"))],
  ["full, another script", () => packagesOf(asr, { type: "full" }, script("print(2)\n"))],
  ["full of the old", () => packagesOf(back(asr), { type: "full" })],
  ["mini", () => packagesOf(asr, { type: "mini" })],
  ["mini back", () => packagesOf(back(asr), { type: "mini" })],
  ["mini with scripts", () => packagesOf(asr, { type: "mini", withUserPartition: true })],
  [
    "mini with other scripts",
    () => packagesOf(asr, { type: "mini", withUserPartition: true }, script("print(3)\n")),
  ],
];

describe("a name belongs to one content", () => {
  const made = new Map<string, readonly MadePackage[]>();
  beforeAll(async () => {
    for (const [name, make] of choices) made.set(name, await make());
  }, 120_000);

  const contentOf = ({ files }: MadePackage) =>
    files.flatMap(({ role, sha256 }) => (role === "merged" ? [] : [sha256])).join(" ");
  const pool = () => [...made.values()].flat();

  test("the choices lead to different packages", () => {
    expect(new Set(pool().map(contentOf)).size).toBeGreaterThan(choices.length - 2);
  });

  test("different bytes have different names, and the release another archive, over all that can be chosen", () => {
    const contents = new Map<string, string>();
    for (const one of pool()) {
      for (const { role, fileName, sha256 } of one.files) {
        expect(contents.get(fileName) ?? sha256).toBe(sha256);
        contents.set(fileName, sha256);
        // Of two files that belong together, either name stands for both.
        const pair = `${fileName} ${role}`;
        expect(contents.get(pair) ?? contentOf(one)).toBe(contentOf(one));
        contents.set(pair, contentOf(one));
      }
      const type: PackageType = "diff";
      const archive = releaseName({ files: one.files, type } as unknown as ReleaseOrder);
      expect(contents.get(archive) ?? contentOf(one)).toBe(contentOf(one));
      contents.set(archive, contentOf(one));
    }
  });

  test("the same package has the same name when it is made again", async () => {
    for (const [name, make] of choices) {
      const again = await make();
      const namesOf = (packages: readonly MadePackage[] | undefined) =>
        packages?.flatMap(({ files }) => files.map(({ fileName, sha256 }) => [fileName, sha256]));
      expect(namesOf(again), name).toEqual(namesOf(made.get(name)));
    }
  }, 120_000);

  test("they are short, of letters that addresses take, and end as modules want them", () => {
    for (const { files } of pool()) {
      for (const { fileName } of files) {
        expect(fileName).toMatch(
          /^fota_[A-Za-z0-9._-]+_[0-9a-f]{8}(_compact)?\.(pack|bin|mini_1|mini_2|mini)$/,
        );
        expect(fileName.length).toBeLessThanOrEqual(95);
      }
      const stems = new Set(files.map(({ fileName }) => fileName.replace(/\.\w+$/, "")));
      expect(stems.size).toBe(1);
    }
  });

  test("that of a single file begins as its SHA-256 does", () => {
    for (const { files } of pool().filter((one) => one.files.length === 1)) {
      expect(files[0].fileName).toContain(`_${files[0].sha256.slice(0, 8)}`);
    }
  });
});

describe("no guess goes into a package", () => {
  const renamed = ({ old, new: next }: Pair, [from, to]: readonly [string, string]): Pair => ({
    old: { ...old, fileName: from },
    new: { ...next, fileName: to },
  });
  /** Of another module, another flash, another order. */
  const otherNames = ["EC800MCNGAR06A03M04_OCPU_QPY.bin", "EC200UCNLBR01A01M02.bin"] as const;

  /** What the page asks for when nobody chose anything. */
  async function proposed(pair: Pair, type: PackageType): Promise<readonly string[]> {
    const maker = await makerWith(pair);
    const facts: FirmwareFacts = valueOf(
      await maker.open("new", new Blob([pair.new.bytes]), pair.new.fileName),
    );
    const options = optionsInUse(type, nothingChosen, { new: facts, userPartition: null });
    const { safe, compact } = valueOf(await maker.make(options, () => undefined));
    return [safe, ...(compact === null ? [] : [compact])].flatMap(({ files }) =>
      files.map(({ sha256 }) => sha256),
    );
  }

  test.each([
    ["8910", unisoc, "diff"],
    ["ASR differential", asr, "diff"],
    ["ASR full", asr, "full"],
    ["ASR mini-system", asr, "mini"],
  ] as const)("%s: firmware by other names gives the same bytes", async (_, pair, type) => {
    expect(await proposed(renamed(pair, otherNames), type)).toEqual(await proposed(pair, type));
  });

  test("version names are written when they are typed, and not otherwise", async () => {
    const facts = { version: "V02", ruleSet: "unisoc8910", apps: [] } as unknown as FirmwareFacts;
    const sources = { new: facts, userPartition: null };
    expect(optionsInUse("diff", nothingChosen, sources)).toMatchObject({ oldVersion: "", newVersion: "" });
    const typed = { ...nothingChosen, versions: { old: " V01 ", new: null } };
    expect(optionsInUse("diff", typed, sources)).toMatchObject({ oldVersion: "V01", newVersion: "" });

    const maker = await makerWith(unisoc);
    const inspected = async (options: Partial<MakeOptions>) => {
      const { safe } = valueOf(await maker.make({ ...plainOptions, ...options }, () => undefined));
      const inspection = valueOf(await maker.inspect(safe.files[0].blob, "x.pack"));
      if (inspection.kind !== "rdaota02") throw new Error(inspection.kind);
      return [inspection.oldVersion, inspection.newVersion];
    };
    expect(await inspected({})).toEqual(["", ""]);
    expect(await inspected(names)).toEqual([names.oldVersion, names.newVersion]);
  });

  test("who writes names is told what they do; the new one alone is refused", async () => {
    const maker = await makerWith(unisoc);
    const codes = async (options: Partial<MakeOptions>) =>
      valueOf(await maker.judge({ ...plainOptions, ...options })).warnings.map(({ code }) => code);
    expect(await codes({})).toEqual([]);
    expect(await codes({ oldVersion: "V01" })).toEqual(["versions-named"]);
    expect(await maker.make({ ...plainOptions, newVersion: "V02" }, () => undefined)).toMatchObject({
      ok: false,
      refusal: { code: "version-name", detail: { why: "old-missing" } },
    });
  });
});
