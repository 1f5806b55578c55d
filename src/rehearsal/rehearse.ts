import type { RehearsalFailure, RehearsalEvent, RunningSystem, ScriptOnNew } from "../contract/rehearsal.ts";
import type { ApiLimits } from "../modules/catalogue.ts";
import { Clock, DURATIONS } from "./clock.ts";
import type { Device } from "../platforms/device.ts";
import type { Network } from "./network.ts";
import type { Power } from "../platforms/power.ts";
import { type ModuleFiles, runScript, type ScriptEnd, type StartInterpreter } from "./script-run.ts";
import { Update } from "./update.ts";
import { VirtualFota } from "./virtual-fota.ts";
import type { Reason } from "../contract/reason.ts";

/** A module on the bench: what it is, what it runs, and what is around it. */
export interface Bench {
  readonly script: string;
  readonly packageFile: Uint8Array;
  readonly device: Device;
  readonly network: Network;
  readonly power: Power;
  readonly api: ApiLimits;
  readonly longestUrl: number;
  readonly moduleName: string;
  /** Names of the versions, to be shown. */
  readonly versions: { readonly old: string; readonly new: string };
  /** What the firmware says of itself; empty where nobody knows. */
  readonly answers: { readonly old: string; readonly new: string };
  /** Whether the package brings a user partition, with which everything in /usr is another. */
  readonly replacesFiles: boolean;
}

/** A script that the power fails under begins anew; more often than this it never would. */
const MOST_RUNS = 8;

/** Characters. Longer lines are broken, also those that a script never ends. */
const LONGEST_LINE = 4096;
const TOO_LONG = new RegExp(`[^\\n]{${LONGEST_LINE}}(?=[^\\n])`, "g");
/** Characters that are kept of what the script prints on the new firmware, until it is known which way it takes. */
const MOST_KEPT = 1 << 16;

/**
 * From the old firmware to the new one, by the script, or to where it ends. The last event is "finished" or "failed".
 */
export async function rehearse(
  bench: Bench,
  start: StartInterpreter,
  onEvent: (event: RehearsalEvent) => void,
): Promise<void> {
  const clock = new Clock(onEvent);
  const { power, versions, device } = bench;
  const boot = (system: RunningSystem): void => {
    clock.pass(DURATIONS.boot);
    const isSame = device.renews === "user-partition" && (system === "old" || system === "new");
    const version = system === "new" ? versions.new : versions.old;
    clock.happens({ kind: "boot", system: isSame ? "same" : system, version });
  };
  const fail = ({
    fault,
    detail,
  }: {
    readonly fault: RehearsalFailure["code"];
    readonly detail: Reason | null;
  }): void => {
    clock.happens({ kind: "failed", code: fault, detail, cuts: power.cuts });
  };

  const files: ModuleFiles = new Map();
  const lines = new Lines((text) => clock.happens({ kind: "text", text }));
  boot("old");
  for (let run = 1; run <= MOST_RUNS; run++) {
    const fota = new VirtualFota({ ...bench, clock, updated: false });
    clock.happens({ kind: "script", run });
    const end = await runScript(
      bench.script,
      { ...bench, fota, answer: bench.answers.old, files, now: () => clock.now },
      start,
      (text) => lines.take(text),
    );
    lines.end();
    if (end.kind === "interrupted" && end.interruption.kind === "power-cut") {
      clock.happens({ kind: "power-cut", during: "download", step: null });
      clock.happens({ kind: "restart", cause: "power" });
      boot("old");
      continue;
    }
    const failure = failureOf(end, fota);
    if (failure !== null) {
      fail(failure);
      return;
    }
    const cause =
      end.kind === "interrupted" && end.interruption.kind === "restart" ? end.interruption.cause : "module";
    clock.happens({ kind: "restart", cause });
    const reached = new Update({ ...bench, secondUrl: fota.secondUrl, clock, boot, fail }).run();
    if (reached === null) return;
    const scriptOnNew = bench.replacesFiles
      ? "gone"
      : await runOnNew(bench, run + 1, { clock, start, lines, files });
    const { renews: renewed } = device;
    const { cuts } = power;
    clock.happens({ kind: "finished", renewed, ...reached, version: versions.new, cuts, scriptOnNew });
    return;
  }
}

interface OnNew {
  readonly clock: Clock;
  readonly start: StartInterpreter;
  readonly lines: Lines;
  readonly files: ModuleFiles;
}

/** Starts on the new firmware that are tried; a script that still asks then would ask for ever. */
const MOST_STARTS = 5;

/** Runs the script as every start would; what it prints is shown when it asks for nothing at once. */
async function runOnNew(bench: Bench, run: number, around: OnNew): Promise<ScriptOnNew> {
  const { clock, start, lines, files } = around;
  clock.happens({ kind: "script", run });
  for (let time = 0; time < MOST_STARTS; time++) {
    const fota = new VirtualFota({ ...bench, clock, updated: true });
    let text = "";
    const setting = { ...bench, fota, answer: bench.answers.new, files, now: () => clock.now };
    const end = await runScript(bench.script, setting, start, (more) => {
      if (text.length < MOST_KEPT) text += more;
    });
    if (fota.asked) continue;
    if (time > 0) return "stops";
    lines.take(text);
    lines.end();
    return end.kind === "ended" && end.failure !== null ? "fails" : "content";
  }
  return "asks";
}

/** Print calls write word by word; the terminal gets whole lines. */
class Lines {
  readonly #onText: (text: string) => void;
  #begun = "";

  constructor(onText: (text: string) => void) {
    this.#onText = onText;
  }

  take(text: string): void {
    this.#begun += text;
    const end = this.#begun.lastIndexOf("\n") + 1;
    this.#tell(this.#begun.slice(0, end));
    this.#begun = this.#begun.slice(end);
    // What is kept is not empty: it may be the end of the line that comes next.
    const most = this.#begun.length - 1;
    const full = most - (most % LONGEST_LINE);
    if (full <= 0) return;
    this.#tell(`${this.#begun.slice(0, full)}\n`);
    this.#begun = this.#begun.slice(full);
  }

  end(): void {
    if (this.#begun !== "") this.#tell(`${this.#begun}\n`);
    this.#begun = "";
  }

  #tell(whole: string): void {
    if (whole !== "") this.#onText(whole.replace(TOO_LONG, "$&\n"));
  }
}

/** Why no update follows; null when one does. */
function failureOf(
  end: ScriptEnd,
  fota: VirtualFota,
): { fault: RehearsalFailure["code"]; detail: Reason | null } | null {
  if (end.kind === "interrupted") {
    switch (end.interruption.kind) {
      case "power-cut":
        return null;
      case "waits-for-ever":
        return fota.flagged
          ? { fault: "no-restart", detail: null }
          : (fota.failure ?? { fault: fota.asked ? "waits-for-ever" : "nothing-asked", detail: null });
      case "restart":
        return fota.flagged ? null : (fota.failure ?? { fault: "nothing-asked", detail: null });
    }
  }
  if (fota.flagged) return { fault: "no-restart", detail: null };
  return end.failure ?? { fault: "nothing-asked", detail: null };
}
