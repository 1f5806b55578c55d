import { describe, expect, it } from "vitest";
import { preferredLanguage } from "../../src/words/index.ts";
import { durationEn, durationZh } from "../../src/words/durations.ts";
import { address, moment, share, size } from "../../src/words/format.ts";
import { refusalText } from "../../src/words/refusals.ts";
import { serialProblemText } from "../../src/words/serial.ts";
import { reasonEn } from "../../src/words/en/reasons.ts";
import { reasonZh } from "../../src/words/zh/reasons.ts";
import type { RefusalCode, RefusalDetails, RefusalValue } from "../../src/contract/refusal.ts";
import { dictionaries } from "../support/dictionaries.ts";
import { englishProse } from "../support/english-prose.ts";
import { problemExamples } from "../support/serial-problems.ts";
import type { SerialProblemValue } from "../../src/serial/problem.ts";
import { reasonExamples } from "../support/reason-examples.ts";
import type { PowerCutWork } from "../../src/contract/verification.ts";
import { type Reason, within } from "../../src/contract/reason.ts";

const chinese = /[\u3000-\u9fff\uff00-\uffef]/;

const whyC: Reason = within("placeC", { code: "left-over" });

/** One example of every refusal; the type makes sure that none is missing. */
const examples: { readonly [C in RefusalCode]: RefusalDetails[C] } = {
  "not-firmware": { file: "fileA" },
  "no-firmware-in-archive": { file: "fileA" },
  "several-firmwares-in-archive": { file: "fileA", names: ["one.pac", "two.pac"] },
  "archive-encrypted": { file: "fileA", entry: "entryB" },
  "archive-unsupported": { file: "fileA", entry: "entryB", why: whyC },
  "archive-damaged": { file: "fileA", entry: "entryB", why: whyC },
  "archive-too-large": { file: "fileA", limitMiB: 512 },
  "firmware-truncated": { file: "fileA", expected: 2000, actual: 1000 },
  "firmware-crc": { file: "fileA", part: "partD", expected: "0x1234", actual: "0x5678" },
  "firmware-damaged": { file: "fileA", part: "partD", why: whyC },
  "asr-no-system-image": { file: "fileA" },
  "asr-partition-table": { file: "fileA", why: whyC },
  "asr-load-table": { file: "fileA", why: whyC },
  "platform-unsupported": { file: "fileA", platform: "asr" },
  "same-firmware": { file: "fileA" },
  "different-platform": { old: "asr", new: "eigen618" },
  "different-board": { old: "boardE", new: "boardF" },
  "different-modules": {
    old: { name: "EC600M CNLE", flashMiB: 8, baseline: null },
    new: { name: "EC600N CNLF", flashMiB: 16, baseline: null },
    differs: ["module", "flash"],
  },
  "modules-differ": {
    old: { name: "EC200U CNAA", flashMiB: 8, baseline: "plain" },
    new: { name: "EC600U CNLB", flashMiB: 8, baseline: "plain" },
    differs: ["module"],
  },
  "baselines-differ": { old: "plain", new: "R05" },
  "application-in-one-only": { missingIn: "old" },
  "scripts-not-carried": { partitions: ["PY_FS_U"], files: ["main.py", "lib/net.py"] },
  "only-scripts-differ": { partitions: ["PY_FS_U"], files: null },
  "partition-moved": { partition: "AP", old: "0x60010000", new: "0x60020000" },
  "partition-missing": { partition: "PS", missingIn: "new" },
  "partition-too-small": { partition: "AP", size: 3000, limit: 2000 },
  "part-size": { file: "fileA", size: 1000, expected: 65536 },
  "nothing-to-update": { differing: ["BOOTLOADER"] },
  "file-method": { path: "pathK", why: "part" },
  "files-ignored": { files: ["pathK", "pathL"], count: 2 },
  "files-removed": { files: ["pathK"], count: 1 },
  "partition-not-covered": { partitions: ["APPIMG"], ruleSets: ["unisoc8910-win32"] },
  "old-and-new-swapped": { old: "2024-01-02", new: "2023-01-02" },
  "versions-named": {},
  "version-name": { name: "nameG", why: "too-long", limit: 1024 },
  "proof-failed": { why: whyC },
  "backup-partition-missing": { file: "fileA" },
  "backup-too-small": { need: 2150400, have: 2097152 },
  "region-compression": { file: "fileA", region: "regionsL" },
  "region-does-not-fit": { regions: ["regionsL", "regionsM"] },
  "updater-declines": { file: "fileA", version: "20240516_ver2", type: "full", takes: ["mini"] },
  "updater-memory": { part: "regionsL", need: 7_600_000, have: 7_340_032 },
  "fsall-unknown": { file: "fileA", version: "20240516_ver2" },
  "region-not-reproduced": { regions: ["regionsL", "regionsM"] },
  "region-not-reproduced-maybe": { regions: ["regionsL", "regionsM"] },
  "region-count": { old: 7, new: 9 },
  "image-count": { count: 33, limit: 32 },
  "app-count": { count: 3, limit: 2 },
  "app-missing": { app: "appN", missingIn: "new" },
  "partition-unaligned": { partition: "appN", size: 16380 },
  "partitions-overlap": { pairs: [["fota_pkg", "nvm"]] },
  "user-partition-not-littlefs": { file: "fileA" },
  "user-partition-littlefs2": { file: "fileA" },
  "user-partition-damaged": { file: "fileA", why: whyC },
  "user-partition-full": { needed: 8192, available: 4096 },
  "user-partition-name": { path: "pathK", why: "below-a-file" },
  "script-syntax": { path: "pathK", line: 7, why: "colon-missing" },
  "no-user-partition": { file: "fileA" },
  "user-partition-geometry": { blocks: 94, blockSize: 4096, partitionSize: 1048576 },
  "image-length": { partition: "customer_fs", size: 4097 },
  "image-xor-zero": { partition: "customer_fs" },
  "image-misplaced": { address: "0x9EA000" },
  "full-package-storage": { needed: 5251072, available: 5189632 },
  "mini-regions": { old: ["regionsL"], new: ["regionsM"] },
  "mini-layout": { why: whyC },
  "mini-core-size": { size: 4198400, limit: 4194304 },
  "mini-space": { payload: 8192, backup: 1048576, reserved: 4096, readOnly: 4096, nonOta: 4096 },
  "image-list-damaged": { file: "fileA", why: "field-missing", image: "imageN" },
  "load-table-damaged": { file: "fileA", image: "imageN", why: "outside", region: "regionsL" },
  "linux-build": { file: "fileA" },
  "trusted-boot": { file: "fileA" },
  "flash-nand": { file: "fileA" },
  "updater-missing": { file: "fileA" },
  "image-type-unknown": { file: "fileA", images: ["imageN", "imageO"] },
  "image-never-updated": { file: "fileA", images: ["imageN", "imageO"] },
  "no-images-for-updates": { file: "fileA" },
  "image-file-missing": { file: "fileA", images: ["imageN", "imageO"] },
  "image-lists-differ": { images: ["imageN", "imageO"] },
  "images-not-carried": { images: ["imageN", "imageO"], nothingElse: false },
  "program-gap-differs": { image: "imageN" },
  "package-too-large": { size: 17_900_000, limit: 17_800_000 },
  "format-experimental": { file: "fileA" },
  "file-unreadable": { file: "fileA" },
  "file-empty": { file: "fileA" },
  "file-is-web-page": { file: "fileA" },
  "file-is-git-lfs-pointer": { file: "fileA" },
  "archive-of-other-kind": { file: "fileA", kind: "7z" },
  "file-too-large": { file: "fileA", bytes: 3_221_225_472, limit: 67_108_864 },
  "package-in-other-place": { file: "fileA", package: "rdaota02", place: "firmware" },
  "packages-in-archive": { file: "fileA", names: ["one.pack"] },
  "littlefs-in-other-place": { file: "fileA", partition: "nvm", place: "user-partition" },
  "firmware-in-other-place": { file: "fileA" },
  "package-rdaota01": { file: "fileA" },
  "package-8850": { file: "fileA" },
  "pac-application-only": { file: "fileA" },
  "pac-erases-only": { file: "fileA" },
  "not-package": { file: "fileA" },
  "package-damaged": { file: "fileA", why: whyC },
  "package-version-field": { old: "nameG", new: "nameH" },
  "package-other-old": { why: whyC },
  "package-old-is-new": { why: whyC },
  "package-declined": { why: whyC },
  "package-stuck": { why: whyC },
  "package-other-platform": { platform: "asr", firmware: "eigen618" },
  "mini-incomplete": { missing: "second" },
  "mini-no-pair": { first: "one.mini_1", second: "two.mini_2" },
  "package-not-verifiable": { file: "fileA" },
  "page-part-missing": { part: "partP" },
  "package-truncated": { file: "fileA", expected: 2000, actual: 1000 },
  "par-too-large": { need: 500000, have: 491520, chip: "eigen618" },
  "par-signed": { file: "fileA" },
  "par-method": { file: "fileA", method: "methodQ" },
  "eigen-chip-unknown": { file: "fileA", address: "0x60000" },
  "eigen-large-flash": { image: "imageR", end: 6291456, known: 4194304 },
  "eigen-left-alone": { places: ["BL", "ap_application.bin"] },
  "out-of-memory": { stage: "stageI" },
  unexpected: { message: "messageJ" },
};

