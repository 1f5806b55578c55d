import { describe, expect, it } from "vitest";
import {
  availability,
  isReady,
  offersOf,
  packageTypes,
  platformIds,
  readinessOf,
  typeInUse,
  type Choices,
  type SideState,
} from "../../src/page/make/choices.ts";
import { parseAddress } from "../../src/page/shell/route.svelte.ts";
import type { FirmwareFacts, Platform, TypeVerdict, RefusalValue } from "../../src/contract/maker.ts";

const file = {} as File;

const yes: TypeVerdict = { allowed: "yes", reason: null };
const warn: TypeVerdict = { allowed: "warn", reason: "diff-on-small-flash" };
const no: TypeVerdict = { allowed: "no", reason: "asr-only" };

function factsOf(platform: Platform, diff: TypeVerdict, full: TypeVerdict, mini: TypeVerdict): FirmwareFacts {
  return { platform, types: { diff, full, mini } } as FirmwareFacts;
}

function read(platform: Platform, types: readonly [TypeVerdict, TypeVerdict, TypeVerdict]): SideState {
  return { phase: "read", file, facts: factsOf(platform, ...types) };
}

const fitting: Choices = {
  old: read("unisoc8910", [yes, no, no]),
  new: read("unisoc8910", [yes, no, no]),
  judgement: { phase: "judged", verdict: { refusal: null, warnings: [] } },
  platform: "unisoc8910",
  type: "diff",
};
const refused = {
  phase: "refused",
  file,
  refusal: { code: "not-firmware", detail: { file: "x" } },
} as const satisfies SideState;

function warned(warning: RefusalValue) {
  return { phase: "judged", verdict: { refusal: null, warnings: [warning] } } as const;
}

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
    [
      "ready-doubtful",
      { judgement: warned({ code: "baselines-differ", detail: { old: "R05", new: "R06" } }) },
    ],
    ["ready", { judgement: warned({ code: "old-and-new-swapped", detail: { old: "2", new: "1" } }) }],
    ["platform-mismatch", { platform: "asr" }],
    ["type-unavailable", { type: "mini" }],
    ["type-unavailable", { type: "mini", old: { phase: "empty" } }],
    ["no-type", { new: read("unisoc8910", [no, no, no]) }],
    ["no-type", { old: { phase: "empty" }, new: read("unisoc8910", [no, no, no]) }],
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

describe("readiness for a full package", () => {
  const full: Choices = {
    old: { phase: "empty" },
    new: read("asr", [yes, yes, yes]),
    judgement: { phase: "judged", verdict: { refusal: null, warnings: [] } },
    platform: "asr",
    type: "full",
  };

  it.each([
    ["ready-full", {}],
    ["ready-full", { old: refused }],
    ["ready-full", { old: { phase: "reading", file } }],
    ["choose-new", { new: { phase: "empty" } }],
    ["choose-new", { old: read("asr", [yes, yes, yes]), new: { phase: "empty" } }],
    ["file-refused", { new: refused }],
    ["judging", { judgement: { phase: "judging" } }],
    ["new-refused", { judgement: { phase: "judged", verdict: { refusal: refused.refusal, warnings: [] } } }],
    ["choose-old", { type: "mini" }],
  ] as const)("%s: %j", (expected, change) => {
    expect(readinessOf({ ...full, ...change })).toBe(expected);
  });

  it("counts as ready, as that for two files does", () => {
    expect(["ready", "ready-doubtful", "ready-full"].every((one) => isReady(one as "ready"))).toBe(true);
    expect(isReady("judging")).toBe(false);
  });
});

it("what can be made without a firmware being read: differential for UNISOC 8910 and Eigencomm, all for ASR", () => {
  const available = platformIds.flatMap((platform) =>
    packageTypes
      .filter((type) => availability(platform, type) === "available")
      .map((type) => `${platform} ${type}`),
  );
  // Before anything is recognised all is open.
  expect(available).toEqual([
    "unknown diff",
    "unknown full",
    "unknown mini",
    "unisoc8910 diff",
    "asr diff",
    "asr full",
    "asr mini",
    "eigen618 diff",
    "eigen718 diff",
    "ec200a diff",
  ]);
});

describe("the type", () => {
  const large = offersOf("asr", factsOf("asr", yes, yes, yes));
  const small = offersOf("asr", factsOf("asr", warn, warn, yes));
  const doubtful = offersOf("asr", factsOf("asr", no, warn, warn));
  const nothing = offersOf("qualcomm", factsOf("qualcomm", no, no, no));

  it("is proposed from the firmware: differential where it is sure, else mini-system", () => {
    expect([large, small, doubtful, nothing].map((offers) => typeInUse(null, offers))).toEqual([
      "diff",
      "mini",
      "mini",
      "diff",
    ]);
  });

  it("is what was wished, with care too, but not what cannot be", () => {
    expect(typeInUse("full", large)).toBe("full");
    expect(typeInUse("diff", small)).toBe("diff");
    expect(typeInUse("diff", doubtful)).toBe("mini");
    expect(typeInUse("mini", nothing)).toBe("mini");
  });

  it("follows the platform alone while there is no firmware", () => {
    expect(offersOf("unisoc8910", null).mini).toEqual({
      allowed: "no",
      reason: null,
      availability: "not-on-platform",
    });
    expect(typeInUse(null, offersOf("unknown", null))).toBe("diff");
  });
});

describe("the address", () => {
  it.each([
    ["", { screen: "make", query: "" }],
    ["#/make", { screen: "make", query: "" }],
    ["#/make?platform=unisoc8910&type=diff", { screen: "make", query: "platform=unisoc8910&type=diff" }],
    ["#/make?url=http://a/b?c", { screen: "make", query: "url=http://a/b?c" }],
    ["#/inspect", { screen: "inspect", query: "" }],
    ["#/nowhere?platform=", { screen: "make", query: "platform=" }],
  ])("%s", (hash, expected) => {
    expect(parseAddress(hash)).toEqual(expected);
  });
});
