import { describe, expect, test } from "vitest";
import type { Opened } from "../../src/platforms/platform.ts";
import type { Unisoc8910Firmware } from "../../src/platforms/unisoc/firmware/firmware.ts";
import { open8910 } from "../support/opened.ts";
import { UNISOC8910_RULE_SETS, type Unisoc8910RuleSetId } from "../../src/platforms/unisoc/rules.ts";
import { type Fit, fitTogether } from "../../src/platforms/unisoc/rdaota02/fit.ts";
import { makePackages } from "../../src/platforms/unisoc/rdaota02/make.ts";
import { nvRemovals } from "../../src/platforms/unisoc/rdaota02/nv-removals.ts";
import { contentsBefore } from "../../src/platforms/unisoc/rdaota02/module-contents.ts";
import { isRefusal } from "../../src/contract/refusal.ts";
import { setReady } from "../../src/platforms/unisoc/module/application.ts";
import { BootLoader } from "../../src/platforms/unisoc/module/boot-loader.ts";
import { PoweredModule } from "../../src/platforms/unisoc/module/module.ts";
import { moduleState } from "../../src/platforms/unisoc/module/storage.ts";
import { smallSample } from "../support/small-sample.ts";

describe("running copies of NV items", () => {
  const rule = {
    kind: "nv",
    id: "NV",
    items: [
      { item: 1, running: "/a", clean: "always" },
      { item: 2, running: "/b", clean: "any" },
      { item: 3, running: "/c", clean: "own" },
      { item: 4, running: "/d", clean: "never" },
    ],
  } as const;
  const items = (...pairs: [number, number][]) =>
    new Map(pairs.map(([id, value]) => [id, Uint8Array.of(value)]));
  const removed = (old: Map<number, Uint8Array>, next: Map<number, Uint8Array>): string[] =>
    nvRemovals(rule, old, next).map(({ path }) => path);

  test("go by the rules", () => {
    const old = items([1, 1], [2, 2], [3, 3], [4, 4]);
    expect(removed(old, old)).toEqual(["/a"]);
    expect(removed(old, items([1, 9], [2, 2], [3, 3], [4, 4]))).toEqual(["/a", "/b"]);
    expect(removed(old, items([1, 1], [2, 2], [3, 9], [4, 4]))).toEqual(["/a", "/b", "/c"]);
  });

  test("that never go stay when they change, and make the others go", () => {
    const old = items([1, 1], [2, 2], [4, 4]);
    expect(removed(old, items([1, 1], [2, 2], [4, 9]))).toEqual(["/a", "/b"]);
  });

  test("go with an item that is gone, whatever its rule; an item that is new has none", () => {
    expect(removed(items([1, 1], [2, 2]), items([1, 1]))).toEqual(["/a", "/b"]);
    expect(removed(items([1, 1], [4, 4]), items([1, 1]))).toEqual(["/a", "/d"]);
    expect(removed(items([2, 2]), items([1, 1], [2, 2]))).toEqual(["/b"]);
  });

  test("stay when an item changes that is not listed", () => {
    expect(removed(items([1, 1], [2, 2], [7, 7]), items([1, 1], [2, 2], [7, 8]))).toEqual(["/a"]);
  });
});

const FILES = {
  0x191: "bt_config",
  0x1ba: "bt_sprd",
  0x259: "static_nv",
  0x25a: "phy_nv",
  0x25b: "dynamic_nv",
  0x25c: "static_nv_2",
  0x25d: "phy_nv_2",
  0x25e: "dynamic_nv_2",
  0x26c: "rf_nv",
  0x277: "cfw_nv",
  0x278: "audio_calib",
  0x279: "phy_nv_catm",
  0x27a: "audio_codec_nv",
} as const;
const LISTED = Object.keys(FILES).map(Number);
/** Go when they changed themselves; the others but bt_config go with every listed item. */
const ONLY_OWN = ["bt_sprd", "cfw_nv", "audio_calib", "audio_codec_nv"];
const NOT_LISTED = 0x5;

/** A firmware with every listed item and one more; `changed` has another value. */
function open(changed: number | null): Opened<Unisoc8910Firmware> {
  const value = (item: number) => Uint8Array.of(item & 0xff, item >> 8, item === changed ? 2 : 1, 0);
  const nvItems = new Map([...LISTED, NOT_LISTED].map((item) => [item, value(item)]));
  const { fileName, bytes } = smallSample({ release: 1, nvItems });
  return open8910(fileName, bytes);
}

function fit(changed: number, id: Unisoc8910RuleSetId): Fit {
  return fitTogether(open(null), open(changed), UNISOC8910_RULE_SETS[id]);
}

/** Running copies that a simulated module no longer has after the update. */
function gone(changed: number, id: Unisoc8910RuleSetId): readonly string[] {
  const ruleSet = UNISOC8910_RULE_SETS[id];
  const [old, next] = [open(null).firmware, open(changed).firmware];
  const { plan } = fit(changed, id);
  const pack = makePackages({ old, new: next, ruleSet, plan, oldVersion: "", newVersion: "" }).safe.bytes;
  const module = new PoweredModule(moduleState(contentsBefore(old, ruleSet)));
  expect(setReady(module, pack, null)).toEqual({ ok: true });
  const running = [...module.state.files.keys()].filter((path) => path.startsWith("/modemnvm/"));
  expect(running).toHaveLength(LISTED.length);
  expect(new BootLoader(pack).boot(module)).toEqual({ kind: "finished" });
  return running.filter((path) => !module.state.files.has(path));
}

describe.each(["unisoc8910", "unisoc8910-ext", "unisoc8910-win32"] as const)("by the rules %s", (id) => {
  test.each(Object.entries(FILES))(
    "a module whose item %i changed starts with the right NV",
    (item, file) => {
      const wanted = Object.values(FILES).filter((one) => {
        if (one === "bt_config") return false;
        return !ONLY_OWN.includes(one) || one === file;
      });
      expect([...gone(Number(item), id)].sort()).toEqual(wanted.map((one) => `/modemnvm/${one}.bin`).sort());
    },
  );

  test("an item that is not listed is nothing to update", () => {
    const refused = () => {
      try {
        fit(NOT_LISTED, id);
      } catch (error) {
        if (isRefusal(error)) return error.code;
        throw error;
      }
      return null;
    };
    expect(refused()).toBe("nothing-to-update");
  });
});
