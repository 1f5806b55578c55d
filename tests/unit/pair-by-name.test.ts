import { describe, expect, it, test } from "vitest";
import { refusalText } from "../../src/words/refusals.ts";
import { haveSameFirmware } from "../../src/modules/equal-names.ts";
import { quectelNameIn } from "../../src/modules/quectel-name.ts";
import type { RefusalValue } from "../../src/contract/refusal.ts";
import { asrSampleFirmware } from "../../src/platforms/asr/sample/sample.ts";
import { samplePair } from "../../src/platforms/unisoc/sample/sample.ts";
import { zip } from "../support/archives.ts";
import { dictionaries } from "../support/dictionaries.ts";
import { makerWith, type NamedBytes, plainOptions, valueOf } from "../support/maker.ts";

const pair = samplePair();

/** A pair whose contents fit, under these names. */
function named(old: string, fresh: string): { readonly old: NamedBytes; readonly new: NamedBytes } {
  return {
    old: { fileName: old, bytes: pair.old.bytes },
    new: { fileName: fresh, bytes: pair.new.bytes },
  };
}

async function warningsOn(old: string, fresh: string): Promise<readonly RefusalValue[]> {
  const maker = await makerWith(named(old, fresh));
  const { refusal, warnings } = valueOf(await maker.fits(plainOptions));
  expect(refusal).toBeNull();
  return warnings;
}

describe("names that speak of different modules", () => {
  const old = "EC200UCNAAR03A08M08_OCPU_QPY.pac";
  const fresh = "EC600UCNLBR03A09M08_OCPU_QPY.pac";
  const detail = {
    old: { name: "EC200U CNAA", flashMiB: 8, baseline: "plain" },
    new: { name: "EC600U CNLB", flashMiB: 8, baseline: "plain" },
    differs: ["module"],
  } as const;

  it("are a warning that names both, where the contents fit", async () => {
    expect(await warningsOn(old, fresh)).toEqual([{ code: "modules-differ", detail }]);
    for (const language of ["zh", "en"] as const) {
      const { wrong } = refusalText(dictionaries[language].refusals, { code: "modules-differ", detail });
      expect(wrong).toContain("EC200U CNAA");
      expect(wrong).toContain("EC600U CNLB");
      expect(wrong).not.toContain("MiB");
    }
  });

  it("are told when a package is verified, and on the way back", async () => {
    const maker = await makerWith(named(old, fresh));
    const { safe } = valueOf(await maker.make(plainOptions, () => undefined));
    const pack = { fileName: "a.pack", blob: safe.files[0].blob };
    const verification = valueOf(await maker.verify([pack], () => undefined));
    expect(verification.verdict).not.toBe("refused");
    expect(verification.warnings).toContainEqual({ code: "modules-differ", detail });
    const back = await makerWith({ old: named(old, fresh).new, new: named(old, fresh).old });
    const codes = valueOf(await back.judge(plainOptions)).warnings.map(({ code }) => code);
    expect(codes).toEqual(["modules-differ", "old-and-new-swapped"]);
    const refused = valueOf(await back.verify([pack], () => undefined));
    expect(refused.verdict).toBe("refused");
    expect(refused.warnings.map(({ code }) => code)).toContain("modules-differ");
  });

  it("are looked for where the maker gave them: inside of archives first", async () => {
    const maker = await makerWith({
      old: { fileName: "a.zip", bytes: zip({ [old]: pair.old.bytes }) },
      new: { fileName: `${old}.zip`, bytes: zip({ [fresh]: pair.new.bytes }) },
    });
    const { warnings } = valueOf(await maker.fits(plainOptions));
    expect(warnings).toEqual([{ code: "modules-differ", detail }]);
  });

  it("tell of variants and flash as well", async () => {
    const [variant] = await warningsOn("EC600UCNLBR03A08M08.pac", "EC600UCNLCR03A09M08.pac");
    expect(variant?.detail).toMatchObject({ differs: ["variant"] });
    const [flash] = await warningsOn("EC600UCNLBR03A08M08.pac", "EC600UCNLBR03A09M16.pac");
    expect(flash?.detail).toMatchObject({ differs: ["flash"] });
    const said = flash === undefined ? null : refusalText(dictionaries.en.refusals, flash).wrong;
    expect(said).toContain("8 MiB");
    expect(said).toContain("16 MiB");
  });

  it("of different baselines are a warning of its own", async () => {
    const warnings = await warningsOn("EC600UCNLBR03A08M08.pac", "EC600UCNLBR05A01M08.pac");
    expect(warnings).toEqual([{ code: "baselines-differ", detail: { old: "plain", new: "R05" } }]);
    expect(await warningsOn("EC600UCNLBR03A08M08.pac", "EC600UCNLBR04A01M08.pac")).toEqual([]);
    const both = await warningsOn("EC200UCNAAR03A08M08.pac", "EC600UCNLBR05A01M08.pac");
    expect(both.map(({ code }) => code)).toEqual(["modules-differ", "baselines-differ"]);
    expect(both[0]?.detail).toMatchObject({ differs: ["module"] });
    expect(await warningsOn("EC600UEUACR05A08M08.pac", "EC600UEUACR06A01M08.pac")).toEqual([
      { code: "baselines-differ", detail: { old: "R05", new: "R06" } },
    ]);
  });

  it.each([
    ["EC600UCNLBR03A08M08.pac", "EC600UCNLBR03A09M08.pac"],
    ["QPY_V0006_EC600U_CNLB_FW.pac", "EC600UCNLBR03A09M08.pac"],
    ["EC600U_CN_LB.pac", "EC600UCNLBR03A09M08.pac"],
    ["aa.pac", "EC600UCNLBR03A09M08.pac"],
    ["aa.pac", "bb.pac"],
  ])("are none in %s and %s", async (one, other) => {
    expect(await warningsOn(one, other)).toEqual([]);
  });
});

