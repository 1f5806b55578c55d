import { dictionaries } from "../support/dictionaries.ts";
import { describe, expect, it } from "vitest";
import { CATALOGUE, moduleLabel } from "../../src/modules/catalogue.ts";
import { closedWays, mayNeedRoomTwice, type WayFacts } from "../../src/page/serial/package-ways.ts";

const facts: WayFacts = {
  type: "diff",
  scriptTakes: "server",
  scriptEdited: false,
  localUpgrade: true,
  roomBytes: 500_000,
  packageBytes: 300_000,
};

describe("ways of a package to a module", () => {
  it("over the port are open for every module that has the calls, for packages of one file", () => {
    const open = (type: WayFacts["type"]): string[] =>
      CATALOGUE.filter(
        ({ api }) => closedWays({ ...facts, type, localUpgrade: api.localUpgrade }).local === null,
      ).map(moduleLabel);
    // Those that the documents name, with all variants of them.
    const listed =
      /^(EC600N CNLC|EC600N CNLF|(EG912N|EC600U|EC200U|EG915U|EG912U|EC800G|EC600E|EC800E)( .*)?)$/;
    const expected = CATALOGUE.map(moduleLabel).filter((name) => listed.test(name));
    expect(open("diff")).toEqual(expected);
    expect(open("full")).toEqual(expected);
    expect(open("mini")).toEqual([]);
    expect(expected.length).toBeGreaterThan(10);
  });

  it.each([
    ["mini", { type: "mini" }],
    ["mini", { type: "mini", scriptEdited: true }],
    ["unknown", { localUpgrade: null }],
    ["module", { localUpgrade: false }],
    ["space", { roomBytes: 299_999 }],
    ["edited", { scriptEdited: true }],
    [null, { scriptEdited: true, scriptTakes: "file" }],
    [null, { roomBytes: null }],
    [null, { roomBytes: 300_000 }],
  ] as const)("over the port: %s", (reason, change) => {
    expect(closedWays({ ...facts, ...change }).local).toBe(reason);
  });

  it("by download are closed to a script that reads a file, whoever wrote it", () => {
    expect(closedWays(facts).url).toBeNull();
    expect(closedWays({ ...facts, scriptEdited: true }).url).toBeNull();
    expect(closedWays({ ...facts, scriptTakes: "file" }).url).toBe("script-reads-file");
    expect(closedWays({ ...facts, scriptTakes: "file", scriptEdited: true }).url).toBe("edited");
  });

  it("need room twice for full packages at most", () => {
    expect(mayNeedRoomTwice({ ...facts, type: "full" })).toBe(true);
    expect(mayNeedRoomTwice({ ...facts, type: "full", roomBytes: 600_000 })).toBe(false);
    expect(mayNeedRoomTwice({ ...facts, type: "full", roomBytes: null })).toBe(false);
    expect(mayNeedRoomTwice(facts)).toBe(false);
  });

  it("say where the package goes, and which script is run", () => {
    for (const words of [dictionaries.zh.serial, dictionaries.en.serial]) {
      const { about } = words.modes.local;
      expect(about("300 KB", "/usr/a.pack", true)).toContain("/usr/a.pack");
      expect(about("300 KB", "/usr/a.pack", true)).not.toBe(about("300 KB", "/usr/a.pack", false));
    }
  });
});
