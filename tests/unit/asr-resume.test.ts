import { describe, expect, test } from "vitest";
import { type AsrFirmware, readAsr, systemOf } from "../../src/platforms/asr/firmware/firmware.ts";
import { areasToGrowIn } from "../../src/platforms/asr/fota-all/areas.ts";
import { makeAsrDiff } from "../../src/platforms/asr/fota-all/make.ts";
import { planAsrDiff } from "../../src/platforms/asr/fota-all/plan.ts";
import { readFotaAll } from "../../src/platforms/asr/fota-all/reader.ts";
import { updaterSteps } from "../../src/platforms/asr/fota-all/updater.ts";
import { makeAsrFull } from "../../src/platforms/asr/fbf/make.ts";
import { planAsrFull } from "../../src/platforms/asr/fbf/plan.ts";
import { ResumingUpdater } from "../../src/platforms/asr/power/resuming-updater.ts";
import { type Stage, stagesOf } from "../../src/platforms/asr/power/stages.ts";
import { note, notedStage, readFlash, storageOf } from "../../src/platforms/asr/power/storage.ts";
import { sweepCuts } from "../../src/platforms/asr/power/sweep.ts";
import { AsrFullDevice } from "../../src/platforms/asr/fbf/device.ts";
import { Power } from "../../src/platforms/power.ts";
import { asrSampleMembers } from "../../src/platforms/asr/sample/sample.ts";
import { noise, smallAsr } from "../support/small-asr-firmware.ts";

function sample(release: 1 | 2, members: Readonly<Record<string, Uint8Array>> = {}): AsrFirmware {
  return readAsr("SAMPLE_M16.bin", new Map([...asrSampleMembers({ release }), ...Object.entries(members)]));
}

const [old, next] = [sample(1), sample(2)];

/** What an update has to do, and the flash that it starts from. */
function update(from: AsrFirmware, to: AsrFirmware) {
  const pack = readFotaAll("p", makeAsrDiff(planAsrDiff(from, to, { apps: [] })).bytes);
  return { stages: stagesOf(updaterSteps(pack)), before: storageOf(areasToGrowIn(from, systemOf(from))) };
}

const { stages, before } = update(old, next);
/** The uncompressed part grows, and all regions move up. */
const small = {
  from: smallAsr({ dsp: noise(0x15000, 3) }),
  to: smallAsr({ program: noise(25 * 0x1000, 9), dsp: noise(0x15000, 3) }),
};
const moving = update(small.from, small.to);

describe("the updater of ASR modules", () => {
  test("moves in pieces of 64 KiB from the end, each lifted before it is put down", () => {
    const moves = moving.stages.filter(({ kind }) => kind === "lift" || kind === "put-down");
    expect(moves.length).toBeGreaterThan(0);
    expect(moves.map(({ kind }) => kind)).toEqual(
      Array.from({ length: moves.length }, (_, i) => (i % 2 === 0 ? "lift" : "put-down")),
    );
    const lengths = moves.flatMap((move) => ("length" in move ? [move.length] : []));
    expect(Math.max(...lengths)).toBe(0x10000);
  });

  test.each([
    ["regions grow", { stages, before }, next],
    ["the uncompressed part grows", moving, small.to],
  ] as const)("leaves the new firmware byte for byte, compressed as its maker does: %s", (_, run, to) => {
    const updater = new ResumingUpdater(run.stages, run.before, new Map());
    for (const operation of updater.operations()) updater.storage = operation.land(updater.storage, "whole");
    const { base, image } = systemOf(to);
    const flash = readFlash(updater.storage, base, image.length) ?? new Uint8Array(0);
    expect(Buffer.compare(flash, image)).toBe(0);
    expect(notedStage(updater.storage)).toBe(run.stages.length);
  });

  test("goes by the newer of two notes, and mends the second one before it goes over the first", () => {
    const torn = note(0, 5).land({ ...before, notes: [4, 4] }, "half");
    expect([torn.notes, notedStage(torn)]).toEqual([[null, 4], 4]);
    const first = note(0, 5).land({ ...before, notes: [4, 4] }, "whole");
    expect([first.notes, notedStage(first)]).toEqual([[5, 4], 5]);
    const [mended] = [...new ResumingUpdater([], first, new Map()).operations()];
    expect(mended?.land(first, "whole").notes).toEqual([5, 5]);
  });
});

describe("power cuts", () => {
  const failuresOf = (run: typeof moving, wrong: (stage: Stage) => Stage = (stage) => stage) =>
    sweepCuts(run.stages.map(wrong), run.before, "all", () => undefined).failureCount;

  test("are recovered from while regions move, too", () => {
    expect(failuresOf(moving)).toBe(0);
  });

  test("are not, where the backup is not looked at", () => {
    const shrinking = update(next, old);
    expect(failuresOf(shrinking)).toBe(0);
    const careless = (stage: Stage): Stage => (stage.kind === "build" ? { ...stage, kept: [] } : stage);
    expect(failuresOf(shrinking, careless)).toBeGreaterThan(0);
  });

  test("of a sample are fewer, and spread over all of the update", () => {
    let last = 0;
    const { moments, momentsTried, cuts } = sweepCuts(stages, before, "sample", (done) => {
      expect(done).toBeGreaterThanOrEqual(last);
      last = done;
    });
    expect(last).toBe(1);
    expect(cuts).toBe(momentsTried);
    expect(momentsTried).toBeLessThan(moments / 5);
  });
});

describe("a full package", () => {
  const { bytes } = makeAsrFull(planAsrFull(next, null, { cutErased: false }));
  const image = next.userPartition?.bytes ?? new Uint8Array(0);
  const ends = (device: AsrFullDevice) => {
    expect(device.receive(0, bytes)).toEqual({ ok: true });
    const power = new Power("update", 1);
    return [device.update(0, power, () => undefined), device.update(0, power, () => undefined)].map(
      ({ kind }) => kind,
    );
  };

  test("is written from its start again after a power cut", () => {
    const device = new AsrFullDevice(old, next, image);
    expect(ends(device)).toEqual(["power-cut", "done"]);
    expect(device.reached().compared.files).toBeGreaterThan(0);
  });

  test("is lost where the updater reads it from the partition that it overwrites", () => {
    const updater = new TextEncoder().encode("ASROTA-F check fbf file failed U:/FotaFile.bin");
    const inside = sample(1, { "updater.bin": updater });
    expect(ends(new AsrFullDevice(inside, next, image))).toEqual(["power-cut", "lost"]);
  });
});
