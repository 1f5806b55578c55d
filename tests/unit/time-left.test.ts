import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TimeLeft, type TimeLeftShown } from "../../src/page/make/time-left.ts";

interface Reading {
  readonly elapsed: number;
  readonly done: number;
  readonly shown: TimeLeftShown | null;
}

const TICK = 0.5;

/** Runs a job and reads what is shown twice a second. `speedAt`: share of the job a second, by what is done. */
function run(speedAt: (done: number) => number, mostSeconds = 3600): Reading[] {
  const timeLeft = new TimeLeft();
  const readings: Reading[] = [];
  let done = 0;
  for (let tick = 1; done < 1 && tick < mostSeconds / TICK; tick++) {
    done = Math.min(1, done + speedAt(done) * TICK);
    const elapsed = tick * TICK;
    readings.push({ elapsed, done, shown: timeLeft.update(done, elapsed) });
  }
  return readings;
}

function seconds(shown: TimeLeftShown): number {
  return shown.unit === "second" ? shown.value : 60 * shown.value;
}

const shownOf = (readings: readonly Reading[]) =>
  readings.flatMap(({ shown, elapsed }) => (shown === null ? [] : [{ elapsed, left: seconds(shown) }]));

describe("the time left", () => {
  it("is not told before it means something, nor when all is done", () => {
    const readings = run(() => 1 / 60);
    expect(readings.filter(({ elapsed }) => elapsed < 3).map(({ shown }) => shown)).toEqual(
      Array.from({ length: 5 }, () => null),
    );
    expect(readings.at(-1)?.shown).toBeNull();
    // At first all speed is 0: a job that has hardly begun says nothing, however long it takes.
    expect(run((done) => (done < 0.04 ? 1 / 100 : 0), 60).every(({ shown }) => shown === null)).toBe(true);
    // Short jobs are over before.
    expect(run(() => 0.4).every(({ shown }) => shown === null)).toBe(true);
  });

  it("is right for a job of steady speed", () => {
    for (const total of [20, 60, 300]) {
      for (const { elapsed, left } of shownOf(run(() => 1 / total))) {
        const truth = total - elapsed;
        // One step of rounding, and a little for the start.
        const step = truth > 90 ? 60 : truth > 30 ? 10 : 5;
        expect(Math.abs(left - truth), `${left} at ${elapsed} of ${total}`).toBeLessThanOrEqual(
          step + 0.15 * truth,
        );
      }
    }
  });

  it("comes to the truth after the speed has changed", () => {
    // Four times slower from the middle on: 20 s, then 80 s.
    const readings = run((done) => (done < 0.5 ? 1 / 40 : 1 / 160));
    const late = shownOf(readings).filter(({ elapsed }) => elapsed > 70);
    for (const { elapsed, left } of late) {
      const truth = 100 - elapsed;
      expect(Math.abs(left - truth), `${left} at ${elapsed}`).toBeLessThanOrEqual(5 + 0.5 * truth);
    }
    expect(late.length).toBeGreaterThan(20);
  });

  it("grows while nothing moves on, for that is the truth", () => {
    const readings = run((done) => (done < 0.3 ? 1 / 40 : 0), 60);
    const lefts = shownOf(readings).map(({ left }) => left);
    expect(lefts.at(-1)).toBeGreaterThan(Math.max(...lefts.slice(0, 10)));
  });

  it("never jumps: from one reading to the next it stays or goes a step", () => {
    const speeds = fc.array(fc.double({ min: 0.002, max: 0.2, noNaN: true }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(speeds, (list) => {
        const readings = shownOf(run((done) => list[Math.floor(done * list.length)] ?? 0.01));
        for (const [i, { left }] of readings.entries()) {
          const before = readings[i - 1]?.left ?? left;
          expect(left).toBeGreaterThanOrEqual(5);
          const step = Math.max(before, left) > 90 ? 60 : Math.max(before, left) > 30 ? 10 : 5;
          // Ten per cent a second, and the half second that went by.
          expect(Math.abs(left - before)).toBeLessThanOrEqual(step + 1 + 0.1 * before);
        }
      }),
    );
  });
});
