import { describe, expect, it } from "vitest";
import {
  availability,
  platformIds,
  readinessOf,
  type Choices,
  type SideState,
} from "../../src/ui/choices.ts";
import { makeAddress, parseAddress } from "../../src/ui/route.svelte.ts";
import type { FirmwareFacts, Platform } from "../../workers/maker-api.ts";

const file = {} as File;

function read(platform: Platform): SideState {
  return { phase: "read", file, facts: { platform } as FirmwareFacts };
}

const fitting: Choices = {
  old: read("unisoc8910"),
  new: read("unisoc8910"),
  judgement: { phase: "judged", verdict: { refusal: null, warnings: [] } },
  platform: "unisoc8910",
  type: "diff",
};
const refused = {
  phase: "refused",
  file,
  refusal: { code: "not-firmware", detail: { file: "x" } },
} as const satisfies SideState;

describe("readiness", () => {
  it.each([
    ["ready", {}],
    ["choose-both", { old: { phase: "empty" }, new: { phase: "empty" } }],
    ["choose-old", { old: { phase: "empty" } }],
    ["choose-new", { new: { phase: "empty" } }],
    ["reading", { old: { phase: "empty" }, new: { phase: "reading", file } }],
    ["file-refused", { old: refused, new: { phase: "reading", file } }],
    ["judging", { judgement: { phase: "judging" } }],
    ["judging", { judgement: { phase: "none" } }],
    ["pair-refused", { judgement: { phase: "judged", verdict: { refusal: refused.refusal, warnings: [] } } }],
    ["platform-mismatch", { platform: "asr" }],
    ["type-unavailable", { type: "mini" }],
  ] as const)("%s: %j", (expected, change) => {
    expect(readinessOf({ ...fitting, ...change })).toBe(expected);
  });

  it("is not kept back by warnings", () => {
    const warnings = [refused.refusal];
    expect(
      readinessOf({ ...fitting, judgement: { phase: "judged", verdict: { refusal: null, warnings } } }),
    ).toBe("ready");
  });
});

it("only differential packages for UNISOC 8910 can be made", () => {
  const available = platformIds.flatMap((platform) =>
    (["diff", "full", "mini"] as const)
      .filter((type) => availability(platform, type) === "available")
      .map((type) => `${platform} ${type}`),
  );
  // Before anything is recognised the usual type is open.
  expect(available).toEqual(["unknown diff", "unisoc8910 diff"]);
});

describe("the address", () => {
  it.each([
    ["", { screen: "make", platform: null, type: null }],
    ["#/make", { screen: "make", platform: null, type: null }],
    ["#/make?platform=unisoc8910&type=diff", { screen: "make", platform: "unisoc8910", type: "diff" }],
    ["#/make?type=mini&platform=asr", { screen: "make", platform: "asr", type: "mini" }],
    ["#/make?platform=toString&type=__proto__", { screen: "make", platform: null, type: null }],
    ["#/inspect", { screen: "inspect", platform: null, type: null }],
    ["#/nowhere?platform=", { screen: "make", platform: null, type: null }],
  ])("%s", (hash, expected) => {
    expect(parseAddress(hash)).toEqual(expected);
  });

  it("can be shared: it leads back to the same choices", () => {
    for (const platform of platformIds) {
      const { platform: found, type } = parseAddress(makeAddress(platform, "full"));
      expect([found, type]).toEqual([platform, "full"]);
    }
    expect(makeAddress("unknown", "diff")).toBe("#/make");
  });
});
