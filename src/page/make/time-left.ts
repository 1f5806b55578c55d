/** How long a job will still take, told from how far it has come and how fast. */

/** What is shown: calm steps, for nobody knows it to the second. */
export interface TimeLeftShown {
  readonly unit: "second" | "minute";
  readonly value: number;
}

/** Before so many seconds and so much of the job nothing is known yet. */
const MEANINGFUL_SECONDS = 3;
const MEANINGFUL_SHARE = 0.05;
/** Seconds over which the speed of late is averaged, and an estimate follows what is measured. */
const SPEED_MEMORY = 8;
const FOLLOWING = 6;
/** The most that an estimate is corrected in a second: so much of itself, and so many seconds. */
const MOST_SHARE = 0.1;
const MOST_SECONDS = 0.5;

export class TimeLeft {
  #elapsed = 0;
  #done = 0;
  /** Share of the job a second, of late. */
  #speed = 0;
  #seconds: number | null = null;
  #shown: TimeLeftShown | null = null;

  /**
   * To be told about twice a second.
   * @param done 0 … 1, never falls
   * @param elapsed seconds since the start
   * @returns null while there is nothing that could be said honestly
   */
  update(done: number, elapsed: number): TimeLeftShown | null {
    const passed = elapsed - this.#elapsed;
    if (passed <= 0) return this.#shown;
    const speed = (done - this.#done) / passed;
    if (this.#elapsed === 0) this.#speed = speed;
    this.#speed += (speed - this.#speed) * (1 - Math.exp(-passed / SPEED_MEMORY));
    this.#elapsed = elapsed;
    this.#done = done;
    if (elapsed < MEANINGFUL_SECONDS || done < MEANINGFUL_SHARE || done >= 1) return (this.#shown = null);
    // Stages differ in speed: neither the whole way nor the last bit of it alone says how the rest will go.
    const measured = (1 - done) / ((done / elapsed + this.#speed) / 2);
    this.#seconds = this.#seconds === null ? measured : corrected(this.#seconds - passed, measured, passed);
    return (this.#shown = calm(this.#seconds, this.#shown));
  }
}

function corrected(expected: number, measured: number, passed: number): number {
  const wanted = (measured - expected) * (1 - Math.exp(-passed / FOLLOWING));
  const most = (MOST_SECONDS + MOST_SHARE * Math.max(0, expected)) * passed;
  return Math.max(0, expected + Math.max(-most, Math.min(most, wanted)));
}

/** Rounded up; goes up again only when the estimate is clearly higher than what was shown. */
function calm(seconds: number, before: TimeLeftShown | null): TimeLeftShown {
  const next = rounded(seconds);
  if (before === null || secondsOf(next) <= secondsOf(before)) return next;
  return seconds > secondsOf(before) + stepAt(secondsOf(before)) / 2 ? next : before;
}

function rounded(seconds: number): TimeLeftShown {
  const step = stepAt(seconds);
  const value = Math.max(5, step * Math.ceil(seconds / step));
  return value < 120 ? { unit: "second", value } : { unit: "minute", value: value / 60 };
}

function stepAt(seconds: number): number {
  if (seconds <= 30) return 5;
  return seconds <= 90 ? 10 : 60;
}

function secondsOf({ unit, value }: TimeLeftShown): number {
  return unit === "second" ? value : 60 * value;
}
