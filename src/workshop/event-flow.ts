import type { RehearsalEvent } from "../contract/rehearsal.ts";

/** Events cross to the page together: this many at most, or those of a period. */
const BATCH = 500;
const PERIOD_MS = 50;

/** What the way to the page takes for each message, event and character; a slow phone keeps up with that. */
const MESSAGE_MS = 5;
const EVENT_MS = 0.2;
const CHARACTER_MS = 0.001;
/** So far the worker may be ahead before it waits: a script of some lines never does. */
const AHEAD_MS = 250;

/**
 * The way of a rehearsal's events to the page. What a script prints crosses as soon as it is printed, since the script
 * may come to a standstill at any time. One that prints without end would bury the page under messages, and the
 * worker, which cannot hear the page while a script runs, does not know: so printing takes its time, as it would on a
 * serial port.
 */
export class EventFlow {
  readonly #send: (events: readonly RehearsalEvent[]) => void;
  readonly #now: () => number;
  #events: RehearsalEvent[] = [];
  #characters = 0;
  #sentAt = -Infinity;
  /** When all that was sent has arrived. */
  #free = -Infinity;

  /** @param now milliseconds; it must go on while somebody asks for it without end. */
  constructor(send: (events: readonly RehearsalEvent[]) => void, now: () => number) {
    this.#send = send;
    this.#now = now;
  }

  add(event: RehearsalEvent): void {
    this.#events.push(event);
    if (event.kind === "text") this.#characters += event.text.length;
    const due = event.kind === "text" || this.#events.length >= BATCH;
    if (due || this.#now() - this.#sentAt >= PERIOD_MS) this.send();
  }

  /** What has been held back, if anything. */
  send(): void {
    if (this.#events.length === 0) return;
    this.#sentAt = this.#now();
    const takes = MESSAGE_MS + this.#events.length * EVENT_MS + this.#characters * CHARACTER_MS;
    this.#free = Math.max(this.#free, this.#sentAt) + takes;
    this.#send(this.#events);
    this.#events = [];
    this.#characters = 0;
    while (this.#free - this.#now() > AHEAD_MS);
  }
}
