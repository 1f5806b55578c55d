/** The page's end of the rehearsal worker: one worker for each rehearsal. */
import { proxy, wrap } from "comlink";
import workerUrl from "../../../workers/rehearsal.worker.ts?worker&url";
import type { RefusalValue } from "../../contract/maker.ts";
import type { RehearsalApi, RehearsalEvent, RehearsalJob } from "../../contract/rehearsal.ts";
import { workerUnderPolicy } from "../shell/worker-under-policy.ts";

/** Why there will be no more events; null: the worker could not be fetched. */
export type Trouble = RefusalValue | null;

export class RunningRehearsal {
  readonly #worker: Worker;
  readonly #onTrouble: (trouble: Trouble) => void;
  #over = false;

  constructor(onTrouble: (trouble: Trouble) => void) {
    this.#onTrouble = onTrouble;
    // A script may be anybody's, and reaches all that its worker can do: "import js" gives it `fetch`.
    this.#worker = workerUnderPolicy(workerUrl);
    this.#worker.addEventListener("error", (event) => {
      // A worker that cannot be loaded sends an event without a message.
      const { message } = event as Partial<ErrorEvent>;
      this.#fail(message === undefined ? null : unexpected(message));
    });
  }

  async run(
    job: Promise<RehearsalJob>,
    onEvents: (events: readonly RehearsalEvent[]) => void,
  ): Promise<void> {
    try {
      const listener = proxy((events: readonly RehearsalEvent[]) => {
        if (!this.#over) onEvents(events);
      });
      const answer = await wrap<RehearsalApi>(this.#worker).run(await job, listener);
      // That all went well is told by the last event, which may still be on its way.
      if (!answer.ok) this.#fail(answer.refusal);
    } catch (error) {
      this.#fail(unexpected(String(error)));
    }
  }

  /** At once, whatever the script is doing. */
  end(): void {
    this.#over = true;
    this.#worker.terminate();
  }

  #fail(trouble: Trouble): void {
    if (this.#over) return;
    this.end();
    this.#onTrouble(trouble);
  }
}

function unexpected(message: string): RefusalValue {
  return { code: "unexpected", detail: { message } };
}
