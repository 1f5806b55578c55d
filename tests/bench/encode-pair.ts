/** What engine.mjs bundles and runs: encodes one pair of 8910 firmware, and says what each stage took. */
import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { openFirmware } from "../../src/workshop/open-firmware.ts";
import { UNISOC8910_RULE_SETS } from "../../src/platforms/unisoc/rules.ts";
import { indexOldImages } from "../../src/platforms/unisoc/rdaota02/encode.ts";
import { fitTogether, type Opened8910 } from "../../src/platforms/unisoc/rdaota02/fit.ts";
import { makePackages } from "../../src/platforms/unisoc/rdaota02/make.ts";

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
  const open = (file: string): Opened8910 => {
    const opened = openFirmware(basename(file), new Uint8Array(readFileSync(file)));
    if (opened.unisoc8910 === null) throw new Error(`${file}: not of a UNISOC 8910`);
    return { ...opened, unisoc8910: opened.unisoc8910 };
  };
  const old = open(oldFile);
  const next = open(newFile);
  clock.to("open");
  const ruleSet = UNISOC8910_RULE_SETS.unisoc8910;
  const { plan } = fitTogether(old, next, ruleSet);
  clock.to("plan");
  const indexes = indexOldImages(plan);
  clock.to("index");
  const job = { old: old.unisoc8910, new: next.unisoc8910, ruleSet, plan, indexes };
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
