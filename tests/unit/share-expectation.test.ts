import { describe, expect, it } from "vitest";
import type { SideState } from "../../src/page/make/choices.ts";
import { nothingChosen } from "../../src/page/make/package-options.svelte.ts";
import {
  areCrossed,
  deviations,
  isOther,
  matchOf,
  nameInLink,
  packageMatch,
  type Chosen,
} from "../../src/page/share/expectation.ts";
import { emptyLink, type ShareLink } from "../../src/page/share/share-link.ts";
import type { FirmwareFacts, MadePackage } from "../../src/contract/maker.ts";

const file = {} as File;
const empty: SideState = { phase: "empty" };
const reading: SideState = { phase: "reading", file };
const refused: SideState = {
  phase: "refused",
  file,
  refusal: { code: "not-firmware", detail: { file: "x" } },
};

function read(sha256: string): SideState {
  return { phase: "read", file, facts: { sha256 } as FirmwareFacts };
}

const link: ShareLink = {
  ...emptyLink,
  old: { name: "old.pac", sha256: "aa" },
  new: { name: null, sha256: "bb" },
};

describe("a file of a slot", () => {
  it("is the right one or not by its contents alone, as soon as it is read", () => {
    const states = [empty, reading, refused, read("aa"), read("bb")].map((state) => matchOf(link.old, state));
    expect(states).toEqual(["missing", "missing", "missing", "match", "mismatch"]);
    expect(matchOf({ name: "old.pac", sha256: null }, read("aa"))).toBeNull();
  });

  it("is known as that of the other side", () => {
    const sides = { old: read("bb"), new: read("cc") };
    expect([isOther(link, sides, "old"), isOther(link, sides, "new")]).toEqual([true, false]);
  });

  it.each([
    ["both", read("bb"), read("aa"), true],
    ["one alone", read("bb"), empty, true],
    ["the other alone", empty, read("aa"), true],
    ["one, the other still being read", reading, read("aa"), true],
    ["one, beside a strange one", read("cc"), read("aa"), true],
    ["none", read("aa"), read("bb"), false],
    ["the same file twice", read("aa"), read("aa"), false],
    ["strange ones", read("cc"), read("dd"), false],
    ["nothing yet", empty, empty, false],
  ])("lies on the wrong side: %s", (_, old, fresh, crossed) => {
    expect(areCrossed(link, { old, new: fresh })).toBe(crossed);
    expect(areCrossed(emptyLink, { old, new: fresh })).toBe(false);
  });
});

describe("the version name of a link", () => {
  const named: ShareLink = {
    ...link,
    options: { ...nothingChosen, versions: { old: "Field", new: "" } },
  };

  it("goes with the file it was given to, also where it is empty", () => {
    expect(nameInLink(named, "old", read("aa"))).toBe("Field");
    expect(nameInLink(named, "new", read("bb"))).toBe("");
  });

  it("is no name for another file, and none is made up", () => {
    expect(nameInLink(named, "old", read("cc"))).toBeNull();
    expect(nameInLink(link, "old", read("aa"))).toBeNull();
  });

  it("goes with any file where the link does not say which", () => {
    const anyFile = { ...named, old: { name: null, sha256: null } };
    expect(nameInLink(anyFile, "old", read("cc"))).toBe("Field");
  });
});

describe("a package", () => {
  const made = (...files: readonly (readonly [string, string])[]) =>
    ({ files: files.map(([role, sha256]) => ({ role, sha256 })) }) as unknown as MadePackage;

  it("is the sender's when all its files are, the merged one aside", () => {
    const two = { ...emptyLink, packages: ["11", "22"] };
    expect(packageMatch(two, made(["first", "11"], ["second", "22"], ["merged", "33"]))).toBe("identical");
    expect(packageMatch(two, made(["first", "22"], ["second", "11"]))).toBe("different");
    expect(packageMatch(two, made(["package", "11"]))).toBe("different");
    expect(packageMatch({ ...emptyLink, packages: ["11"] }, made(["package", "11"]))).toBe("identical");
    expect(packageMatch(emptyLink, made(["package", "11"]))).toBeNull();
  });
});

describe("what was chosen otherwise than the link has it", () => {
  const wanted: ShareLink = {
    ...emptyLink,
    platform: "unisoc8910",
    type: "diff",
    options: {
      ...nothingChosen,
      ruleSet: "unisoc8910",
      versions: { old: "V1", new: "" },
      fileMethods: { "/a": "ignore", "/b": "remove" },
    },
  };
  const followed: Chosen = {
    platform: "unisoc8910",
    type: "diff",
    options: { ...wanted.options, versions: { old: null, new: null } },
  };
  const asr: ShareLink = { ...emptyLink, platform: "asr", options: { ...nothingChosen, apps: ["a", "b"] } };
  const chosen = (choice: Partial<Chosen["options"]>): Chosen => ({
    ...followed,
    options: { ...followed.options, ...choice },
  });

  it("is nothing while the link is followed", () => {
    expect(deviations(wanted, followed)).toEqual([]);
    expect(deviations(wanted, chosen({ versions: { old: "V1", new: "" } }))).toEqual([]);
    expect(deviations(wanted, chosen({ fileMethods: { "/b": "remove", "/a": "ignore" } }))).toEqual([]);
    expect(deviations(emptyLink, { ...followed, options: nothingChosen })).toEqual([]);
  });

  it("is a version name where the link has none", () => {
    const typed = chosen({ versions: { old: "V1", new: null }, fileMethods: {} });
    const nameless = { ...wanted, options: { ...nothingChosen, ruleSet: "unisoc8910" } } as const;
    expect(deviations(nameless, typed)).toEqual(["old-version"]);
  });

  it.each([
    ["rules", chosen({ ruleSet: "unisoc8910-ext" })],
    ["old-version", chosen({ versions: { old: "", new: null } })],
    ["new-version", chosen({ versions: { old: null, new: "V2" } })],
    ["methods", chosen({ fileMethods: { "/a": "ignore" } })],
    ["methods", chosen({ fileMethods: { "/a": "ignore", "/b": "replace" } })],
    ["platform", { ...followed, platform: "asr" }],
    ["type", { ...followed, type: "full" }],
  ] as const)("%s", (name, choice) => {
    expect(deviations(wanted, choice)).toEqual([name]);
  });

  it("is only what has a part in the type of the package", () => {
    const of = (type: Chosen["type"], options: Partial<Chosen["options"]>) =>
      deviations(asr, { platform: "asr", type, options: { ...asr.options, ...options } });
    const everything = {
      ruleSet: "unisoc8910-ext",
      apps: ["b"],
      cutErased: true,
      withUserPartition: true,
    } as const;
    expect(of("diff", everything)).toEqual(["apps"]);
    expect(of("diff", { apps: ["b", "a"] })).toEqual([]);
    expect(of("full", everything)).toEqual(["cut"]);
    // The link says nothing about the user partition.
    expect(of("mini", everything)).toEqual([]);
    const without = { ...asr, options: { ...asr.options, withUserPartition: false } };
    const along: Chosen = {
      platform: "asr",
      type: "mini",
      options: { ...asr.options, withUserPartition: true },
    };
    expect(deviations(without, along)).toEqual(["scripts"]);
  });
});
