import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { crc16Arc } from "../../src/bytes/crc16-arc.ts";
import { viewOf } from "../../src/bytes/layout.ts";
import { readUnisoc8910, type Unisoc8910Firmware } from "../../src/platforms/unisoc/firmware/firmware.ts";
import { UNISOC8850_RULE_SETS } from "../../src/platforms/unisoc/unisoc8850-rules.ts";
import {
  type NvRule,
  UNISOC8910_RULE_SETS,
  type Unisoc8910RuleSet,
} from "../../src/platforms/unisoc/rules.ts";
import { makePackages } from "../../src/platforms/unisoc/rdaota02/make.ts";
import { planUpdate } from "../../src/platforms/unisoc/rdaota02/plan.ts";
import { contentsBefore } from "../../src/platforms/unisoc/rdaota02/module-contents.ts";
import { setReady } from "../../src/platforms/unisoc/module/application.ts";
import { BootLoader } from "../../src/platforms/unisoc/module/boot-loader.ts";
import { PoweredModule } from "../../src/platforms/unisoc/module/module.ts";
import { moduleState } from "../../src/platforms/unisoc/module/storage.ts";
import { pacPath, sharedData } from "../support/firmware-on-module.ts";
import { hasShared, python, shared } from "../support/shared.ts";

const BUILD = "20210207-fec60a1";
/** Where a pac keeps the CRC of everything behind its header. */
const PAC_CRC = { at: 2122, from: 2124 };

interface Sample {
  readonly name: string;
  readonly item: string;
  readonly rules: "linux" | "win32";
  /** Of the byte of the pac that is another one in the new firmware. */
  readonly offset: number;
}

