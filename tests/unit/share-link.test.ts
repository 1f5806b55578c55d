import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { platformIds, ruleSetIds } from "../../src/page/make/choices.ts";
import { nothingChosen } from "../../src/page/make/package-options.svelte.ts";
import { linkOfPage, linkToShare, type Shareable } from "../../src/page/share/link-of-choices.ts";
import {
  addressOf,
  emptyLink,
  namesFiles,
  readLink,
  type ExpectedFile,
  type ShareLink,
} from "../../src/page/share/share-link.ts";
import type { FirmwareFacts, MadePackage, MakeOptions } from "../../src/contract/maker.ts";

function read(address: string) {
  return readLink(address.slice("#/make".length).replace(/^\?/, ""));
}

const hashA = "a1".repeat(32);
const hashB = "b2".repeat(32);
const hashC = "c3".repeat(32);

const sha256 = fc.stringMatching(/^[0-9a-f]{64}$/);
/** One line of any script, with what addresses are sensitive about. */
const lineOfText = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }).filter((text) => !/\p{Cc}/u.test(text)),
  fc.constantFrom("旧固件 V1.pac", "a&b=c#d?e", "100%", "1+1", "%41", "&amp;", " ", '"><script>'),
);
const orNull = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null });
const file: fc.Arbitrary<ExpectedFile> = fc.record({ name: orNull(lineOfText), sha256: orNull(sha256) });
const path = lineOfText.map((text) => `/${text}`);
const anyLink: fc.Arbitrary<ShareLink> = fc.record({
  platform: orNull(fc.constantFrom(...platformIds.filter((id) => id !== "unknown"))),
  type: orNull(fc.constantFrom("diff", "full", "mini")),
  module: orNull(lineOfText),
  packageClass: orNull(fc.constantFrom("safe", "compact")),
  options: fc.record({
    ruleSet: orNull(fc.constantFrom(...ruleSetIds)),
    versions: fc.record({
      old: orNull(fc.oneof(lineOfText, fc.constant(""))),
      new: orNull(fc.oneof(lineOfText, fc.constant(""))),
    }),
    apps: fc.array(fc.stringMatching(/^[\w.-]{1,32}$/), { maxLength: 4 }),
    cutErased: fc.boolean(),
    withUserPartition: orNull(fc.boolean()),
    fileMethods: fc.dictionary(path, fc.constantFrom("patch", "ignore", "replace", "remove"), {
      maxKeys: 5,
      noNullPrototype: true,
    }),
  }),
  old: file,
  new: file,
  userPartition: orNull(sha256),
  packages: fc.array(sha256, { maxLength: 2 }),
  url: orNull(fc.webUrl({ withQueryParameters: true, withFragments: true })),
});

