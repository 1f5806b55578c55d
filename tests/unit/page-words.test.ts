import { describe, expect, it } from "vitest";
import { preferredLanguage } from "../../src/words/dictionary.ts";
import { address, duration, moment, share, size } from "../../src/words/format.ts";
import { fileMethodWords } from "../../src/words/file-methods.ts";
import { refusalText } from "../../src/words/refusals.ts";
import { shareWords } from "../../src/words/share.ts";
import { userPartitionWords } from "../../src/words/user-partition.ts";
import type { RefusalCode, RefusalDetails, RefusalValue } from "../../src/contract/refusal.ts";
import { dictionaries } from "../support/dictionaries.ts";

const chinese = /[\u3000-\u9fff\uff00-\uffef]/;

/** One example of every refusal; the type makes sure that none is missing. */
const examples: { readonly [C in RefusalCode]: RefusalDetails[C] } = {
  "not-firmware": { file: "fileA" },
  "no-firmware-in-archive": { file: "fileA" },
  "several-firmwares-in-archive": { file: "fileA", names: "one.pac, two.pac" },
  "archive-encrypted": { file: "fileA", entry: "entryB" },
  "archive-unsupported": { file: "fileA", entry: "entryB", why: "whyC" },
  "archive-damaged": { file: "fileA", entry: "entryB", why: "whyC" },
  "archive-too-large": { file: "fileA", limitMiB: 512 },
  "firmware-truncated": { file: "fileA", expected: 2000, actual: 1000 },
  "firmware-crc": { file: "fileA", part: "partD", expected: "0x1234", actual: "0x5678" },
  "firmware-damaged": { file: "fileA", part: "partD", why: "whyC" },
  "asr-no-system-image": { file: "fileA" },
  "asr-partition-table": { file: "fileA", why: "whyC" },
  "asr-load-table": { file: "fileA", why: "whyC" },
  "platform-unsupported": { file: "fileA", platform: "asr" },
  "same-firmware": { file: "fileA" },
  "different-platform": { old: "asr", new: "eigen618" },
  "different-board": { old: "boardE", new: "boardF" },
  "partition-moved": { partition: "AP", old: "0x60010000", new: "0x60020000" },
  "partition-missing": { partition: "PS", missingIn: "new" },
  "partition-too-small": { partition: "AP", size: 3000, limit: 2000 },
  "part-size": { file: "fileA", size: 1000, expected: 65536 },
  "nothing-to-update": { differing: "BOOTLOADER" },
  "file-method": { path: "pathK", why: "part" },
  "files-ignored": { files: "pathK, pathL", count: 2 },
  "files-removed": { files: "pathK", count: 1 },
  "nv-rules-unknown": { items: "0x1f1" },
  "partition-not-covered": { partitions: "APPIMG" },
  "old-and-new-swapped": { old: "2024-01-02", new: "2023-01-02" },
  "version-name": { name: "nameG", why: "too-long", limit: 1024 },
  "proof-failed": { step: "stepH", why: "whyC" },
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
  "partitions-overlap": { partitions: "fota_pkg / nvm" },
  "user-partition-not-littlefs": { file: "fileA" },
  "user-partition-littlefs2": { file: "fileA" },
  "user-partition-damaged": { file: "fileA", why: "whyC" },
  "user-partition-full": { needed: 8192, available: 4096 },
  "user-partition-name": { path: "pathK", why: "below-a-file" },
  "script-syntax": { path: "pathK", line: 7, why: "colon-missing" },
  "no-user-partition": { file: "fileA" },
  "user-partition-geometry": { blocks: 94, blockSize: 4096, partitionSize: 1048576 },
  "image-length": { partition: "customer_fs", size: 4097 },
  "image-xor-zero": { partition: "customer_fs" },
  "image-misplaced": { address: "0x9EA000" },
  "full-package-storage": { needed: 5251072, available: 5189632 },
  "mini-regions": { old: "regionsL", new: "regionsM" },
  "mini-layout": { why: "whyC" },
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
  "not-package": { file: "fileA" },
  "package-damaged": { file: "fileA", why: "whyC" },
  "package-version-field": { old: "nameG", new: "nameH" },
  "package-other-old": { step: "stepH", why: "whyC" },
  "package-old-is-new": { step: "stepH" },
  "package-declined": { step: "stepH", why: "whyC" },
  "package-stuck": { step: "stepH", why: "whyC" },
  "package-other-platform": { platform: "asr", firmware: "eigen618" },
  "mini-incomplete": { missing: "second" },
  "mini-no-pair": { first: "one.mini_1", second: "two.mini_2" },
  "package-not-verifiable": { file: "fileA" },
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
    for (const value of Object.values(refusal.detail).flat()) {
      if (
        typeof value === "string" &&
        ![
          "full",
          "mini",
          "asr",
          "eigen618",
          "new",
          "second",
          "below-a-file",
          "field-missing",
          "outside",
          "colon-missing",
          "part",
          "too-long",
        ].includes(value)
      ) {
        for (const name of value.split(", ")) expect(said).toContain(name);
      }
    }
  });

  it("sends nobody to rule sets who has none", () => {
    const detail = { partition: "nvm", missingIn: "new" } as const;
    const remedyOf = (refusal: RefusalValue) => refusalText(dictionaries[language].refusals, refusal).remedy;
    const expert = dictionaries[language].make.expert;
    expect(remedyOf({ code: "partition-missing", detail: { ...detail, byRules: true } })).toContain(expert);
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
    const detail = { differing: "BOOTLOADER", ignored: "pathK" };
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
      detail: { file: "fileA", entry: "", why: "whyC" },
    });
    expect(text.wrong).not.toMatch(/“”/);
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
    const english = plainTexts(dictionaries.en);
    expect(english.length).toBeGreaterThan(100);
    expect(english.filter((text) => text.trim() === "" || chinese.test(text))).toEqual([]);
    expect(plainTexts(dictionaries.zh).filter((text) => text.trim() === "")).toEqual([]);
  });

  it("of the user partition neither", () => {
    const english = plainTexts(userPartitionWords.en);
    expect(english.length).toBeGreaterThan(40);
    expect(english.filter((text) => text.trim() === "" || chinese.test(text))).toEqual([]);
    expect(plainTexts(userPartitionWords.zh).filter((text) => !chinese.test(text))).toEqual([]);
  });

  it("of links neither", () => {
    const english = plainTexts(shareWords.en);
    expect(english.length).toBeGreaterThan(50);
    expect(english.filter((text) => text.trim() === "")).toEqual([]);
    expect(english.filter((text) => chinese.test(text))).toEqual([]);
    expect(plainTexts(shareWords.zh).filter((text) => !chinese.test(text))).toEqual([]);
  });

  it("of the file list neither", () => {
    const english = plainTexts(fileMethodWords.en);
    expect(english.length).toBeGreaterThan(15);
    expect(english.filter((text) => text.trim() === "" || chinese.test(text))).toEqual([]);
    expect(plainTexts(fileMethodWords.zh).filter((text) => !chinese.test(text))).toEqual([]);
  });

  it("counts in words", () => {
    const { facts, result } = dictionaries.en;
    expect(facts.details("old", 1, 1)).toBe("Old firmware: 1 partition, 1 file");
    expect(facts.details("new", 12, 0)).toBe("New firmware: 12 partitions");
    expect(result.proofs.steps(1)).toContain("1 step;");
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
    expect([0.84, 9.96, 42.7, 65].map(duration)).toEqual(["0.8 s", "10.0 s", "42 s", "1 min 05 s"]);
  });
});