const samples: Sample[] = [];
if (hasShared) {
  const line = /unisoc8910-nv\/(nv_(\w+)_(linux|win32)\.pack)`.*changed at offset (\d+)/g;
  for (const [, name, item, rules, offset] of readFileSync(`${shared}data/MANIFEST.md`, "utf8").matchAll(
    line,
  )) {
    samples.push({ name: name!, item: item!, rules: rules as Sample["rules"], offset: Number(offset) });
  }
}

function changedPac(offset: number): Uint8Array<ArrayBuffer> {
  const pac = sharedData(`firmware/unisoc8910/CSDK_RDA8910-${BUILD}.pac`);
  pac.set([(pac[offset] ?? 0) ^ 0x5a], offset);
  viewOf(pac).setUint16(PAC_CRC.at, crc16Arc(pac.subarray(PAC_CRC.from)), true);
  return pac;
}

/** The files that a module with the old firmware and all its running NV ends with. */
function filesAfter(old: Unisoc8910Firmware, ruleSet: Unisoc8910RuleSet, pack: Uint8Array): string[] {
  const module = new PoweredModule(moduleState(contentsBefore(old, ruleSet)));
  expect(setReady(module, pack, null)).toEqual({ ok: true });
  expect(new BootLoader(pack).boot(module)).toEqual({ kind: "finished" });
  return [...module.state.files.keys()].sort();
}

describe.skipIf(!hasShared)("a package for a changed NV item", () => {
  const folder = mkdtempSync(join(tmpdir(), "fota-workshop-nv-"));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test("there are eight items, each by two rule files", () => {
    expect(samples).toHaveLength(16);
  });

  test.each(samples)(
    "$item by the $rules rules is the vendor's, byte for byte",
    ({ name, item, rules, offset }) => {
      const ruleSet = UNISOC8910_RULE_SETS[rules === "linux" ? "unisoc8910" : "unisoc8910-win32"];
      const vendors = sharedData(`vendor-packages/unisoc8910-nv/${name}`);
      const changed = changedPac(offset);
      const old = readUnisoc8910("old", sharedData(`firmware/unisoc8910/CSDK_RDA8910-${BUILD}.pac`));
      const next = readUnisoc8910("new", changed);
      const plan = planUpdate(old, next, ruleSet);
      const { safe, compact } = makePackages({
        old,
        new: next,
        ruleSet,
        plan,
        oldVersion: "",
        newVersion: "",
      });
      expect(compact).toBeNull();
      expect(Buffer.compare(safe.bytes, vendors)).toBe(0);

      expect(filesAfter(old, ruleSet, safe.bytes)).toEqual(filesAfter(old, ruleSet, vendors));

      // It applies the whole firmware anew each time: one item for all is enough.
      if (item !== "277") return;
      const [pack, pac] = [join(folder, "ours.pack"), join(folder, "new.pac")];
      writeFileSync(pack, safe.bytes);
      writeFileSync(pac, changed);
      const told = python("rdaota_apply.py", ["check", pack, pacPath(BUILD), pac, "--json"]);
      expect(told).toMatchObject({ status: 0, stderr: "" });
      expect(JSON.parse(told.stdout)).toMatchObject({ ok: true, warnings: [], mismatches: [] });
    },
  );
});

/** Rows of the tables below a heading of the specification. */
function rowsBelow(heading: string): string[][] {
  const spec = readFileSync(`${shared}specs/unisoc-rules.md`, "utf8");
  const section = spec.split(/^## /m).find((part) => part.startsWith(heading)) ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("| "));
  return rows.slice(1).map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.replaceAll("*", "").trim()),
  );
}

function nvTable(rules: readonly { readonly kind: string }[]) {
  const nv = rules.find((rule): rule is NvRule => rule.kind === "nv");
  return nv?.items.map(({ item, running, clean }) => [item, running, clean]);
}

describe.skipIf(!hasShared)("the tables of the rule files", () => {
  test("of the 8910 are those of the specification", () => {
    const rows = rowsBelow("8910: running NV");
    expect(rows).toHaveLength(13);
    const table = (static259: "always" | "any") =>
      rows.map(([item = "", file = "", when = ""]) => {
        const clean = item === "0x259" ? static259 : when === "it changed" ? "own" : when;
        return [Number(item), `/modemnvm/${file}`, clean];
      });
    const { unisoc8910, "unisoc8910-win32": windows, "unisoc8910-ext": ext } = UNISOC8910_RULE_SETS;
    expect(nvTable(unisoc8910.rules)).toEqual(table("always"));
    expect(nvTable(windows.rules)).toEqual(table("any"));
    expect(nvTable(ext.rules)).toEqual(table("any"));
    const order = (rules: Unisoc8910RuleSet["rules"]) => rules.map(({ id }) => id).join(" ");
    expect(order(unisoc8910.rules)).toBe("AP PS NV PREPACK");
    expect(order(windows.rules)).toBe("AP APPIMG PS NV PREPACK");
    expect(order(ext.rules)).toBe("AP APPIMG PS NV PREPACK");
  });

  test("of the 8850 are those of the specification", () => {
    const rows = rowsBelow("8850: running NV").flatMap(([items = "", files = "", a = "", b = ""]) => {
      const names = files.split(", ");
      const range = /^0x25a–0x25e$/.test(items);
      const numbers = range ? names.map((_, i) => 0x25a + i) : items.split(", ").map(Number);
      return numbers.map((item, i) => ({ item, file: `/runningnv/${names[i] ?? ""}.bin.lz4`, a, b }));
    });
    expect(rows).toHaveLength(25);
    const column = (rule: "a" | "b") =>
      rows.filter((row) => row[rule] !== "–").map((row) => [row.item, row.file, row[rule]]);
    const { unisoc8850, "unisoc8850-top": top } = UNISOC8850_RULE_SETS;
    expect(nvTable(unisoc8850.rules)).toEqual(column("a"));
    expect(nvTable(top.rules)).toEqual(column("b"));
    for (const { rules, ignored } of [unisoc8850, top]) {
      expect(ignored).toEqual(["SPL"]);
      expect(rules.map(({ id }) => id).join(" ")).toBe("SML TOS BOOT AP AP2 APPIMG CP NV INDELTANV PREPACK");
    }
  });
});