describe("a link", () => {
  it("is read as it was written, whatever is in it", () => {
    fc.assert(
      fc.property(anyLink, (link) => {
        const address = addressOf(link);
        expect(read(address)).toEqual({ link, damaged: [] });
        // It survives being taken as an address by a browser, and is the same again.
        const href = new URL(address, "https://example.org/fota/").href;
        expect(read(href.slice(href.indexOf("#")))).toEqual({ link, damaged: [] });
        expect(addressOf(read(address).link)).toBe(address);
      }),
    );
  });

  it("can be read by people", () => {
    const link: ShareLink = {
      ...emptyLink,
      platform: "asr",
      type: "diff",
      module: "EC600N CNLF",
      options: { ...nothingChosen, apps: ["customer_app", "app2"], fileMethods: { "/usr/a.bin": "ignore" } },
      old: { name: "QPY V01.bin", sha256: hashA },
      url: "http://fota.example.org/a.bin",
    };
    expect(addressOf(link)).toBe(
      "#/make?platform=asr&type=diff&module=EC600N%20CNLF&apps=customer_app,app2&ignore=/usr/a.bin" +
        `&old=QPY%20V01.bin&old-sha256=${hashA}&url=http://fota.example.org/a.bin`,
    );
  });

  it("of earlier releases goes on working", () => {
    expect(read("#/make?platform=unisoc8910&type=diff")).toEqual({
      link: { ...emptyLink, platform: "unisoc8910", type: "diff" },
      damaged: [],
    });
    expect(read("#/make")).toEqual({ link: emptyLink, damaged: [] });
    expect(addressOf(emptyLink)).toBe("#/make");
    expect(addressOf({ ...emptyLink, platform: "unknown", type: "full" })).toBe("#/make?type=full");
  });

  it("may have parameters that are not known, written as HTML writes them, in capitals", () => {
    const { link, damaged } = read(`#/make?utm=1&amp;type=full&amp;new-sha256=${hashB.toUpperCase()}`);
    expect([link.type, link.new.sha256, damaged]).toEqual(["full", hashB, []]);
  });

  it.each([
    ["platform", "platform=toString"],
    ["platform", "platform="],
    ["type", "type=__proto__"],
    ["class", "class=Safe"],
    ["rules", "rules=unisoc"],
    ["old-sha256", `old-sha256=${hashA.slice(1)}`],
    ["new-sha256", `new-sha256=${hashA}0`],
    ["user-partition-sha256", `user-partition-sha256=${"g".repeat(64)}`],
    ["sha256", `sha256=${hashA},`],
    ["sha256", `sha256=${hashA},${hashB},${hashC}`],
    ["apps", "apps=customer_app,../x"],
    ["apps", `apps=${Array.from({ length: 33 }, (_, i) => `a${i}`).join(",")}`],
    ["cut", "cut=yes"],
    ["scripts", "scripts=2"],
    ["ignore", "ignore=relative.bin"],
    ["remove", "replace=/a&remove=/a"],
    ["old", `old=${"x".repeat(256)}`],
    ["new", "new=a%0Ab"],
    ["module", "module="],
    ["old-version", "old-version=a%00"],
    ["url", "url=javascript:alert(1)"],
    ["url", "url=http://a/%20b"],
    ["url", "url=http://h/;touch${IFS}X;"],
    ["url", "url=http://h/100%25"],
    ["url", "url=http://h:65536/a"],
    ["url", `url=http://a/${"x".repeat(2048)}`],
    ["…", `old=${"x".repeat(70_000)}`],
  ])("with a damaged %s says so: %.40s", (name, query) => {
    const { link, damaged } = readLink(query);
    expect(damaged).toEqual([name]);
    const kept = query.startsWith("replace=/a") ? { "/a": "replace" } : {};
    expect(link).toEqual({ ...emptyLink, options: { ...nothingChosen, fileMethods: kept } });
  });

  it("keeps what can be read beside what cannot", () => {
    const { link, damaged } = readLink(`type=mini&old-sha256=12&new-sha256=${hashB}&cut=5`);
    expect([link.type, link.old.sha256, link.new.sha256]).toEqual(["mini", null, hashB]);
    expect(damaged).toEqual(["cut", "old-sha256"]);
  });

  it("never fails to be read", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webQueryParameters()), (query) => {
        const { link } = readLink(query);
        expect(readLink(addressOf(link).split("?")[1] ?? "").link).toEqual(link);
      }),
    );
  });

  it("tells whether it is for certain files", () => {
    expect(namesFiles({ ...emptyLink, type: "diff", url: "http://a/b", module: "X" })).toBe(false);
    const naming: readonly Partial<ShareLink>[] = [
      { old: { name: "a", sha256: null } },
      { new: { name: null, sha256: hashA } },
      { userPartition: hashA },
      { packages: [hashA] },
    ];
    for (const part of naming) expect(namesFiles({ ...emptyLink, ...part })).toBe(true);
  });
});

function factsOf(fileName: string, sha256: string): FirmwareFacts {
  return { fileName, sha256, module: "EC600N CNLF" } as FirmwareFacts;
}

const options: MakeOptions = {
  type: "diff",
  ruleSet: "unisoc8910-ext",
  oldVersion: "V1",
  newVersion: "",
  apps: ["customer_app"],
  cutErased: true,
  withUserPartition: true,
  fileMethods: { "/a": "ignore" },
};
const made = {
  packageClass: "compact",
  files: [
    { role: "first", sha256: hashA },
    { role: "second", sha256: hashB },
    { role: "merged", sha256: hashC },
  ],
} as unknown as MadePackage;
const shared: Shareable = {
  platform: "unisoc8910",
  options,
  old: factsOf("old.pac", hashA),
  new: factsOf("new.pac", hashB),
  userPartition: { sha256: hashC } as Shareable["userPartition"],
  made,
  url: " http://example.org/a.bin ",
};

