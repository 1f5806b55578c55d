import type { RehearsalEvent } from "../contract/rehearsal.ts";

type WithoutTime<E> = E extends unknown ? Omit<E, "at"> : never;

/** An event, before it is known when it happened. */
export type Happening = WithoutTime<RehearsalEvent>;

/** Simulated time: it goes on when somebody says so, and stamps what happens. */
export class Clock {
  readonly #onEvent: (event: RehearsalEvent) => void;
  #now = 0;

  constructor(onEvent: (event: RehearsalEvent) => void) {
    this.#onEvent = onEvent;
  }

  /** Seconds since the start. */
  get now(): number {
    return this.#now;
  }

  pass(seconds: number): void {
    this.#now += Math.max(0, seconds);
  }

  passUntil(moment: number): void {
    this.#now = Math.max(this.#now, moment);
  }

  happens(event: Happening): void {
    this.#onEvent({ ...event, at: this.#now });
  }
}

/**
 * How long things take, in seconds: estimates for watching, not measured on a module. The vendor's guide says that an
 * update of ASR takes about five minutes.
 */
export const DURATIONS = {
  boot: 6,
  /** Before a module that restarts by itself does so. */
  untilRestart: 3,
  check: 2,
  connect: 1,
  retransmission: 1.5,
  noAnswer: 60,
  /** Before the small system tries again. */
  untilNextTry: 10,
} as const;

/** Bytes a second that an update writes. */
export const WRITE_RATE = 50_000;
/** For a small file, which is written in one go. */
export const FILE_SECONDS = 0.2;
