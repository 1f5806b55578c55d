import type { RehearsalFault, RehearsalNote } from "../contract/rehearsal.ts";
import type { ApiLimits } from "../modules/catalogue.ts";
import { type Clock, DURATIONS } from "./clock.ts";
import type { Device } from "../platforms/device.ts";
import type { Network, TransferTick } from "./network.ts";
import type { Power } from "../platforms/power.ts";
import type { Reason } from "../contract/reason.ts";

/** What a script meets: its module's calls, and all around it. */
export interface Surroundings {
  readonly clock: Clock;
  readonly device: Device;
  readonly network: Network;
  readonly power: Power;
  readonly api: ApiLimits;
  /** Longest address, in characters. */
  readonly longestUrl: number;
  /** The new firmware runs: that the script asks for an update is taken down, and nothing new comes of it. */
  readonly updated: boolean;
}

/** How it ended for the script, when it was not by coming to its end. */
export type Interruption =
  | { readonly kind: "restart"; readonly cause: "module" | "script" }
  | { readonly kind: "power-cut" }
  | { readonly kind: "waits-for-ever" };

export interface Failure {
  readonly fault: RehearsalFault;
  readonly detail: Reason | null;
}

function quoted(text: string): Reason {
  return { code: "quoted", text };
}

/** What `advance` and `wait` answer to the stand-in modules. */
export const ADVANCED = { idle: 0, signal: 1, interrupted: 2 } as const;

/** Callback: `args[0]` (docs/quecpython.md#calls). */
const STATUS = { started: 0, downloading: 1, ready: 2, failed: -1 } as const;
const PACKAGE_CHECK = 505;
const VERSION_MISMATCH = 507;

/** Percent between two calls of the callback. How often the real one is called is not known. */
const REPORT_EVERY = 10;
/** Seconds without anything to come, after which a script waits for ever. */
const PATIENCE = 3600;
/** The same for a script that has nothing to wait for. */
const PATIENCE_ON_NEW = 60;

interface Download {
  readonly ticks: Generator<TransferTick, undefined>;
  readonly reports: boolean;
  next: { readonly tick: TransferTick; readonly at: number } | null;
  reported: number;
}

/**
 * The `fota` calls of a module while a script runs (docs/quecpython.md#calls): 0 from `httpDownload` means
 * "accepted" or "downloaded and checked", as the module has it.
 */
