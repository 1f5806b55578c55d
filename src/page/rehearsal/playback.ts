/** Plays events at a pace that can be followed: the worker is much faster than anybody can see. */
import type { RehearsalEvent } from "../../contract/rehearsal.ts";

export const paces = ["normal", "fast", "instant"] as const;
export type Pace = (typeof paces)[number];

const FASTER: Readonly<Record<Pace, number>> = { normal: 1, fast: 4, instant: Infinity };

/** Milliseconds that a whole update takes to watch, however many steps it has. */
const UPDATE = 2600;
/** Of each download; it comes in some fifty events. */
const DOWNLOAD_EVENT = 22;
/** More than this waiting: nobody could follow anyway. */
const BACKLOG = 3000;
/** The page is drawn that often. */
const FRAME = 40;

export class Playback {
  readonly #show: (events: readonly RehearsalEvent[]) => void;
  #queue: RehearsalEvent[] = [];
  #pace: Pace;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** Milliseconds that are left over until the next event is due. */
  #due = 0;
  #last = 0;

  constructor(pace: Pace, show: (events: readonly RehearsalEvent[]) => void) {
    this.#pace = pace;
    this.#show = show;
  }

  setPace(pace: Pace): void {
    this.#pace = pace;
  }

  add(events: readonly RehearsalEvent[]): void {
    this.#queue.push(...events);
    if (this.#timer !== null) return;
    this.#last = performance.now();
    this.#due = 0;
    this.#play();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#queue = [];
  }

  readonly #play = (): void => {
    const now = performance.now();
    this.#due -= (now - this.#last) * FASTER[this.#pace];
    this.#last = now;
    const shown: RehearsalEvent[] = [];
    const atOnce = this.#pace === "instant" || this.#queue.length > BACKLOG;
    while (this.#queue.length > 0 && (atOnce || this.#due <= 0)) {
      const event = this.#queue.shift();
      if (event === undefined) break;
      shown.push(event);
      this.#due = Math.max(this.#due, -FRAME) + millisecondsAfter(event);
    }
    // Whoever looks at the end may stop us.
    this.#timer = this.#queue.length > 0 || this.#due > 0 ? setTimeout(this.#play, FRAME) : null;
    if (shown.length > 0) this.#show(shown);
  };
}

function millisecondsAfter(event: RehearsalEvent): number {
  switch (event.kind) {
    case "boot":
      return 350;
    case "text":
      return 80;
    case "download":
      return DOWNLOAD_EVENT;
    case "step":
      return UPDATE / event.total;
    case "power-cut":
      return 500;
    case "restart":
    case "checked":
      return 250;
    case "script":
    case "request":
    case "flag":
    case "note":
      return 200;
    case "areas":
    case "finished":
    case "failed":
      return 0;
  }
}
