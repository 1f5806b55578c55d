import { describe, expect, test } from "vitest";
import { refusalText } from "../../src/words/refusals.ts";
import type { RefusalValue } from "../../src/contract/refusal.ts";
import { sampleFirmware, type SampleOptions } from "../../src/platforms/unisoc/sample/sample.ts";
import type { PairVerdict, RuleSetId } from "../../src/contract/maker.ts";
import { dictionaries } from "../support/dictionaries.ts";
import { makerWith, plainOptions, valueOf } from "../support/maker.ts";
import { withImages, withScripts } from "../support/merged-firmware.ts";
import { noise } from "../support/small-firmware.ts";

type Bytes = Uint8Array<ArrayBuffer>;
const ruleSets: readonly RuleSetId[] = ["unisoc8910", "unisoc8910-ext", "unisoc8910-win32"];

function release(number: 1 | 2, options: Partial<SampleOptions> = {}): Bytes {
  return sampleFirmware({ release: number, ...options }).bytes;
}

async function verdictOn(old: Bytes, fresh: Bytes, ruleSet: RuleSetId = "unisoc8910"): Promise<PairVerdict> {
  const maker = await makerWith({
    old: { fileName: "a.pac", bytes: old },
    new: { fileName: "b.pac", bytes: fresh },
  });
  return valueOf(await maker.fits({ ...plainOptions, ruleSet }));
}

function wordsOf(refusal: RefusalValue): { readonly zh: string; readonly en: string } {
  const said = (language: "zh" | "en"): string => {
    const { title, wrong, remedy } = refusalText(dictionaries[language].refusals, refusal);
    return `${title} ${wrong} ${remedy}`;
  };
  return { zh: said("zh"), en: said("en") };
}

/** Nobody is sent to other rules, or to the cable, for what neither helps with. */
function expectNoWrongAdvice(refusal: RefusalValue): void {
  const { zh, en } = wordsOf(refusal);
  expect(zh).not.toMatch(/高级选项|线刷/);
  expect(en).not.toMatch(/Expert options|cable/);
}

describe("firmware merged with scripts", () => {
  const old = withScripts(release(1), { "main.py": "print(1)", "lib/net.py": "a = 1", "same.py": "x" });
  const fresh = withScripts(release(2), { "main.py": "print(2)", "new.json": "{}", "same.py": "x" });

  test.each(ruleSets)(
    "by %s, the scripts stay, their files are told, and app_fota is the way",
    async (rules) => {
      const { refusal, warnings } = await verdictOn(old, fresh, rules);
      expect(refusal).toBeNull();
      expect(warnings.map(({ code }) => code)).not.toContain("partition-not-covered");
      const warning = warnings.find(({ code }) => code === "scripts-not-carried");
      expect(warning).toEqual({
        code: "scripts-not-carried",
        detail: { partitions: ["PY_FS_U"], files: ["lib/net.py", "main.py", "new.json"] },
      });
      if (warning === undefined) return;
      for (const text of Object.values(wordsOf(warning))) {
        for (const said of ["PY_FS_U", "lib/net.py", "main.py", "new.json", "app_fota"])
          expect(text).toContain(said);
        expect(text).not.toContain("same.py");
      }
      expectNoWrongAdvice(warning);
    },
  );

  test("with the same scripts, nothing is said of them", async () => {
    const { warnings } = await verdictOn(
      withScripts(release(1), { "main.py": "a" }),
      withScripts(release(2), { "main.py": "a" }),
    );
    expect(warnings).toEqual([]);
  });

  test("with only one of the two merged, all of its scripts are told", async () => {
    const { warnings } = await verdictOn(release(1), withScripts(release(2), { "main.py": "a" }));
    expect(warnings).toEqual([
      { code: "scripts-not-carried", detail: { partitions: ["PY_FS_U", "PY_FS_B"], files: ["main.py"] } },
    ]);
  });

  test("that differ in the scripts alone need no update of the firmware", async () => {
    const { refusal } = await verdictOn(
      withScripts(release(1), { "main.py": "a" }),
      withScripts(release(1), { "main.py": "b" }),
    );
    expect(refusal).toEqual({
      code: "only-scripts-differ",
      detail: { partitions: ["PY_FS_U"], files: ["main.py"] },
    });
    if (refusal === null) return;
    for (const text of Object.values(wordsOf(refusal))) expect(text).toMatch(/main\.py.*app_fota/s);
    expectNoWrongAdvice(refusal);
  });

  test("in a file system that cannot be read are scripts nevertheless", async () => {
    const image = (seed: number) => [{ id: "PY_FS_U", address: 0x604e0000, data: noise(0x1000, seed) }];
    const { warnings } = await verdictOn(withImages(release(1), image(3)), withImages(release(2), image(4)));
    expect(warnings).toEqual([
      { code: "scripts-not-carried", detail: { partitions: ["PY_FS_U"], files: null } },
    ]);
  });

  test("many files are named, and the others counted", () => {
    const files = Array.from({ length: 12 }, (_, i) => `f${i}.py`);
    const { zh, en } = wordsOf({ code: "scripts-not-carried", detail: { partitions: ["PY_FS_U"], files } });
    expect(en).toContain("f7.py and 4 more");
    expect(zh).toContain("f7.py等 12 个文件");
  });
});