const refusals = Object.entries(examples).map(([code, detail]) => ({ code, detail }) as RefusalValue);

describe.each(["zh", "en"] as const)("refusals in %s", (language) => {
  it.each(refusals)("$code says what is wrong and what to do", (refusal) => {
    const { title, wrong, remedy } = refusalText(dictionaries[language].refusals, refusal);
    for (const text of [title, wrong, remedy]) {
      expect(text.length).toBeGreaterThan(3);
      expect(text).not.toMatch(/undefined|NaN|\[object/);
      expect(chinese.test(text)).toBe(language === "zh");
    }
    // Names and reasons arrive; platforms and figures are put into words.
    const said = title + wrong + remedy;
    for (const value of Object.values(refusal.detail).flat(2)) {
      if (value === whyC) expect(said).toContain("placeC");
      if (
        typeof value === "string" &&
        !["unexpected", "page-part-missing"].includes(refusal.code) &&
        ![
          "asr",
          "eigen618",
          "firmware",
          "plain",
          "old",
          "new",
          "rdaota02",
          "user-partition",
          "second",
          "below-a-file",
          "colon-missing",
          "part",
          "too-long",
          "module",
          "flash",
          "plain",
          "unisoc8910-win32",
          "full",
          "mini",
          "field-missing",
          "outside",
        ].includes(value)
      ) {
        expect(said).toContain(value);
      }
    }
  });

  it.each(reasonExamples)("says of a reason: %j", (reason) => {
    const said = language === "zh" ? reasonZh(reason) : reasonEn(reason);
    expect(said).not.toMatch(/undefined|NaN|\[object|null/);
    if (language === "en") expect(said).not.toMatch(chinese);
    else if (reason.code !== "quoted") expect(said).toMatch(chinese);
  });

  it("sends nobody to rule sets who has none", () => {
    const detail = { partition: "nvm", missingIn: "new" } as const;
    const remedyOf = (refusal: RefusalValue) => refusalText(dictionaries[language].refusals, refusal).remedy;
    const expert = dictionaries[language].make.expert;
    // All of them want what is missing then.
    expect(remedyOf({ code: "partition-missing", detail: { ...detail, byRules: true } })).not.toContain(
      expert,
    );
    expect(remedyOf({ code: "partition-missing", detail })).not.toContain(expert);
  });

  it("says what is wrong with a version name, and which work ran out of memory, in its own words", () => {
    const { refusals } = dictionaries[language];
    for (const why of ["nul-character", "not-text", "too-long"] as const) {
      const { wrong } = refusalText(refusals, {
        code: "version-name",
        detail: { name: "x", why, limit: 1024 },
      });
      expect(wrong).not.toContain(why);
      expect(wrong.includes("1,024")).toBe(why === "too-long");
    }
    for (const stage of ["open", "judge", "make", "inspect"]) {
      const { wrong } = refusalText(refusals, { code: "out-of-memory", detail: { stage } });
      expect(wrong).not.toMatch(new RegExp(`[（(]${stage}[）)]`));
    }
  });

  it("of kept files says why nothing is left to update", () => {
    const detail = { differing: ["BOOTLOADER"], ignored: ["pathK"] };
    const { wrong, remedy } = refusalText(dictionaries[language].refusals, {
      code: "nothing-to-update",
      detail,
    });
    expect(wrong).toContain("pathK");
    expect(remedy).toContain(dictionaries[language].make.expert);
  });

  it("leaves no gap where there is no reason or entry to name", () => {
    const text = refusalText(dictionaries[language].refusals, {
      code: "archive-damaged",
      detail: { file: "fileA", entry: "", why: whyC },
    });
    expect(text.wrong).not.toMatch(/“”/);
  });
});

describe("Chinese", () => {
  it("knows English prose from names", () => {
    expect(englishProse("“a.pac”的 LZMA 数据：stream ends early。")).toEqual(["stream ends early"]);
    expect(englishProse("SHA-256 与 system.img 不同，fota_pkg 只有 4 KiB，customer_fs / nvm")).toEqual([]);
  });

  it("has none in any refusal, with any reason", () => {
    const { refusals: words } = dictionaries.zh;
    const withReasons = refusals.flatMap((refusal): RefusalValue[] =>
      Object.values(refusal.detail).includes(whyC)
        ? reasonExamples.map(
            (why) => ({ ...refusal, detail: { ...refusal.detail, why } }) as unknown as RefusalValue,
          )
        : [refusal],
    );
    expect(withReasons.length).toBeGreaterThan(10 * reasonExamples.length);
    const said = withReasons.flatMap((refusal) => Object.values(refusalText(words, refusal)) as string[]);
    // A command, as it is typed.
    expect(said.flatMap(englishProse).filter((text) => text !== "git lfs pull")).toEqual([]);
  });

  it("has none in what power cuts, rehearsals, scripts and serial ports tell", () => {
    const works: readonly PowerCutWork[] = [
      { kind: "erase", address: 0x10000 },
      { kind: "program", address: 0x10000 },
      { kind: "write", path: "/modem/cp.bin.003" },
      { kind: "unlink", path: "/modem/cp.bin.003" },
      { kind: "stage", stage: 3, block: 1 },
    ];
    const { failure } = dictionaries.zh.verification.powerCuts;
    const cuts = works.map((during) => ({ operation: 1, during, portion: "half" as const }));
    const said = [
      ...reasonExamples.map((why) => failure({ cuts, why })),
      ...reasonExamples.map(dictionaries.zh.rehearsal.technical),
      ...plainTexts(dictionaries.zh.rehearsal),
      ...plainTexts(dictionaries.zh.userPartition),
      ...plainTexts(dictionaries.zh.verification),
      ...Object.entries(problemExamples).flatMap(([code, detail]) => {
        const problem = { code, detail } as SerialProblemValue;
        const { title, wrong, remedies } = serialProblemText(
          dictionaries.zh.serial.problems,
          problem,
          "windows",
        );
        return [title, wrong, ...remedies];
      }),
    ];
    expect(said.flatMap(englishProse)).toEqual([]);
  });
});

/** All texts of a dictionary; those that take values with these, where they can. */
function textsWith(words: object, value: string | number): string[] {
  return Object.values(words).flatMap((word: unknown) => {
    if (typeof word === "string") return [word];
    if (typeof word === "object" && word !== null) return textsWith(word, value);
    if (typeof word !== "function") return [];
    try {
      const said: unknown = (word as (...values: unknown[]) => unknown)(value, value, value, value);
      return typeof said === "string" ? [said] : [];
    } catch {
      // It takes an object; what it says of it is looked at elsewhere.
      return [];
    }
  });
}

describe("Chinese and Latin letters", () => {
  const all = [
    dictionaries.zh,
    dictionaries.zh.fileMethods,
    dictionaries.zh.fleet,
    dictionaries.zh.history,
    dictionaries.zh.rehearsal,
    dictionaries.zh.rollback,
    dictionaries.zh.script,
    dictionaries.zh.serial,
    dictionaries.zh.share,
    dictionaries.zh.userPartition,
    dictionaries.zh.verification,
  ];
  const apart = /\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Script=Han}/u;

  it.each(["MD5", 7, "名称"])("are set apart by a blank, with %s in them too", (value) => {
    const texts = all.flatMap((words) => textsWith(words, value));
    expect(texts.length).toBeGreaterThan(500);
    expect(texts.filter((text) => apart.test(text))).toEqual([]);
  });

  it("are set apart in every refusal and reason", () => {
    const said = refusals.flatMap(
      (refusal) => Object.values(refusalText(dictionaries.zh.refusals, refusal)) as string[],
    );
    expect([...said, ...reasonExamples.map(reasonZh)].filter((text) => apart.test(text))).toEqual([]);
  });
});

/** All texts of a dictionary that take no values. */
function plainTexts(words: object): string[] {
  return Object.values(words).flatMap((value: unknown) => {
    if (typeof value === "string") return [value];
    return typeof value === "object" && value !== null ? plainTexts(value) : [];
  });
}

describe("the dictionaries", () => {
  it("have no empty text, and no Chinese in English", () => {
    // A partition that has merely changed, or has not, gets no mark.
    const { marks, ...restOfEnglish } = dictionaries.en.difference;
    const { marks: marksZh, ...restOfChinese } = dictionaries.zh.difference;
    expect([marks.changed, marks.same, marksZh.changed, marksZh.same]).toEqual(["", "", "", ""]);
    const english = plainTexts({ ...dictionaries.en, difference: restOfEnglish });
    expect(english.length).toBeGreaterThan(100);
    expect(english.filter((text) => text.trim() === "" || chinese.test(text))).toEqual([]);
    const all = plainTexts({ ...dictionaries.zh, difference: restOfChinese });
    expect(all.filter((text) => text.trim() === "")).toEqual([]);
  });

  it("of the user partition neither", () => {
    const english = plainTexts(dictionaries.en.userPartition);
    expect(english.length).toBeGreaterThan(40);
    expect(english.filter((text) => text.trim() === "" || chinese.test(text))).toEqual([]);
    expect(plainTexts(dictionaries.zh.userPartition).filter((text) => !chinese.test(text))).toEqual([]);
  });

  it("of links neither", () => {
    const english = plainTexts(dictionaries.en.share);
    expect(english.length).toBeGreaterThan(50);
    expect(english.filter((text) => text.trim() === "")).toEqual([]);
    expect(english.filter((text) => chinese.test(text))).toEqual([]);
    expect(plainTexts(dictionaries.zh.share).filter((text) => !chinese.test(text))).toEqual([]);
  });

  it("of the file list neither", () => {
    const english = plainTexts(dictionaries.en.fileMethods);
    expect(english.length).toBeGreaterThan(15);
    expect(english.filter((text) => text.trim() === "" || chinese.test(text))).toEqual([]);
    expect(plainTexts(dictionaries.zh.fileMethods).filter((text) => !chinese.test(text))).toEqual([]);
  });

  it("counts in words", () => {
    const { facts } = dictionaries.en;
    expect(facts.details("old", 1, 1)).toBe("Old firmware: 1 partition, 1 file");
    expect(facts.details("new", 12, 0)).toBe("New firmware: 12 partitions");
  });
});

describe("the language at the first visit", () => {
  it.each([
    [["zh-CN", "en"], "zh"],
    [["zh-Hant-TW"], "zh"],
    [["en-GB", "zh-CN"], "en"],
    [["de-DE", "zh-CN"], "zh"],
    [["fr"], "en"],
    [[], "zh"],
  ] as const)("%j gives %s", (wanted, language) => {
    expect(preferredLanguage(wanted)).toBe(language);
  });
});

describe("figures", () => {
  it("sizes", () => {
    expect([0, 1023, 1024, 37_602, 445_111, 1_048_576, 8_123_456, 20_000_000].map(size)).toEqual([
      "0 B",
      "1023 B",
      "1.0 KiB",
      "36.7 KiB",
      "435 KiB",
      "1.00 MiB",
      "7.75 MiB",
      "19.1 MiB",
    ]);
  });

  it("shares, addresses, moments and durations", () => {
    expect(share(37_602, 1_300_000)).toBe("2.89 %");
    expect(share(1, 2)).toBe("50.0 %");
    expect(share(1, 0)).toBe("–");
    expect(address(0x60010000)).toBe("0x60010000");
    expect(address(0xfe00000a)).toBe("0xFE00000A");
    expect(moment(1_612_685_700)).toBe("2021-02-07 08:15 UTC");
    const seconds = [0, 0.84, 9.96, 42.7, 65];
    expect(seconds.map(durationEn)).toEqual(["0 s", "0.8 s", "10.0 s", "42 s", "1 min 05 s"]);
    expect(seconds.map(durationZh)).toEqual(["0 秒", "0.8 秒", "10.0 秒", "42 秒", "1 分 05 秒"]);
  });
});
