/**
 * The page's end of the maker worker. The worker is started by the first question and ended by
 * {@link MakerClient.end}; the files stay with the page and are opened again in the next worker.
 */
import { proxy, wrap, type Remote } from "comlink";
import workerUrl from "../../../workers/maker.worker.ts?worker&url";
import type { FirmwareFacts, MakerApi, Outcome, Side, UserFileChange } from "../../contract/maker.ts";
import { workerUnderPolicy } from "./worker-under-policy.ts";

/** What the worker must hold before it can answer; null: not looked at. */
export interface Holding {
  readonly old: File | null;
  readonly new: File | null;
  readonly userPartition: WantedUserPartition | null;
}

/** The user partition as the page wants it: where it comes from, and what was changed in it. */
export interface WantedUserPartition {
  /** null: the one in the new firmware. */
  readonly replacement: File | null;
  readonly changes: readonly UserFileChange[];
}

/** null: the worker was ended before it answered, so nobody waits for the answer any more. */
export type Answer<T> = Outcome<T> | null;

type Refused = Outcome<never> & { readonly ok: false };

/** What holds files is done by the client itself. */
type Operation = Exclude<keyof MakerApi, "open" | "close" | "replaceUserPartition" | "changeUserFiles">;

/** The operations as the page asks for them: as in the contract, but the worker may be ended before it answers. */
type Asked = {
  readonly [K in Operation]: (
    ...given: Parameters<MakerApi[K]>
  ) => Promise<Awaited<ReturnType<MakerApi[K]>> | null>;
};

class RunningWorker {
  readonly #worker: Worker;
  readonly api: Remote<MakerApi>;
  /** Which file the worker holds on each side. */
  readonly opened: Record<Side, File | null> = { old: null, new: null };
  /** Which user partition the worker holds; null when that is not known for sure. */
  userPartition: WantedUserPartition | null = null;
  /** Settles when the worker ends (null) or dies (a refusal): its open questions stay open for ever. */
  readonly over: Promise<Answer<never>>;
  #settle: (answer: Answer<never>) => void = () => undefined;

  constructor(onDeath: () => void) {
    this.#worker = workerUnderPolicy(workerUrl);
    this.api = wrap<MakerApi>(this.#worker);
    this.over = new Promise((settle) => {
      this.#settle = settle;
    });
    this.#worker.addEventListener("error", (event) => {
      // A worker that cannot be loaded sends an event without a message.
      const { message } = event as Partial<ErrorEvent>;
      this.#settle(message === undefined ? notFetched : unexpected(message));
      this.#worker.terminate();
      onDeath();
    });
  }

  end(): void {
    this.#settle(null);
    this.#worker.terminate();
  }
}

export class MakerClient {
  #running: RunningWorker | null = null;
  /** Questions are asked one after another, so that a later file never loses against an earlier one. */
  #last: Promise<unknown> = Promise.resolve();

  open(side: Side, file: File): Promise<Answer<FirmwareFacts>> {
    return this.#ask((worker) => openIn(worker, side, file));
  }

  close(side: Side): Promise<Answer<null>> {
    return this.#ask(async (worker) => {
      worker.opened[side] = null;
      if (side === "new") worker.userPartition = null;
      await worker.api.close(side);
      return { ok: true, value: null };
    });
  }

  /** Questions about files, which the worker opens first if it does not hold them. */
  with(holding: Holding): Asked {
    return this.#asked(async (worker) => await hold(worker, holding));
  }

  /** Questions that need nothing but what they bring along. */
  get alone(): Asked {
    return this.#asked(() => Promise.resolve(null));
  }

  /** Stops whatever is going on, at once. Open questions are answered with null. */
  end(): void {
    this.#running?.end();
    this.#running = null;
  }

  /** The operations of the contract, each asked through the worker that runs. */
  #asked(prepare: (worker: RunningWorker) => Promise<Refused | null>): Asked {
    const ask = (name: Operation, given: readonly unknown[]): Promise<Answer<unknown>> =>
      this.#ask(async (worker) => {
        const refused = await prepare(worker);
        if (refused !== null) return refused;
        const operation = worker.api[name] as (...args: readonly unknown[]) => Promise<Outcome<unknown>>;
        // Functions cannot be copied to the worker; it calls back through a channel.
        return await operation(...given.map((one) => (typeof one === "function" ? proxy(one) : one)));
      });
    return new Proxy({} as Asked, {
      get:
        (_, name) =>
        (...given: readonly unknown[]) =>
          ask(name as Operation, given),
    });
  }

  async #ask<T>(question: (worker: RunningWorker) => Promise<Outcome<T>>): Promise<Answer<T>> {
    this.#running ??= this.#start();
    const worker = this.#running;
    const turn = this.#last.then(() =>
      Promise.race([worker.over, question(worker).catch((error: unknown) => unexpected(String(error)))]),
    );
    this.#last = turn;
    return await turn;
  }

  #start(): RunningWorker {
    const worker: RunningWorker = new RunningWorker(() => {
      if (this.#running === worker) this.#running = null;
    });
    this.#last = Promise.resolve();
    return worker;
  }
}

async function openIn(worker: RunningWorker, side: Side, file: File): Promise<Outcome<FirmwareFacts>> {
  worker.opened[side] = null;
  // The worker takes the user partition out of the new firmware.
  if (side === "new") worker.userPartition = null;
  const outcome = await worker.api.open(side, file, file.name);
  if (outcome.ok) worker.opened[side] = file;
  return outcome;
}

/** Opens and changes what this worker does not hold yet; the refusal if that is not possible, else null. */
async function hold(worker: RunningWorker, holding: Holding): Promise<Refused | null> {
  for (const side of ["old", "new"] as const) {
    const file = holding[side];
    if (file === null || worker.opened[side] === file) continue;
    const outcome = await openIn(worker, side, file);
    if (!outcome.ok) return outcome;
  }
  return holding.userPartition === null ? null : await holdUserPartition(worker, holding.userPartition);
}

async function holdUserPartition(
  worker: RunningWorker,
  wanted: WantedUserPartition,
): Promise<Refused | null> {
  const { replacement, changes } = wanted;
  const held = worker.userPartition;
  const goesOn =
    held !== null &&
    held.replacement === replacement &&
    held.changes.length <= changes.length &&
    held.changes.every((change, index) => change === changes[index]);
  // Until the worker has said yes, nobody knows what it holds.
  worker.userPartition = null;
  if (!goesOn) {
    const outcome = await worker.api.replaceUserPartition(replacement, replacement?.name ?? "");
    if (!outcome.ok) return outcome;
  }
  const missing = goesOn ? changes.slice(held.changes.length) : changes;
  if (missing.length > 0) {
    const outcome = await worker.api.changeUserFiles(missing);
    if (!outcome.ok) return outcome;
  }
  worker.userPartition = wanted;
  return null;
}

const notFetched: Refused = {
  ok: false,
  refusal: { code: "page-part-missing", detail: { part: "maker.worker" } },
};

function unexpected(message: string): Refused {
  return { ok: false, refusal: { code: "unexpected", detail: { message } } };
}