describe("different modules whose layouts do not fit", () => {
  const small = asrSampleFirmware({ release: 1, flashMiB: 8 });
  const large = asrSampleFirmware({ release: 2, flashMiB: 16 });
  const names = { old: "EC600MCNLER01A01M08_OCPU_QPY.bin", new: "EC600NCNLFR01A02M16_OCPU_QPY.bin" };

  test.each(["diff", "mini"] as const)("are refused as what they are: %s", async (type) => {
    const maker = await makerWith({
      old: { fileName: names.old, bytes: small.bytes },
      new: { fileName: names.new, bytes: large.bytes },
    });
    const { refusal } = valueOf(await maker.fits({ ...plainOptions, type }));
    expect(refusal).toEqual({
      code: "different-modules",
      detail: {
        old: { name: "EC600M CNLE", flashMiB: 8, baseline: null },
        new: { name: "EC600N CNLF", flashMiB: 16, baseline: null },
        differs: ["module", "flash"],
      },
    });
    if (refusal === null) return;
    for (const language of ["zh", "en"] as const) {
      const { wrong, remedy } = refusalText(dictionaries[language].refusals, refusal);
      for (const said of ["EC600M CNLE", "EC600N CNLF", "8 MiB", "16 MiB"]) expect(wrong).toContain(said);
      expect(remedy).not.toMatch(/线刷|cable/);
    }
  });

  test("without names, the layouts are told", async () => {
    const maker = await makerWith({
      old: { fileName: "a.bin", bytes: small.bytes },
      new: { fileName: "b.bin", bytes: large.bytes },
    });
    const { refusal } = valueOf(await maker.fits(plainOptions));
    expect(refusal?.code).toMatch(/^partition-/);
  });
});

describe("one firmware under several names", () => {
  it.each([
    ["EC600M", "CNLA", "CNLE"],
    ["EC600M", "CNLC", "CNLF"],
    ["EC800M", "CNLE", "CNLA"],
    ["EC800M", "CNGC", "CNGD"],
    ["EC600E", "CNLA", "CNLC"],
    ["EC800E", "CNLC", "CNLD"],
  ])("%s %s is %s", (module, variant, other) => {
    expect(haveSameFirmware(module, variant, other)).toBe(true);
  });

  it.each([
    ["EC600M", "CNLA", "CNLC"],
    ["EC600M", "CNGC", "CNGD"],
    ["EC600N", "CNLA", "CNLE"],
    ["EC800E", "CNLC", "CNGC"],
    ["EC600U", "CNLB", "CNLC"],
  ])("%s %s is not %s", (module, variant, other) => {
    expect(haveSameFirmware(module, variant, other)).toBe(false);
  });

  it("is no mismatch", async () => {
    const [old, fresh] = [
      asrSampleFirmware({ release: 1, flashMiB: 8 }),
      asrSampleFirmware({ release: 2, flashMiB: 8 }),
    ];
    const codesOf = async (one: string, other: string) => {
      const maker = await makerWith({
        old: { fileName: one, bytes: old.bytes },
        new: { fileName: other, bytes: fresh.bytes },
      });
      return valueOf(await maker.fits(plainOptions)).warnings.map(({ code }) => code);
    };
    expect(await codesOf("EC600MCNLAR01A01M08.bin", "EC600MCNLER01A02M08.bin")).not.toContain(
      "modules-differ",
    );
    expect(await codesOf("EC600MCNLAR01A01M08.bin", "EC600MCNLFR01A02M08.bin")).toContain("modules-differ");
  });
});

test.each([
  ["EC600UECACR06A01M08.pac", "EC600U", "ECAC"],
  ["EC800ECNLCR01A01M04.bin", "EC800E", "CNLC"],
  ["EG800KLALCR07A02M04.bin", "EG800K", "LALC"],
  ["EG800AKLALCR07A02M04.bin", "EG800AK", "LALC"],
  ["EC800ZCNLDR01A01M04.bin", "EC800Z", "CNLD"],
  ["BG95M3LAR02A04.bin", "BG95", "M3LA"],
])("%s is of %s %s", (name, module, variant) => {
  expect(quectelNameIn([name])).toEqual({ module, variant });
});
