/** Runs the script that was sent, and tells its end from a restart of the module under it. */
import { SCRIPT_PATH } from "./job.ts";
import { isSerialProblem, SerialProblem } from "./problem.ts";
import { lastLine, type Repl } from "./repl.ts";
import { MARK_CODE } from "./restart-watch.ts";

/** As the vendor's tools run scripts; what has no `example` has the usual means. */
const RUN_CODE = `${MARK_CODE}try:
 from example import exec as _run
except ImportError:
 def _run(p):
  with open(p) as f:
   exec(f.read(), {'__name__': '__main__'})
_run('${SCRIPT_PATH}')
`;

export interface ScriptRun {
  readonly signal: AbortSignal;
  readonly onOutput: (text: string) => void;
  /**
   * For a port that stays when its module restarts: milliseconds of silence after which a script is
   * believed to be gone. Null for a port that vanishes with its module.
   */
  readonly silence: number | null;
}

/**
 * @returns `ended` when the script came to its end, `gone` when the module restarted under it.
 * @throws SerialProblem script-failed, and those of {@link Repl.run}; Stopped.
 */
export async function runScript(
  repl: Repl,
  { signal, onOutput, silence }: ScriptRun,
): Promise<"ended" | "gone"> {
  try {
    const { output, traceback, gone } = await repl.run(RUN_CODE, {
      during: "run",
      patience: silence ?? Infinity,
      knock: silence !== null,
      signal,
      onOutput,
    });
    if (gone) return "gone";
    // `example.exec` prints tracebacks instead of passing them on.
    const failed = traceback || (/Traceback \(most recent call last\):[^]*/.exec(output)?.[0] ?? "");
    if (failed !== "") {
      if (traceback !== "") onOutput(`${traceback}\n`);
      throw new SerialProblem("script-failed", { error: lastLine(failed), traceback: failed });
    }
    await repl.leaveRaw("run");
    return "ended";
  } catch (error) {
    if (isSerialProblem(error) && error.code === "unplugged") return "gone";
    throw error;
  }
}
