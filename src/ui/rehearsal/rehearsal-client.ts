/** The page's end of the rehearsal worker: one worker for each rehearsal. */
import { proxy, wrap } from "comlink";
import workerUrl from "../../../workers/rehearsal.worker.ts?worker&url";
import type { RefusalValue } from "../../../workers/maker-api.ts";
import type { RehearsalApi, RehearsalEvent, RehearsalJob } from "../../../workers/rehearsal-api.ts";

/** Why there will be no more events; null: the worker could not be fetched. */
export type Trouble = RefusalValue | null;

export class RunningRehearsal {
  readonly #worker: Worker;
  readonly #onTrouble: (trouble: Trouble) => void;
  #over = false;

  constructor(onTrouble: (trouble: Trouble) => void) {
    this.#onTrouble = onTrouble;
    this.#worker = workerUnderPolicy();
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

/**
 * A script may be anybody's, and reaches all that its worker can do: "import js" gives it `fetch`. The policy of the
 * page (vite.config.ts) keeps it from talking to anyone, but holds only for workers whose address is a blob; others
 * have that of their own response, which static hosts do not send.
 */
function workerUnderPolicy(): Worker {
  const address = new URL(workerUrl, import.meta.url).href;
  const starter = new Blob([`import ${JSON.stringify(address)};`], { type: "text/javascript" });
  const url = URL.createObjectURL(starter);
  const worker = new Worker(url, { type: "module" });
  // Its script is fetched by the time that it first speaks.
  worker.addEventListener("message", () => URL.revokeObjectURL(url), { once: true });
  return worker;
}

function unexpected(message: string): RefusalValue {
  return { code: "unexpected", detail: { message } };
}