describe("a link to be shared", () => {
  it("has all that a differential package of UNISOC 8910 depends on, proposals included", () => {
    expect(linkToShare(shared, true)).toEqual({
      platform: "unisoc8910",
      type: "diff",
      module: "EC600N CNLF",
      packageClass: "compact",
      options: {
        ...nothingChosen,
        ruleSet: "unisoc8910-ext",
        versions: { old: "V1", new: "" },
        fileMethods: { "/a": "ignore" },
      },
      old: { name: "old.pac", sha256: hashA },
      new: { name: "new.pac", sha256: hashB },
      userPartition: null,
      packages: [hashA, hashB],
      url: "http://example.org/a.bin",
    });
  });

  it("has of an ASR package what its type depends on, and nothing else", () => {
    const of = (type: MakeOptions["type"], more: Partial<MakeOptions> = {}) => {
      const link = linkToShare({ ...shared, platform: "asr", options: { ...options, type, ...more } }, true);
      return { options: link.options, old: link.old.sha256, fs: link.userPartition, as: link.packageClass };
    };
    expect(of("diff")).toEqual({
      options: { ...nothingChosen, apps: ["customer_app"] },
      old: hashA,
      fs: null,
      as: null,
    });
    expect(of("full")).toEqual({
      options: { ...nothingChosen, cutErased: true },
      old: null,
      fs: hashC,
      as: null,
    });
    expect(of("mini")).toMatchObject({
      options: { ...nothingChosen, withUserPartition: true },
      old: hashA,
      fs: hashC,
    });
    expect(of("mini", { withUserPartition: false })).toMatchObject({
      options: { ...nothingChosen, withUserPartition: false },
      fs: null,
    });
  });

  it("leaves out names and the address when asked to, but no hash", () => {
    const link = linkToShare(shared, false);
    expect([link.old, link.new, link.url]).toEqual([
      { name: null, sha256: hashA },
      { name: null, sha256: hashB },
      null,
    ]);
    expect(addressOf(link)).not.toContain("pac&");
  });

  it("leaves out what could not be read back", () => {
    const link = linkToShare({ ...shared, new: factsOf("a\nb", hashB), url: "ftp://x" }, true);
    expect([link.new, link.url]).toEqual([{ name: null, sha256: hashB }, null]);
  });

  it("has no hash of a package that is not made", () => {
    const link = linkToShare({ ...shared, made: null }, true);
    expect([link.packages, link.packageClass]).toEqual([[], null]);
  });
});

describe("the address bar", () => {
  const page = { platform: "asr", type: null, options: nothingChosen, followed: null } as const;

  it("is short while nothing special is chosen", () => {
    expect(addressOf(linkOfPage({ ...page, platform: "unknown" }))).toBe("#/make");
    expect(addressOf(linkOfPage(page))).toBe("#/make?platform=asr");
    expect(addressOf(linkOfPage({ ...page, type: "full" }))).toBe("#/make?platform=asr&type=full");
    expect(addressOf(linkOfPage({ ...page, options: { ...nothingChosen, cutErased: true } }))).toBe(
      "#/make?platform=asr&cut=1",
    );
  });

  it("has version names only together with the files they belong to", () => {
    const named = { ...nothingChosen, versions: { old: "V1", new: "V2" } };
    expect(linkOfPage({ ...page, options: named }).options.versions).toEqual({ old: null, new: null });
    const followed = {
      ...emptyLink,
      old: { name: null, sha256: hashA },
      new: { name: null, sha256: hashB },
      options: { ...nothingChosen, versions: { old: "W1", new: "W2" } },
    };
    const options = { ...nothingChosen, versions: { old: "V1", new: null } };
    expect(linkOfPage({ ...page, options, followed }).options.versions).toEqual({ old: "V1", new: "W2" });
  });

  it("goes on saying what the link expects, with the choices of now", () => {
    const followed: ShareLink = {
      ...emptyLink,
      type: "full",
      new: { name: "n", sha256: hashB },
      packages: [hashA],
    };
    expect(linkOfPage({ ...page, type: "mini", followed })).toEqual({
      ...followed,
      platform: "asr",
      type: "mini",
    });
  });
});
