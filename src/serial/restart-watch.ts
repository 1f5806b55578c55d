/**
 * Notices that a module restarted. A port of the module's own vanishes then; behind a USB serial adapter it stays,
 * and the module is asked whether it still knows what it was told before.
 */
import type { Clock } from "./byte-port.ts";
import { Lost } from "./incoming.ts";
import { isSerialProblem } from "./problem.ts";
import type { Repl } from "./repl.ts";

/** A name among the REPL's own, which is gone after a restart. */
const MARK = "_fota_mark";
export const MARK_CODE = `${MARK} = 1\n`;

const ASK_EVERY = 5000;
/** An idle prompt answers at once: one that does not so often has gone, or its module is in a program of its own. */
const UNANSWERED = 3;

export interface RestartWatch {
  readonly clock: Clock;
  /** Whether the port stays when the module restarts. */
  readonly stays: boolean;
  readonly signal: AbortSignal;
  readonly onOutput: (text: string) => void;
}

/**
 * Passes on what the module prints until it restarts.
 * @returns `late` when the time was up first.
 * @throws Stopped
 */
export async function awaitRestart(
  repl: Repl,
  milliseconds: number,
  watch: RestartWatch,
): Promise<"restarted" | "late"> {
  const { clock, stays, signal, onOutput } = watch;
  const end = clock.now() + milliseconds;
  let unanswered = 0;
  for (;;) {
    const left = end - clock.now();
    const heard = await relay(repl, stays ? Math.min(ASK_EVERY, left) : left, onOutput, signal);
    if (heard === "lost") return "restarted";
    if (stays) {
      const marked = await isMarked(repl, watch);
      unanswered = marked === null ? unanswered + 1 : 0;
      if (marked === false || unanswered === UNANSWERED) return "restarted";
    }
    if (clock.now() >= end) return "late";
  }
}

/** Passes on what comes by itself; ends when the port is lost or the time is up. */
export async function relay(
  repl: Repl,
  milliseconds: number,
  onOutput: (text: string) => void,
  signal: AbortSignal,
): Promise<"lost" | "late"> {
  const heard = repl.listen(milliseconds, signal);
  for (;;) {
    const next = await heard.next();
    if (next.done === true) return next.value;
    onOutput(next.value);
  }
}

/**
 * Whether the module is the one that ran {@link MARK_CODE}, and has not restarted since. Interrupts nothing.
 * @returns null when nobody answers.
 * @throws Stopped
 */
export async function isMarked(
  repl: Repl,
  { signal, onOutput }: Pick<RestartWatch, "signal" | "onOutput">,
): Promise<boolean | null> {
  try {
    const { answered, heard } = await repl.knock("run", signal);
    if (heard !== "") onOutput(heard);
    if (!answered) return null;
    const answer = await repl.ask(`print('@mark', '${MARK}' in globals())\n`, { during: "run", signal });
    const others = answer.replace(/@mark \w+\r?\n/, "");
    if (others !== "") onOutput(others);
    return answer.includes("@mark True");
  } catch (error) {
    if (error instanceof Lost || isSerialProblem(error)) return null;
    throw error;
  }
}
