import { dictionaries } from "../support/dictionaries.ts";
import { describe, expect, test } from "vitest";
import {
  chosenLine,
  leftAloneLines,
  leftAloneShort,
  placesLeftAlone,
  provedLines,
  replacesScripts,
  scriptsLine,
} from "../../src/words/proofs.ts";
import type { Compared, Findings } from "../../src/contract/verification.ts";

const none: Compared = {
  partitions: [],
  flashBytes: 0,
  decompressed: false,
  files: 0,
  sameFiles: 0,
  steps: 0,
};

function findings(compared: Partial<Compared>, rest: Partial<Findings> = {}): Findings {
  return { compared: { ...none, ...compared }, chosen: null, uncovered: [], ...rest };
}

const edited = findings(
  { steps: 1 },
  { chosen: { partition: "customer_fs", flashBytes: 4096, files: 9, places: ["/usr/main.py", "/usr/x.py"] } },
);

describe("what was proved, in English", () => {
  const words = dictionaries.en.proofs;

  test("of flash that is compared as it is: partitions, bytes, files that are written and those that need not be", () => {
    const found = findings({
      partitions: ["AP"],
      flashBytes: 1_291_488,
      files: 12,
      sameFiles: 100,
      steps: 26,
    });
    expect(provedLines(words, found)).toEqual([
      "A simulated module went through the whole update, 26 steps",
      "AP: 1,291,488 B of flash are the new firmware, byte for byte",
      "12 files that the package writes are as in the new firmware",
      "100 files are the same in old and new and need not be written",
    ]);
  });

  test("of regions that are compared decompressed: not byte for byte", () => {
    const found = findings({ partitions: ["system", "customer_app"], flashBytes: 5000, decompressed: true });
    expect(provedLines(words, found)).toEqual([
      "system, customer_app: 5,000 B are those of the new firmware (regions that the module compresses itself were compared by what is in them)",
    ]);
  });

  test("of a user partition that was chosen: nothing of it is said to be as in the new firmware", () => {
    expect(provedLines(words, edited)).toEqual([
      "A simulated module went through the whole update, 1 step",
      "customer_fs: 4,096 B and 9 files are as chosen here, byte for byte",
    ]);
    expect(chosenLine(words, edited)).toBe(
      "As chosen here, unlike the new firmware: /usr/main.py, /usr/x.py",
    );
    const single = { partition: null, flashBytes: 0, files: 0, places: ["/modem/a"] };
    const byFile = findings({ files: 1 }, { chosen: single });
    expect(provedLines(words, byFile)).toEqual(["1 file that the package writes is as in the new firmware"]);
    expect(chosenLine(words, byFile)).toBe("As chosen here, unlike the new firmware: /modem/a");
  });

  test("nothing is said where nothing was compared or chosen", () => {
    expect(provedLines(words, findings({}))).toEqual([]);
    expect(chosenLine(words, findings({}))).toBeNull();
    const same = { partition: "customer_fs", flashBytes: 1, files: 1, places: [] };
    expect(chosenLine(words, findings({}, { chosen: same }))).toBeNull();
    expect(leftAloneLines(words, findings({}))).toEqual([]);
  });

  test("long lists of what was chosen say how many more there are", () => {
    const places = Array.from({ length: 23 }, (_, i) => `/usr/${i}.py`);
    const line = chosenLine(words, findings({}, { chosen: { ...edited.chosen!, places } }));
    expect(line).toContain("/usr/19.py and 3 more");
    expect(line).not.toContain("/usr/20.py");
  });
});

describe.each(["zh", "en"] as const)("what a package leaves alone, %s", (language) => {
  const words = dictionaries[language].proofs;
  const places = Array.from({ length: 40 }, (_, i) => `/modem/${i}`);
  const found = findings(
    {},
    {
      uncovered: [
        { place: "PREPACK", differs: false },
        { place: "BOOTLOADER", differs: true },
        { place: "nvm", differs: null },
        ...places.map((place) => ({ place, differs: true })),
      ],
    },
  );

  test("is told apart by whether old and new differ there", () => {
    expect(placesLeftAlone(found)).toEqual({
      differing: ["BOOTLOADER", ...places],
      same: ["PREPACK"],
      unknown: ["nvm"],
    });
  });

  test("is named, every place that differs", () => {
    const [differing = "", unknown = "", same = "", ...more] = leftAloneLines(words, found);
    expect(more).toEqual([]);
    expect(differing).toContain("41");
    for (const place of ["BOOTLOADER", ...places]) expect(differing).toContain(place);
    expect([differing.includes("nvm"), differing.includes("PREPACK")]).toEqual([false, false]);
    expect([unknown.includes("nvm"), same.includes("PREPACK")]).toEqual([true, true]);
    expect(differing.startsWith(words.leftAlone.differs(41))).toBe(true);
    const short = leftAloneShort(words, found) ?? "";
    for (const place of ["BOOTLOADER", ...places]) expect(short).toContain(place);
    expect(short).not.toMatch(/nvm|PREPACK/);
    expect(leftAloneShort(words, { uncovered: [{ place: "PREPACK", differs: false }] })).toBeNull();
  });
});

describe("scripts", () => {
  const { proofs: words } = dictionaries.en;
  const firmware = findings({ partitions: ["system"], flashBytes: 1, files: 0 });
  const both = findings({ partitions: ["system", "customer_fs"], flashBytes: 1, files: 9 });

  test("mini-system says whether they are in it", () => {
    expect(scriptsLine(words, "mini", firmware)).toBe(words.scripts.none);
    expect(scriptsLine(words, "mini", both)).toBe(words.scripts.all(9));
    expect(scriptsLine(words, "mini", edited)).toBe(words.scripts.all(9));
    expect([firmware, both, edited].map(replacesScripts)).toEqual([false, true, true]);
    expect(words.scripts.none).toBe(
      "No scripts in this package: the files in /usr on the module stay as they are.",
    );
    expect(words.scripts.all(9)).toBe(
      "With scripts: all files in /usr on the module, settings saved at run time included, are replaced by the 9 here.",
    );
  });

  test("full packages replace them, differential ones have nothing to do with them", () => {
    expect(scriptsLine(words, "full", both)).toBe(words.scripts.all(9));
    expect(scriptsLine(words, "diff", both)).toBeNull();
  });
});

test("the Chinese words say the same, with the same figures and names", () => {
  const words = dictionaries.zh.proofs;
  const found = findings({ partitions: ["AP"], flashBytes: 1_291_488, files: 12, sameFiles: 100, steps: 26 });
  expect(provedLines(words, found)).toEqual([
    "模拟模组完成了整个升级，共 26 步",
    "AP：闪存 1,291,488 B 与新固件逐字节一致",
    "升级包写入的 12 个文件与新固件一致",
    "100 个文件新旧固件相同，不用写入",
  ]);
  const regions = findings({ partitions: ["system"], flashBytes: 5000, decompressed: true });
  expect(provedLines(words, regions)).toEqual([
    "system：5,000 B 内容与新固件一致（由模组自己压缩的区域，比较的是解压后的内容）",
  ]);
  expect(provedLines(words, edited).at(-1)).toBe("customer_fs：4,096 B、9 个文件与这里选定的逐字节一致");
  expect(chosenLine(words, edited)).toBe("按这里的选择，与新固件不同：/usr/main.py、/usr/x.py");
  expect(scriptsLine(words, "mini", edited)).toBe(
    "包含脚本：模组 /usr 里的文件，包括运行中保存的设置，会全部换成这里的 9 个文件。",
  );
});
