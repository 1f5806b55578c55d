import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { open8910 } from "../support/opened.ts";
import type { Unisoc8910Firmware } from "../../src/platforms/unisoc/firmware/firmware.ts";
import { UNISOC8910_RULE_SETS } from "../../src/platforms/unisoc/rules.ts";
import type { FileMethods } from "../../src/platforms/unisoc/rdaota02/file-methods.ts";
import { makePackages } from "../../src/platforms/unisoc/rdaota02/make.ts";
import { planUpdate } from "../../src/platforms/unisoc/rdaota02/plan.ts";
import { hasShared, python, shared } from "../support/shared.ts";

const ruleSet = UNISOC8910_RULE_SETS.unisoc8910;
const firmware = `${shared}data/firmware/unisoc8910/`;
const oldPath = `${firmware}CSDK_RDA8910-20210130-b19c35c.pac`;
const newPath = `${firmware}CSDK_RDA8910-20210203-9fa3402.pac`;

function open(path: string): Unisoc8910Firmware {
  return open8910(path, new Uint8Array(readFileSync(path))).firmware;
}

describe.skipIf(!hasShared)("a package of real firmware with methods for some files", () => {
  const folder = hasShared ? mkdtempSync(join(tmpdir(), "fota-workshop-methods-")) : "";
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test("the independent applier finds those files as they were wanted, and all others as in the new firmware", () => {
    const old = open(oldPath);
    const next = open(newPath);
    const tree = old.fileSystems.get("PS");
    if (tree === undefined) throw new Error("no file system");
    const plain = [...tree.keys()].filter((name) => !/\.\d{3}$/.test(name));
    const parts = (name: string) => [...tree.keys()].filter((path) => path.startsWith(`${name}.`));
    const [replaced, removed] = plain;
    if (replaced === undefined || removed === undefined) throw new Error("too few files");
    expect(parts("zsp.bin").length).toBeGreaterThan(1);
    const fileMethods: FileMethods = {
      "/modem/zsp.bin": "replace",
      [`/modem/${replaced}`]: "replace",
      [`/modem/${removed}`]: "remove",
      "/modem/cp.bin": "ignore",
    };
    const plan = planUpdate(old, next, ruleSet, fileMethods);
    const { safe } = makePackages({
      old,
      new: next,
      ruleSet,
      fileMethods,
      plan,
      oldVersion: "",
      newVersion: "",
    });
    const targets = safe.bulks.map(({ bulk, target }) => `${bulk.kind} ${target}`);
    for (const path of [...parts("zsp.bin"), replaced]) {
      expect(targets).toContain(`remove /modem/${path}`);
      expect(targets).toContain(`insert /modem/${path}`);
    }
    expect(targets.some((target) => target.includes("/modem/cp.bin"))).toBe(false);

    const file = join(folder, "package.pack");
    writeFileSync(file, safe.bytes);
    const ignore = [
      "/modem/nvm/bt_config.bin",
      `/modem/${removed}`,
      ...parts("cp.bin").map((path) => `/modem/${path}`),
    ];
    const { status, stdout, stderr } = python("rdaota_apply.py", [
      ...["check", file, oldPath, newPath, "--json", "--ignore", ...ignore],
    ]);
    expect(status, stderr + stdout).toBe(0);
    const report = JSON.parse(stdout) as {
      warnings: string[];
      mismatches: string[];
      ignored_differences: string[];
      files_same: number;
    };
    expect(report.warnings).toEqual([]);
    expect(report.mismatches).toEqual([]);
    expect(report.ignored_differences).toContain(`/modem/${removed}`);
    expect(report.files_same).toBeGreaterThan(parts("zsp.bin").length);
  }, 300_000);
});
