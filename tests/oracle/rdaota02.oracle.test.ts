import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inspectPackage } from "../../src/platforms/unisoc/rdaota02/inspect.ts";
import { readPackage } from "../../src/platforms/unisoc/rdaota02/reader.ts";
import { writePackage } from "../../src/platforms/unisoc/rdaota02/writer.ts";
import { isPackValid, setReady } from "../../src/platforms/unisoc/module/application.ts";
import { BootLoader } from "../../src/platforms/unisoc/module/boot-loader.ts";
import { PoweredModule } from "../../src/platforms/unisoc/module/module.ts";
import { compareModule } from "../../src/platforms/unisoc/module/outcome.ts";
import { moduleState } from "../../src/platforms/unisoc/module/storage.ts";
import {
  flashedWithBuild,
  pacPath,
  sharedData,
  vendorPackages,
  withoutBootLoader,
} from "../support/firmware-on-module.ts";
import { hasShared, python, shared } from "../support/shared.ts";

const paths = [
  ...vendorPackages.map(({ name }) => `vendor-packages/${name}.pack`),
  "vendor-packages/rda8850-EC800G_MD-to-EC800G_LD.pack",
  "vendor-packages/logicrom/fota_EC600UCN-LB_LOGICROM_upgrade_v0.3.1_v0.4.0.bin",
  "vendor-packages/logicrom/fota_EC600UCN-LB_LOGICROM_upgrade_v0.4.0_v0.5.1.bin",
];

describe.skipIf(!hasShared)("package of the vendor's tool", () => {
  test.each(paths)("%s is read and written back byte for byte", (path) => {
    const bytes = sharedData(path);
    const read = readPackage(path, bytes);
    expect(Buffer.compare(writePackage(read, read), bytes)).toBe(0);
  });

  test.each(paths)("%s has the bulks that an independent reader sees", (path) => {
    const told = python("rdaota_apply.py", ["info", `${shared}data/${path}`, "--json"]);
    expect(told.stderr).toBe("");
    const info = JSON.parse(told.stdout) as {
      old: string;
      new: string;
      warnings: string[];
      bulks: { kind: string; old_size: number | null; new_size: number | null; packed: number }[];
    };
    const seen = inspectPackage(path, sharedData(path));
    expect([seen.oldVersion, seen.newVersion]).toEqual([info.old, info.new]);
    expect(seen.warnings.some(({ code }) => code === "version-not-terminated")).toBe(
      info.warnings.some((warning) => warning.includes("NUL")),
    );
    expect(seen.bulks).toHaveLength(info.bulks.length);
    for (const [at, bulk] of info.bulks.entries()) {
      expect(seen.bulks[at]).toMatchObject({
        kind: bulk.kind,
        packedBytes: bulk.packed,
        ...(bulk.old_size === null ? {} : { oldSize: bulk.old_size }),
        ...(bulk.new_size === null ? {} : { newSize: bulk.new_size }),
      });
    }
  });

  test("shows in which order it patches and what is dangerous about that", () => {
    const warningsOf = (path: string) => inspectPackage(path, sharedData(path)).warnings;
    const unterminated = { code: "version-not-terminated" };
    expect(warningsOf(paths[0]!)).toEqual([
      unterminated,
      { code: "short-tail-lost-parts", target: "/modem/cp.bin" },
    ]);
    expect(warningsOf(paths[3]!)).toEqual([unterminated]);
    expect(warningsOf(paths[5]!)).toEqual([]);
    expect(warningsOf(paths[6]!)).toEqual([
      { code: "not-ascending", target: "/modem/cp.bin" },
      { code: "not-ascending", target: "/modem/zsp.bin" },
    ]);
  });

  describe.each(vendorPackages)("$name on the virtual module", (pair) => {
    test("is declined as it was made, and applied exactly once its names are widened", () => {
      const made = sharedData(`vendor-packages/${pair.name}.pack`);
      const read = readPackage(pair.name, made);
      const widened = writePackage(read);
      const after = flashedWithBuild(pair.new);
      const module = new PoweredModule(moduleState(flashedWithBuild(pair.old)));

      expect(setReady(module, made, read.oldVersion)).toEqual({ ok: false, why: { code: "name-not-text" } });
      expect(setReady(module, widened, read.newVersion)).toEqual({
        ok: false,
        why: { code: "other-version" },
      });
      expect(setReady(module, widened, read.oldVersion)).toEqual({ ok: true });
      let steps = 0;
      const outcome = new BootLoader(widened).boot(module, ({ done, total }) => {
        expect(done).toBe(++steps);
        expect(total).toBe(read.blockCount);
        return "go on";
      });
      expect(outcome).toEqual({ kind: "finished" });
      expect(steps).toBe(read.blockCount);
      expect(compareModule(module.state, withoutBootLoader(after))).toEqual([]);
    });

    test("is declined by a module with another firmware", () => {
      const widened = writePackage(readPackage(pair.name, sharedData(`vendor-packages/${pair.name}.pack`)));
      const foreign = moduleState(flashedWithBuild(pair.new));
      expect(isPackValid(foreign, widened, null)).toMatchObject({ why: { why: { code: "old-differs" } } });
      const module = new PoweredModule({ ...foreign, stage: { ind: 1, block: 0 } });
      expect(new BootLoader(widened).boot(module).kind).toBe("cannot-start");
      expect(module.performed).toEqual([]);
    });
  });

  describe("rewritten by us", () => {
    let folder = "";
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "rdaota02-"));
    });
    afterAll(() => {
      rmSync(folder, { recursive: true });
    });

    test("passes an independent applier that finds no fault with its names any more", () => {
      const pair = vendorPackages[3];
      const path = join(folder, "widened.pack");
      writeFileSync(path, writePackage(readPackage("p", sharedData(`vendor-packages/${pair.name}.pack`))));
      const told = python("rdaota_apply.py", ["check", path, pacPath(pair.old), pacPath(pair.new), "--json"]);
      expect(told).toMatchObject({ status: 0, stderr: "" });
      expect(JSON.parse(told.stdout)).toMatchObject({ ok: true, warnings: [], mismatches: [] });
    });
  });
});
