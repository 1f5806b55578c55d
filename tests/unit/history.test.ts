import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  keyOf,
  matching,
  merged,
  MOST_ENTRIES,
  readHistory,
  written,
  type HistoryEntry,
} from "../../src/page/history/entries.ts";
import { entryFor } from "../../src/page/history/entry-for.ts";
import { linkOf } from "../../src/page/history/entry-link.ts";
import type { SideState } from "../../src/page/make/choices.ts";
import type { Made } from "../../src/page/make/make.svelte.ts";
import { nothingChosen } from "../../src/page/make/package-options.svelte.ts";
import type { FirmwareFacts, MakeOptions } from "../../src/contract/maker.ts";

function identity(fileName: string, digit: string) {
  return { fileName, bytes: 100, sha256: digit.repeat(64), md5: digit.repeat(32) };
}

function entry(number: number, changes: Partial<HistoryEntry> = {}): HistoryEntry {
  const sha256 = number.toString(16).padStart(64, "0");
  const packed = { role: "package", ...identity(`fota_${number}.pack`, "c"), sha256 } as const;
  return {
    platform: "unisoc8910",
    type: "diff",
    module: "EC600U CNLB",
    product: "8915DM",
    versions: { old: "V01", new: `V${number}` },
    firmware: { old: identity("old.pac", "a"), new: identity("new.pac", "b") },
    madeAt: 1_700_000_000_000 + number,
    seconds: 2.5,
    packages: [{ packageClass: "safe", files: [packed] }],
    chosen: {
      ...nothingChosen,
      ruleSet: "unisoc8910-ext",
      apps: ["customer_app"],
      withUserPartition: true,
      fileMethods: { "/modem/cp.bin": "ignore" },
    },
    url: "http://example.org/a.pack",
    ...changes,
  };
}

function entriesIn(text: string): readonly HistoryEntry[] {
  const read = readHistory(text);
  if (!read.ok) throw new Error(read.problem);
  return read.entries;
}

