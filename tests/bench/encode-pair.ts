/** What engine.mjs bundles and runs: encodes a pair of 8910 firmware, or of images of any size, and says what it took. */
import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { open8910 } from "../support/opened.ts";
import { UNISOC8910_RULE_SETS } from "../../src/platforms/unisoc/rules.ts";
import { encodeBulk, indexOldImages } from "../../src/platforms/unisoc/rdaota02/encode.ts";
import { fitTogether } from "../../src/platforms/unisoc/rdaota02/fit.ts";
import { makePackages } from "../../src/platforms/unisoc/rdaota02/make.ts";
import type { PlannedBulk } from "../../src/platforms/unisoc/rdaota02/plan.ts";
import { grownPair } from "./grown-image.ts";

export interface Measured {
  readonly safe: number;
  readonly compact: number | null;
  readonly bulks: readonly string[];
  /** CPU seconds of the process, all threads, by stage. */
  readonly cpu: Readonly<Record<string, number>>;
  /** Highest resident memory, in MiB. */
  readonly peak: number;
}

/** Spends the CPU time since the last call on a stage. */
class StageClock {
  readonly spent: Record<string, number> = {};
  #last = process.cpuUsage();

  to(stage: string): void {
    const { user } = process.cpuUsage(this.#last);
    this.#last = process.cpuUsage();
    this.spent[stage] = (this.spent[stage] ?? 0) + user / 1e6;
  }
}

export function encodePair(oldFile: string, newFile: string, saveAs: string | null): Measured {
  const clock = new StageClock();
  const open = (file: string) => open8910(basename(file), new Uint8Array(readFileSync(file)));
  const old = open(oldFile);
  const next = open(newFile);
  clock.to("open");
  const ruleSet = UNISOC8910_RULE_SETS.unisoc8910;
  const { plan } = fitTogether(old, next, ruleSet);
  clock.to("plan");
  const indexes = indexOldImages(plan);
  clock.to("index");
  const job = { old: old.firmware, new: next.firmware, ruleSet, plan, indexes };
  const { safe, compact } = makePackages({ ...job, oldVersion: "", newVersion: "" }, ({ stage }) => {
    clock.to(stage);
  });
  if (saveAs !== null) {
    writeFileSync(`${saveAs}.safe.pack`, safe.bytes);
    writeFileSync(`${saveAs}.compact.pack`, (compact ?? safe).bytes);
  }
  const bulks = (compact ?? safe).bulks
    .filter(({ packedBytes }) => packedBytes > 1000)
    .map(({ target, order, packedBytes }) => `${target} ${packedBytes} ${order ?? "whole"}`);
  return {
    safe: safe.bytes.length,
    compact: compact?.bytes.length ?? null,
    bulks,
    cpu: clock.spent,
    peak: process.resourceUsage().maxRSS / 1024,
  };
}

export interface Grown {
  readonly packedBytes: number;
  readonly cpu: Readonly<Record<string, number>>;
  readonly peak: number;
}

/** A flash image of that many MiB, indexed and encoded. */
export function encodeGrown(mebibytes: number): Grown {
  const pair = grownPair((mebibytes << 20) / 4);
  const clock = new StageClock();
  const planned: PlannedBulk = { kind: "flash", id: "AP", device: 0, base: 0, blockSize: 0x10000, ...pair };
  const indexes = indexOldImages([planned]);
  clock.to("index");
  const { safe } = encodeBulk(planned, indexes, (stage) => {
    clock.to(stage);
  });
  const packedBytes = safe.reduce((sum, bulk) => sum + bulk.packedBytes, 0);
  return { packedBytes, cpu: clock.spent, peak: process.resourceUsage().maxRSS / 1024 };
}
