import { describe, expect, test } from "vitest";
import type { Opened } from "../../src/platforms/platform.ts";
import type { Unisoc8910Firmware } from "../../src/platforms/unisoc/firmware/firmware.ts";
import { open8910 } from "../support/opened.ts";
import {
  proposeUnisoc8910RuleSet,
  UNISOC8910_RULE_SETS,
  type Unisoc8910RuleSetId,
} from "../../src/platforms/unisoc/rules.ts";
import { type Fit, fitTogether } from "../../src/platforms/unisoc/rdaota02/fit.ts";
import { isRefusal } from "../../src/contract/refusal.ts";
import { sampleFirmware, type SampleOptions } from "../../src/platforms/unisoc/sample/sample.ts";

function open(options: Partial<SampleOptions>): Opened<Unisoc8910Firmware> {
  const { fileName, bytes } = sampleFirmware(options);
  return open8910(fileName, bytes);
}

function fit(
  old: Partial<SampleOptions>,
  next: Partial<SampleOptions>,
  ruleSet: Unisoc8910RuleSetId = "unisoc8910",
): Fit {
  const from = open({ release: 1, ...old });
  return fitTogether(from, open({ release: 2, ...next }), UNISOC8910_RULE_SETS[ruleSet]);
}

function refusalOf(work: () => unknown): { code: string; detail: unknown } {
  try {
    work();
  } catch (error) {
    if (isRefusal(error)) return { code: error.code, detail: error.detail };
    throw error;
  }
  throw new Error("not refused");
}

const none = new Uint8Array(0);

describe("two firmwares that do not belong together", () => {
  test("the same firmware twice", () => {
    expect(refusalOf(() => fit({}, { release: 1 })).code).toBe("same-firmware");
  });

  test("different boards", () => {
    const refusal = refusalOf(() => fit({}, { alias: "8915DM_cat1_other" }));
    expect(refusal).toEqual({
      code: "different-board",
      detail: {
        old: "UIX8910_MODEM / 8915DM_cat1_sample",
        new: "UIX8910_MODEM / 8915DM_cat1_other",
      },
    });
  });

  test("a partition that moved", () => {
    const refusal = refusalOf(() => fit({}, { apAddress: 0x60020000 }));
    expect(refusal).toEqual({
      code: "partition-moved",
      detail: { partition: "AP", old: "0x60010000", new: "0x60020000" },
    });
  });

  test("a partition that is in one of the two only", () => {
    expect(refusalOf(() => fit({}, { without: ["AP"] }))).toEqual({
      code: "partition-missing",
      detail: { partition: "AP", missingIn: "new", byRules: true },
    });
    expect(refusalOf(() => fit({ without: ["PS"] }, {}))).toEqual({
      code: "partition-missing",
      detail: { partition: "PS", missingIn: "old", byRules: true },
    });
  });

  test("an image that does not fit", () => {
    const refusal = refusalOf(() => fit({}, { apLimit: 0x10000 }));
    expect(refusal.code).toBe("partition-too-small");
  });

  test("parts of another size than modules take", () => {
    expect(refusalOf(() => fit({ partSize: 0x8000 }, { partSize: 0x8000 })).code).toBe("part-size");
  });

  test("nothing that an update carries differs", () => {
    const refusal = refusalOf(() => fit({}, { release: 1, nvItems: new Map([[0x5, Uint8Array.of(1)]]) }));
    expect(refusal.code).toBe("nothing-to-update");
  });
});

describe("two firmwares that fit", () => {
  test("give bulks in the order of the rules", () => {
    const { plan, warnings } = fit({}, {});
    expect(warnings).toEqual([]);
    const order = plan.map((bulk) => (bulk.kind === "flash" ? bulk.id : bulk.name));
    const first = (wanted: (target: string) => boolean): number => order.findIndex(wanted);
    expect(order[0]).toBe("AP");
    expect(first((path) => path.startsWith("/modem/"))).toBe(1);
    expect(first((path) => path.startsWith("/modemnvm/"))).toBeGreaterThan(
      order.indexOf("/modem/cp.bin.005"),
    );
    expect(plan.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["plain", "insert", "remove", "blocked"]),
    );
  });

  test("never touch what the rules ignore", () => {
    const path = "nvm/bt_config.bin";
    const { plan } = fit(
      { modemFiles: new Map([[path, Uint8Array.of(1, 2, 3)]]) },
      { modemFiles: new Map([[path, Uint8Array.of(4, 5, 6)]]) },
    );
    expect(plan.filter((bulk) => bulk.kind !== "flash" && bulk.name.includes("bt_config"))).toEqual([]);
  });

  test("a file that becomes empty is written anew", () => {
    const path = "nvm/extra.bin";
    const { plan } = fit(
      { modemFiles: new Map([[path, Uint8Array.of(1)]]) },
      { modemFiles: new Map([[path, none]]) },
    );
    const bulk = plan.find((planned) => planned.kind !== "flash" && planned.name === `/modem/${path}`);
    expect(bulk?.kind).toBe("insert");
  });

  test("warn when the old one is the newer one", () => {
    const { warnings } = fit({ release: 2 }, { release: 1 });
    expect(warnings.map(({ code }) => code)).toEqual(["old-and-new-swapped"]);
  });

  test("say nothing of NV items that the rules do not list", () => {
    const { warnings } = fit({}, { nvItems: new Map([[0x5, Uint8Array.of(9, 9)]]) });
    expect(warnings).toEqual([]);
  });

  test("differ in a listed NV item alone", () => {
    const { plan } = fit({}, { release: 1, nvItems: new Map([[0x277, Uint8Array.of(9, 9)]]) });
    expect(plan.map((bulk) => (bulk.kind === "flash" ? bulk.id : bulk.name))).toContain(
      "/modemnvm/cfw_nv.bin",
    );
  });

  test("an application image is covered by the rules of its chip, and its absence from the others told", () => {
    const application = { address: 0x60250000, limit: 0x20000, size: 30_000 };
    const stock = fit({ application }, { application });
    expect(stock.warnings).toContainEqual({
      code: "partition-not-covered",
      detail: { partitions: ["APPIMG"], ruleSets: ["unisoc8910-win32"] },
    });
    const windows = fit({ application }, { application }, proposeUnisoc8910RuleSet(application.address));
    expect(windows.warnings).toEqual([]);
    expect(windows.plan.some((bulk) => bulk.kind === "flash" && bulk.id === "APPIMG")).toBe(true);
    expect(proposeUnisoc8910RuleSet(0x70040000)).toBe("unisoc8910-ext");
    expect(proposeUnisoc8910RuleSet(null)).toBe("unisoc8910");
  });
});