describe("the history as it is written", () => {
  test("comes back as it was, newest first", () => {
    const entries = [entry(3), entry(1, { versions: { old: null, new: "V1" } }), entry(2, { module: null })];
    expect(entriesIn(written(entries))).toEqual([entries[0], entries[2], entries[1]]);
  });

  test.each([
    ["", "not-json"],
    ["{", "not-json"],
    ["[]", "not-history"],
    ['"text"', "not-history"],
    ['{"schema":"something else","version":1,"entries":[]}', "not-history"],
    ['{"schema":"fota-workshop-history","version":1}', "not-history"],
    ['{"schema":"fota-workshop-history","entries":[]}', "not-history"],
    ['{"schema":"fota-workshop-history","version":2,"entries":[]}', "newer-version"],
  ])("%s is refused", (text, problem) => {
    expect(readHistory(text)).toEqual({ ok: false, problem });
  });

  test("leaves out what is damaged, and counts it", () => {
    const good = entry(1);
    const [safe] = good.packages;
    const broken: unknown[] = [
      null,
      7,
      [],
      { ...good, platform: "z80" },
      { ...good, type: "half" },
      { ...good, madeAt: "yesterday" },
      { ...good, madeAt: 1e300 },
      { ...good, seconds: -1 },
      { ...good, packages: [] },
      { ...good, packages: [{ ...safe, files: [] }] },
      { ...good, packages: [{ ...safe, files: [{ ...safe.files[0], role: "merged" }] }] },
      { ...good, packages: [{ ...safe, files: [{ ...safe.files[0], sha256: "xyz" }] }] },
      { ...good, firmware: { old: null } },
      { ...good, versions: { old: "V1", new: "v".repeat(3000) } },
    ];
    const text = JSON.stringify({ schema: "fota-workshop-history", version: 1, entries: [...broken, good] });
    expect(readHistory(text)).toEqual({ ok: true, entries: [good], damaged: broken.length });
  });

  test("takes choices that it does not know for none", () => {
    const text = JSON.stringify({
      schema: "fota-workshop-history",
      version: 1,
      entries: [{ ...entry(1), chosen: { ruleSet: "own", apps: [1], fileMethods: { "/a": "burn" } } }],
    });
    expect(entriesIn(text)[0]?.chosen).toEqual(nothingChosen);
  });

  test("reads anything at all without harm, and what it reads can be written and read again", () => {
    const good = JSON.parse(JSON.stringify(entry(1))) as Record<string, unknown>;
    const bent = fc
      .tuple(fc.constantFrom(...Object.keys(good)), fc.jsonValue())
      .map(([name, value]) => ({ ...good, [name]: value }));
    const file = fc.record({
      schema: fc.constant("fota-workshop-history"),
      version: fc.constant(1),
      entries: fc.array(fc.oneof(bent, fc.jsonValue(), fc.constant(good)), { maxLength: 5 }),
    });
    fc.assert(
      fc.property(
        fc.oneof(
          file.map((value) => JSON.stringify(value)),
          fc.json(),
          fc.string(),
        ),
        (text) => {
          const read = readHistory(text);
          if (!read.ok) return;
          expect(entriesIn(written(read.entries))).toEqual(read.entries);
          for (const { madeAt } of read.entries) new Date(madeAt).toISOString();
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("merging", () => {
  test("has each package once: the newest, with the address that is known", () => {
    const first = entry(1);
    const later = entry(1, { madeAt: first.madeAt + 5, seconds: 1, url: "" });
    for (const list of [merged([first], [later]), merged([later], [first])]) {
      expect(list).toEqual([{ ...later, url: first.url }]);
    }
  });

  test("does not depend on the order, keeps the newest, and twice is once", () => {
    const list = fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 400 });
    fc.assert(
      fc.property(list, list, (one, other) => {
        const left = one.map((number) => entry(number));
        const right = other.map((number) => entry(number));
        const all = merged(left, right);
        expect(merged(right, left)).toEqual(all);
        expect(merged(all, all)).toEqual(all);
        const wanted = [...new Set([...one, ...other])].sort((a, b) => b - a).slice(0, MOST_ENTRIES);
        expect(all.map(({ versions }) => versions.new)).toEqual(wanted.map((number) => `V${number}`));
      }),
      { numRuns: 30 },
    );
  });

  test("tells apart mini-system packages that differ in the second file alone", () => {
    const mini = (second: string): HistoryEntry => {
      const first = { role: "first", ...identity("a.mini_1", "1") } as const;
      const files = [first, { role: "second", ...identity("a.mini_2", second) }] as const;
      return entry(1, {
        platform: "asr",
        type: "mini",
        packages: [{ packageClass: "safe", files: [...files] }],
      });
    };
    expect(keyOf(mini("2"))).not.toBe(keyOf(mini("3")));
    expect(merged([mini("2"), mini("3")])).toHaveLength(2);
  });
});

describe("searching", () => {
  const entries = [entry(17), entry(18, { module: "EC600N CNLF", versions: { old: null, new: "V18" } })];
  test.each([
    ["", 2],
    ["ec600", 2],
    ["EC600n", 1],
    ["ec600 v17", 1],
    ["v17 v18", 0],
    ["a".repeat(64), 2],
    ["b".repeat(12), 2],
    [(17).toString(16).padStart(64, "0"), 1],
    ["fota_18.pack", 1],
    ["example.org", 2],
  ])("%j finds %i", (query, number) => {
    expect(matching(entries, query)).toHaveLength(number);
  });
});

describe("what is made again", () => {
  test("names the versions that were typed, and none that the files are called", () => {
    expect(linkOf(entry(1)).options.versions).toEqual({ old: null, new: null });
    const versions = { old: "EC600UCNLBR03A01M08", new: "EC600UCNLBR03A02M08" };
    expect(linkOf(entry(1, { chosen: { ...nothingChosen, versions } })).options.versions).toEqual(versions);
  });

  test("has the names of a link that was followed, for links are not kept", () => {
    const facts = (fileName: string) =>
      ({ ...identity(fileName, "a"), version: fileName }) as unknown as FirmwareFacts;
    const side = (fileName: string) => ({ phase: "read", facts: facts(fileName) }) as SideState;
    const safe = { packageClass: "safe", files: [{ role: "package", ...identity("fota.pack", "c") }] };
    const of = (names: Partial<MakeOptions>) =>
      entryFor({
        made: {
          platform: "unisoc8910",
          type: "diff",
          options: { oldVersion: "", newVersion: "", ...names },
          result: { safe, compact: null },
        } as unknown as Made,
        sides: { old: side("V01.pac"), new: side("V02.pac") },
        chosen: nothingChosen,
        url: "",
        madeAt: 1,
      });
    const followed = of({ oldVersion: "A01", newVersion: "A02" });
    expect([followed?.chosen.versions, followed?.versions]).toEqual([
      { old: "A01", new: "A02" },
      { old: "A01", new: "A02" },
    ]);
    const plain = of({});
    expect([plain?.chosen.versions, plain?.versions]).toEqual([
      { old: null, new: null },
      { old: "V01.pac", new: "V02.pac" },
    ]);
  });
});