export class VirtualFota {
  readonly #around: Surroundings;
  #download: Download | null = null;
  #result: 0 | -1 = 0;
  #signals: { readonly status: number; readonly value: number }[] = [];
  #current = { status: 0, value: 0 };
  #restartAt: number | null = null;
  #resetDisabled = false;
  #interruption: Interruption | null = null;
  #failure: Failure | null = null;
  #flagged = false;
  #asked = false;
  #lastEvent = 0;
  #url = "";
  #secondUrl: string | null = null;
  #local: Uint8Array | null = null;
  #localSize = 0;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  get interruption(): Interruption | null {
    return this.#interruption;
  }
  /** The last thing that went wrong. */
  get failure(): Failure | null {
    return this.#failure;
  }
  /** Whether the next boot goes into the update. */
  get flagged(): boolean {
    return this.#flagged;
  }
  /** Whether the script asked for an update at all. */
  get asked(): boolean {
    return this.#asked;
  }
  /** Where the second file of mini-system lies, as the script said; null when it did not. */
  get secondUrl(): string | null {
    return this.#secondUrl;
  }
  get blocking(): boolean {
    return this.#around.api.zeroMeans === "downloaded";
  }

  /** `fota(reset_disable=…)`; modules without it are taken to ignore it. */
  create(resetDisabled: boolean): void {
    if (resetDisabled && !this.#around.api.resetDisable) this.note("reset-disable-ignored");
    this.#resetDisabled = resetDisabled && this.#around.api.resetDisable;
  }

  /** 0: under way. */
  httpDownload(url1: string, url2: string | null, hasCallback: boolean): 0 | -1 {
    const { api, longestUrl, network, clock } = this.#around;
    this.#asked = true;
    if (this.#around.updated) return this.#inVain(hasCallback && url2 === null);
    if (this.#download !== null || this.#flagged) return -1;
    for (const url of url2 === null ? [url1] : [url1, url2]) {
      const allowed = api.ftp ? /^(https?|ftp):\/\/./i : /^https?:\/\/./i;
      if (!allowed.test(url)) return this.#refuse("url-scheme", quoted(url));
      if (url.length > longestUrl) {
        return this.#refuse("url-too-long", quoted(`${url.length} > ${longestUrl}`));
      }
    }
    if (url2 !== null && !api.url2) return this.#refuse("url2-refused", null);
    if (url2 !== null && hasCallback) this.note("no-callback-in-mini");
    const reports = hasCallback && url2 === null;
    this.#download = { ticks: network.fetch(url1), reports, next: null, reported: -REPORT_EVERY };
    this.#failure = null;
    this.#url = url1;
    this.#secondUrl = url2;
    if (reports) this.#signals.push({ status: STATUS.started, value: 0 });
    this.#lastEvent = clock.now;
    return 0;
  }

  /** Lets time pass: `seconds`, or (below 0) as long as something is to come. Stops at what the script has to hear. */
  advance(seconds: number): number {
    const { clock } = this.#around;
    const limit = seconds < 0 ? Infinity : clock.now + seconds;
    for (;;) {
      if (this.#interruption !== null) return ADVANCED.interrupted;
      if (this.#takeSignal()) return ADVANCED.signal;
      const next = this.#nextMoment();
      if (next === null || next > limit) {
        if (limit === Infinity) return ADVANCED.idle;
        clock.passUntil(limit);
        if (next !== null || clock.now - this.#lastEvent < this.#patience) return ADVANCED.idle;
        this.#interruption = { kind: "waits-for-ever" };
        continue;
      }
      clock.passUntil(next);
      this.#lastEvent = clock.now;
      this.#goOn();
    }
  }

  /** Until the download has ended; then {@link result} is known. */
  wait(): number {
    while (this.#download !== null || this.#signals.length > 0) {
      if (this.#interruption !== null) return ADVANCED.interrupted;
      if (this.#takeSignal()) return ADVANCED.signal;
      const next = this.#nextMoment();
      if (next === null) break;
      this.#around.clock.passUntil(next);
      this.#goOn();
    }
    this.#lastEvent = this.#around.clock.now;
    return ADVANCED.idle;
  }

  get #patience(): number {
    return this.#around.updated ? PATIENCE_ON_NEW : PATIENCE;
  }

  get status(): number {
    return this.#current.status;
  }
  get value(): number {
    return this.#current.value;
  }
  get result(): 0 | -1 {
    return this.#result;
  }

  powerRestart(): void {
    this.#interruption ??= { kind: "restart", cause: "script" };
  }

  note(note: RehearsalNote): void {
    if (this.#around.updated) return;
    this.#around.clock.happens({ kind: "note", note });
  }

  /** `write(bytes, file_size)` of a local upgrade. */
  write(bytes: Uint8Array, fileSize: number): 0 | -1 {
    this.#asked = true;
    if (this.#around.updated) return -1;
    if (!this.#around.api.localUpgrade) return this.#refuse("local-refused", null);
    if (this.#local?.length !== fileSize) {
      this.#local = new Uint8Array(Math.max(0, fileSize));
      this.#localSize = 0;
    }
    if (this.#localSize + bytes.length > fileSize) return -1;
    this.#local.set(bytes, this.#localSize);
    this.#localSize += bytes.length;
    const total = fileSize;
    this.#around.clock.happens({ kind: "download", file: 1, received: this.#localSize, total });
    return 0;
  }

  flush(): 0 | -1 {
    if (!this.#around.api.localUpgrade) return this.#refuse("local-refused", null);
    return this.#local !== null && this.#localSize === this.#local.length ? 0 : -1;
  }

  verify(): 0 | -1 {
    if (this.flush() !== 0 || this.#local === null) return -1;
    return this.#takeOver(this.#local, true);
  }

  /** The new firmware takes its package once more, restarts, and is the same as before. */
  #inVain(reports: boolean): 0 {
    if (reports) this.#signals.push({ status: STATUS.ready, value: 100 });
    this.#result = 0;
    if (!this.#resetDisabled) this.#restartAt = this.#around.clock.now + DURATIONS.untilRestart;
    return 0;
  }

  #refuse(fault: RehearsalFault, detail: Reason | null): -1 {
    this.#failure = { fault, detail };
    return -1;
  }

  #takeSignal(): boolean {
    const signal = this.#signals.shift();
    if (signal === undefined) return false;
    this.#current = signal;
    return true;
  }

  /** When something happens next, in simulated seconds; null when nothing does. */
  #nextMoment(): number | null {
    const { clock } = this.#around;
    if (this.#download !== null) {
      if (this.#download.next === null) {
        const { value } = this.#download.ticks.next();
        if (value !== undefined) this.#download.next = { tick: value, at: clock.now + value.seconds };
      }
      return this.#download.next?.at ?? null;
    }
    return this.#restartAt;
  }

  #goOn(): void {
    const next = this.#download?.next ?? null;
    if (this.#download === null || next === null) {
      this.#restartAt = null;
      this.#interruption = { kind: "restart", cause: "module" };
      return;
    }
    const { clock, power } = this.#around;
    const { tick } = next;
    this.#download.next = null;
    switch (tick.kind) {
      case "answer":
        clock.happens({ kind: "request", url: this.#url, status: tick.status });
        break;
      case "data": {
        const { received, total } = tick;
        clock.happens({ kind: "download", file: 1, received, total });
        if (power.failsAtDownload(received / total)) this.#interruption = { kind: "power-cut" };
        else this.#report(Math.floor((100 * received) / total));
        break;
      }
      case "end":
        this.#end(tick, this.#download.reports);
        break;
    }
  }

  #report(percent: number): void {
    if (this.#download?.reports !== true || percent < this.#download.reported + REPORT_EVERY) return;
    this.#download.reported = percent;
    this.#signals.push({ status: STATUS.downloading, value: percent });
  }

  #end({ bytes, failure, moduleCode }: TransferTick & { readonly kind: "end" }, reports: boolean): void {
    this.#download = null;
    if (bytes === null) {
      this.#failure = { fault: failure ?? "connection-lost", detail: quoted(this.#url) };
      this.#result = -1;
      if (reports) this.#signals.push({ status: STATUS.failed, value: moduleCode });
      return;
    }
    this.#result = this.#takeOver(bytes, this.#resetDisabled);
    if (!reports) return;
    const code = this.#failure?.fault === "other-firmware" ? VERSION_MISMATCH : PACKAGE_CHECK;
    this.#signals.push(
      this.#result === 0 ? { status: STATUS.ready, value: 100 } : { status: STATUS.failed, value: code },
    );
  }

  /** The module checks a package that is there in whole. */
  #takeOver(bytes: Uint8Array, resetDisabled: boolean): 0 | -1 {
    const { clock, device } = this.#around;
    clock.pass(DURATIONS.check);
    if (device.files.length > 1 && this.#secondUrl === null) {
      return this.#refuse("package-refused", { code: "no-second-url" });
    }
    const verdict = device.receive(0, bytes);
    if (!verdict.ok) return this.#refuse(verdict.fault, verdict.why);
    clock.happens({ kind: "checked", file: 1, checks: device.files[0] });
    clock.happens({ kind: "flag" });
    this.#flagged = true;
    this.#failure = null;
    if (!resetDisabled) this.#restartAt = clock.now + DURATIONS.untilRestart;
    return 0;
  }
}
