import { dictionaries } from "../support/dictionaries.ts";
import { describe, expect, test } from "vitest";
import { chosenLine, provedLines } from "../../src/words/proofs.ts";
import { sortDropped, type LookedAt } from "../../src/page/verification/dropped-files.ts";
import {
  differenceLines,
  localTime,
  madeProved,
  madeVerdict,
  powerCutLines,
  reportText,
  verdictOf,
  type VerificationReport,
} from "../../src/page/verification/report.ts";
import type { Inspection } from "../../src/contract/maker.ts";
import type { PowerCutReport, Verification } from "../../src/contract/verification.ts";

const hashes = { sha256: "ab".repeat(32), md5: "cd".repeat(16) };
const file = { fileName: "fota.pack", bytes: 37602, ...hashes };
const cuts: PowerCutReport = {
  wanted: "all",
  cuts: 100,
  moments: 20,
  momentsTried: 20,
  failures: [
    {
      cuts: [
        { operation: 3, during: { kind: "write", path: "/modem/cp.bin.003" }, portion: "half" },
        { operation: 4, during: { kind: "erase", address: 0x10000 }, portion: "whole" },
      ],
      why: { code: "fails-again", why: { code: "temp-missing" } },
    },
  ],
  failureCount: 3,
};
const report: VerificationReport = {
  release: "9.8.7",
  date: new Date(Date.UTC(2025, 10, 25, 12, 30)),
  kind: "rdaota02",
  files: [file],
  versions: { old: "V01", new: "" },
  firmware: { old: { ...file, fileName: "old.pac", version: "V01" }, new: null },
  verdict: ["verdict line"],
  proved: ["first proof", "second proof"],
  differences: [],
  uncovered: ["BOOTLOADER"],
  powerCuts: [],
  hazards: [],
};

const verification: Verification = {
  verdict: "applies",
  kind: "rdaota02",
  reasons: [],
  otherwise: null,
  compared: { partitions: ["AP"], flashBytes: 2048, decompressed: false, files: 3, sameFiles: 0, steps: 7 },
  chosen: null,
  differences: [{ place: "AP", kind: "differs", address: 0x60012345 }],
  differenceCount: 5,
  uncovered: [
    { place: "BOOTLOADER", differs: true },
    { place: "PREPACK", differs: false },
    { place: "nvm", differs: null },
  ],
  hazards: [],
  warnings: [],
};