describe("an application in one of the two only", () => {
  const application = { address: 0x60250000, limit: 0x20000, size: 30_000 };
  const core = release(1);
  const merged = release(2, { application });

  test("is told as that, with a way out that ends", async () => {
    for (const [old, fresh, missingIn] of [
      [core, merged, "old"],
      [merged, core, "new"],
    ] as const) {
      const { refusal } = await verdictOn(old, fresh, "unisoc8910-win32");
      expect(refusal).toEqual({ code: "application-in-one-only", detail: { missingIn } });
      if (refusal === null) return;
      const { zh, en } = wordsOf(refusal);
      expect(zh).toContain(dictionaries.zh.make.ruleSets.unisoc8910.name);
      expect(en).toContain(dictionaries.en.make.ruleSets.unisoc8910.name);
      for (const text of [zh, en]) expect(text).toContain("_merge.pac");
    }
    // The rules that it names give a package, and send nobody back.
    const { refusal, warnings } = await verdictOn(core, merged, "unisoc8910");
    expect(refusal).toBeNull();
    const warning = warnings.find(({ code }) => code === "partition-not-covered");
    expect(warning?.detail).toEqual({ partitions: ["APPIMG"], ruleSets: [] });
    if (warning !== undefined)
      expect(Object.values(wordsOf(warning)).join()).not.toMatch(/Expert options|高级选项/);
  });

  test("in the other chip, it has moved", async () => {
    const inExternal = release(2, { application: { ...application, address: 0x70040000 } });
    const { refusal } = await verdictOn(release(1, { application }), inExternal, "unisoc8910-win32");
    expect(refusal).toEqual({
      code: "partition-moved",
      detail: { partition: "APPIMG", old: "0x60250000", new: "0x70040000" },
    });
  });
});

describe("rules are advised only where they carry what differs", () => {
  const application = { address: 0x60250000, limit: 0x20000, size: 30_000 };

  test("in a warning", async () => {
    const { warnings } = await verdictOn(release(1, { application }), release(2, { application }));
    const warning = warnings.find(({ code }) => code === "partition-not-covered");
    expect(warning?.detail).toEqual({ partitions: ["APPIMG"], ruleSets: ["unisoc8910-win32"] });
    if (warning === undefined) return;
    const { zh, en } = wordsOf(warning);
    expect(en).toContain(dictionaries.en.make.ruleSets["unisoc8910-win32"].name);
    expect(zh).toContain(dictionaries.zh.make.ruleSets["unisoc8910-win32"].name);
    const advised = await verdictOn(
      release(1, { application }),
      release(2, { application }),
      "unisoc8910-win32",
    );
    expect(advised).toEqual({ refusal: null, warnings: [] });
  });

  test("where nothing else differs", async () => {
    const other = { id: "APPIMG", address: 0x60250000 };
    const [a, b] = [1, 2].map((seed) => withImages(release(1), [{ ...other, data: noise(0x2000, seed) }]));
    if (a === undefined || b === undefined) throw new Error("no firmware");
    const { refusal } = await verdictOn(a, b);
    expect(refusal).toEqual({
      code: "nothing-to-update",
      detail: { differing: ["APPIMG"], ruleSets: ["unisoc8910-win32"] },
    });
    if (refusal === null) return;
    expect(wordsOf(refusal).en).toContain(dictionaries.en.make.ruleSets["unisoc8910-win32"].name);
    expect((await verdictOn(a, b, "unisoc8910-win32")).refusal).toBeNull();
  });
});
