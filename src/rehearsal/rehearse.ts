import type { RehearsalFailure, RehearsalEvent, RunningSystem, ScriptOnNew } from "../contract/rehearsal.ts";
import type { ApiLimits } from "../modules/catalogue.ts";
import { Clock, DURATIONS } from "./clock.ts";
import type { Device } from "../platforms/device.ts";
import type { Network } from "./network.ts";
import type { Power } from "../platforms/power.ts";
import { runScript, type ScriptEnd, type StartInterpreter } from "./script-run.ts";
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
  readonly versions: { readonly old: string; readonly new: string };
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

  const lines = new Lines((text) => clock.happens({ kind: "text", text }));
  boot("old");
  for (let run = 1; run <= MOST_RUNS; run++) {
    const fota = new VirtualFota({ ...bench, clock, updated: false });
    clock.happens({ kind: "script", run });
    const end = await runScript(
      bench.script,
      { ...bench, fota, version: versions.old, now: () => clock.now },
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
    const scriptOnNew = await runOnNew(bench, run + 1, clock, start, lines);
    const { renews: renewed } = device;
    const { cuts } = power;
    clock.happens({ kind: "finished", renewed, ...reached, version: versions.new, cuts, scriptOnNew });
    return;
  }
}

/** Runs the script once more; what it prints is shown unless it takes the wrong way, which nothing comes of here. */
async function runOnNew(
  bench: Bench,
  run: number,
  clock: Clock,
  start: StartInterpreter,
  lines: Lines,
): Promise<ScriptOnNew> {
  clock.happens({ kind: "script", run });
  const fota = new VirtualFota({ ...bench, clock, updated: true });
  let text = "";
  const setting = { ...bench, fota, version: bench.versions.new, now: () => clock.now };
  const end = await runScript(bench.script, setting, start, (more) => {
    if (text.length < MOST_KEPT) text += more;
  });
  if (fota.asked) return "asks";
  lines.take(text);
  lines.end();
  return end.kind === "ended" && end.failure !== null ? "fails" : "content";
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
