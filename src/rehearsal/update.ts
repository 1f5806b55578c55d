import type { RunningSystem, WrittenPart } from "../contract/rehearsal.ts";
import type { Reason } from "../contract/reason.ts";
import { isRefusal, reasonOf } from "../contract/refusal.ts";
import { type Clock, DURATIONS, FILE_SECONDS, WRITE_RATE } from "./clock.ts";
import type { Device, Reached, StepReport } from "../platforms/device.ts";
import type { Network } from "./network.ts";
import type { Power } from "../platforms/power.ts";
import type { Failure } from "./virtual-fota.ts";

export interface UpdateSetting {
  readonly clock: Clock;
  readonly device: Device;
  readonly network: Network;
  readonly power: Power;
  /** Of the second file, where there is one. */
  readonly secondUrl: string | null;
  readonly boot: (system: RunningSystem) => void;
  readonly fail: (failure: Failure) => void;
}

/** Tries of the small system to get the second file; the real one never gives up. */
const MOST_TRIES = 4;

/** The update from the restart on, without the script: boot after boot until the new firmware runs, or none will. */
export class Update {
  readonly #setting: UpdateSetting;
  /** How the last file was refused by the small system. */
  #secondFault: Reason | null = null;

  constructor(setting: UpdateSetting) {
    this.#setting = setting;
  }

  /** What the module holds when the new firmware runs; null when it does not come to that. */
  run(): Reached | null {
    const { clock, device, boot, fail } = this.#setting;
    clock.happens({ kind: "areas", areas: device.areas, steps: device.steps });
    for (const file of device.files.keys()) {
      if (file > 0 && !this.#fetchBySmallSystem(file)) {
        fail({ fault: "second-file-missing", detail: this.#secondFault });
        return null;
      }
      const failure = this.#apply(file);
      if (failure !== null) {
        fail(failure);
        return null;
      }
      clock.happens({ kind: "restart", cause: "module" });
    }
    boot("new");
    try {
      return device.reached();
    } catch (error) {
      if (!isRefusal(error)) throw error;
      fail({ fault: "wrong-outcome", detail: reasonOf(error) });
      return null;
    }
  }

  #apply(file: number): Failure | null {
    const { device, power, clock, boot } = this.#setting;
    for (;;) {
      boot("updater");
      const end = device.update(file, power, (report) => this.#step(report));
      switch (end.kind) {
        case "done":
          return null;
        case "declined":
          clock.happens({ kind: "restart", cause: "module" });
          boot("old");
          return { fault: end.fault, detail: end.why };
        case "lost":
          return { fault: "package-lost", detail: end.why };
        case "stuck":
          return { fault: "stuck", detail: end.why };
        case "power-cut":
          clock.happens({ kind: "power-cut", during: "update", step: end.step });
          clock.happens({ kind: "restart", cause: "power" });
      }
    }
  }

  #step({ done, total, written }: StepReport): void {
    const { clock, device } = this.#setting;
    clock.pass(written.reduce((sum, part) => sum + secondsFor(part, device), 0));
    clock.happens({ kind: "step", done, total, written });
  }

  /** The small system of mini-system downloads the second file by itself; whether it came. */
  #fetchBySmallSystem(file: number): boolean {
    const { clock, boot, secondUrl } = this.#setting;
    const url = secondUrl ?? "";
    boot("mini");
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      if (tries > 0) {
        clock.happens({ kind: "note", note: "second-file-again" });
        clock.pass(DURATIONS.untilNextTry);
      }
      const bytes = this.#fetch(url);
      if (bytes === "power-cut") {
        clock.happens({ kind: "power-cut", during: "download", step: null });
        clock.happens({ kind: "restart", cause: "power" });
        boot("mini");
        tries--;
        continue;
      }
      if (bytes === null) continue;
      clock.pass(DURATIONS.check);
      const verdict = this.#setting.device.receive(file, bytes);
      if (verdict.ok) {
        const checks = this.#setting.device.files[file];
        if (checks === undefined) throw new Error("the module takes one file");
        clock.happens({ kind: "checked", file: 2, checks });
        clock.happens({ kind: "flag" });
        clock.happens({ kind: "restart", cause: "module" });
        return true;
      }
      this.#secondFault = verdict.why;
    }
    return false;
  }

  #fetch(url: string): Uint8Array | null | "power-cut" {
    const { clock, network, power } = this.#setting;
    for (const tick of network.fetch(url)) {
      clock.pass(tick.seconds);
      switch (tick.kind) {
        case "answer":
          clock.happens({ kind: "request", url, status: tick.status });
          break;
        case "data": {
          const { received, total } = tick;
          clock.happens({ kind: "download", file: 2, received, total });
          if (power.failsAtDownload(received / total)) return "power-cut";
          break;
        }
        case "end":
          if (tick.bytes === null) {
            const text = tick.failure === "not-found" ? `404 ${url}` : url;
            this.#secondFault = { code: "quoted", text };
          }
          return tick.bytes;
      }
    }
    return null;
  }
}

function secondsFor({ area, from, to }: WrittenPart, { areas }: Device): number {
  return areas[area]?.name === "" ? FILE_SECONDS * (to - from) : (to - from) / WRITE_RATE;
}