describe.each(["zh", "en"] as const)("the report, %s", (language) => {
  const words = dictionaries[language].verification;
  const { sections } = words.report;

  test("holds files, hashes, versions, proofs and limits, in sections", () => {
    const text = reportText(words, report);
    for (const part of ["9.8.7", "fota.pack", "37,602 B", hashes.sha256, hashes.md5, "old.pac", "V01"]) {
      expect(text).toContain(part);
    }
    expect(text).toContain("\n- first proof\n- second proof\n");
    expect(text).toContain(`\n\n${sections.uncovered}\n- BOOTLOADER\n`);
    expect(text).toContain(`${words.report.side.new}${words.report.colon}${words.report.none}`);
    for (const limit of [...words.report.limits.all, ...words.report.limits.rdaota02]) {
      expect(text).toContain(`- ${limit}`);
    }
    expect(text).not.toContain(words.report.limits["asr-diff"][0]);
    // What there is nothing to say about is left out, but not power cuts and hazards.
    expect(text).not.toContain(sections.differences);
    expect(text).toContain(words.report.noCuts);
    expect(text).toContain(words.report.noHazards);
    expect(text.endsWith("\n")).toBe(true);
    expect(text).not.toMatch(/undefined|\[object|NaN/);
  });

  test("is the same for the same facts", () => {
    expect(reportText(words, report)).toBe(reportText(words, { ...report }));
  });

  test("says every power cut that was fatal, and how many more", () => {
    const lines = powerCutLines(words, cuts);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain("100");
    expect(lines[1]).toContain("/modem/cp.bin.003");
    expect(lines[1]).toContain("0x00010000");
    expect(lines[2]).toContain("2");
    expect(powerCutLines(words, null)).toEqual([]);
    const fine = { ...cuts, failures: [], failureCount: 0 };
    expect(powerCutLines(words, fine)).toEqual([words.powerCuts.recovered(fine)]);
    expect(words.powerCuts.recovered({ ...fine, wanted: "sample", momentsTried: 6 })).toContain("6");
  });

  test("tells what is left out apart from what differs", () => {
    expect(differenceLines(words, verification)[0]).toContain("0x60012345");
    expect(differenceLines(words, verification)[1]).toContain("4");
    expect(verdictOf(verification)).toBe("partly");
    expect(verdictOf({ ...verification, uncovered: [] })).toBe("applies");
    // What could not be compared is no part that is known to be left out.
    expect(verdictOf({ ...verification, uncovered: [{ place: "nvm", differs: null }] })).toBe("applies");
    expect(verdictOf({ ...verification, verdict: "refused" })).toBe("refused");
    expect(verdictOf({ ...verification, verdict: "applies-with-differences" })).toBe(
      "applies-with-differences",
    );
  });

  test("of a package made here says what it leaves out, what was chosen, and whether scripts are in it", () => {
    const { madePartly, madeVerdict: made } = words.report;
    expect(madeVerdict(words, verification)).toEqual([made, madePartly]);
    expect(madeVerdict(words, { ...verification, uncovered: [] })).toEqual([made]);
    const proofs = dictionaries[language].proofs;
    const chosen = { partition: "customer_fs", flashBytes: 1, files: 2, places: ["/usr/main.py"] };
    const findings = { ...verification, chosen };
    expect(madeProved(proofs, "diff", verification)).toEqual(provedLines(proofs, verification));
    expect(madeProved(proofs, "mini", findings)).toEqual([
      ...provedLines(proofs, findings),
      chosenLine(proofs, findings),
      proofs.scripts.all(2),
    ]);
  });
});

test("the time is that of the reader, with its zone", () => {
  const date = new Date(Date.UTC(2025, 10, 25, 12, 30));
  const said = localTime(date);
  expect(said).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d [+-]\d\d:\d\d$/);
  const [day = "", time = "", zone = ""] = said.split(" ");
  expect(Date.parse(`${day}T${time}${zone}`)).toBe(date.getTime());
});

describe("files that were dropped together", () => {
  const looked = (fileName: string, inspection: object | null): LookedAt => ({
    file: new File([], fileName),
    inspection: inspection as Inspection | null,
  });
  const firmware = (fileName: string, builtAt: number): LookedAt =>
    looked(fileName, { kind: "firmware", facts: { fileName, builtAt } });
  const names = (files: readonly LookedAt[]) => {
    const { shown, second, old, new: fresh } = sortDropped(files);
    return [shown?.file.name, second?.file.name, old?.name, fresh?.name];
  };
  const pack = (kind: string): LookedAt => looked(`${kind}.bin`, { kind });

  test("a package and its two firmwares, the one built earlier is the old one", () => {
    const [later, earlier] = [firmware("b.pac", 2), firmware("a.pac", 1)];
    const expected = ["rdaota02.bin", undefined, "a.pac", "b.pac"];
    expect(names([later, pack("rdaota02"), earlier])).toEqual(expected);
    expect(names([earlier, later, pack("rdaota02")])).toEqual(expected);
  });

  test("both files of a mini-system package", () => {
    const both = [pack("asr-mini-2"), pack("asr-mini-1")];
    expect(names(both)).toEqual(["asr-mini-1.bin", "asr-mini-2.bin", undefined, undefined]);
    expect(names([pack("asr-mini-2")])).toEqual(["asr-mini-2.bin", undefined, undefined, undefined]);
  });

  test("one firmware is the new one for a full package, else the old one", () => {
    expect(names([firmware("a", 1), pack("asr-full")])).toEqual(["asr-full.bin", undefined, undefined, "a"]);
    expect(names([firmware("a", 1), pack("asr-diff")])).toEqual(["asr-diff.bin", undefined, "a", undefined]);
  });

  test("without a package something is shown all the same", () => {
    expect(names([looked("x", null), firmware("a", 1)])).toEqual(["a", undefined, "a", undefined]);
    expect(names([looked("x", null)])).toEqual(["x", undefined, undefined, undefined]);
  });
});
