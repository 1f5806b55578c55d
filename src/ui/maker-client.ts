/**
 * The page's end of the maker worker. The worker is started by the first question and ended by
 * {@link MakerClient.end}; the files stay with the page and are opened again in the next worker.
 */
import { proxy, wrap, type Remote } from "comlink";
import type {
  FirmwareFacts,
  Inspection,
  MakeOptions,
  MakeProgress,
  MakeResult,
  MakerApi,
  Outcome,
  PairVerdict,
  RuleSetId,
  SamplePair,
  Side,
} from "../../workers/maker-api.ts";

export interface FilePair {
  readonly old: File;
  readonly new: File;
}

/** null: the worker was ended before it answered, so nobody waits for the answer any more. */
export type Answer<T> = Outcome<T> | null;

class RunningWorker {
  readonly #worker: Worker;
  readonly api: Remote<MakerApi>;
  /** Which file the worker holds on each side. */
  readonly opened: Record<Side, File | null> = { old: null, new: null };
  /** Settles when the worker ends (null) or dies (a refusal): its open questions stay open for ever. */
  readonly over: Promise<Answer<never>>;
  #settle: (answer: Answer<never>) => void = () => undefined;

  constructor(onDeath: () => void) {
    this.#worker = new Worker(new URL("../../workers/maker.worker.ts", import.meta.url), { type: "module" });
    this.api = wrap<MakerApi>(this.#worker);
    this.over = new Promise((settle) => {
      this.#settle = settle;
    });
    this.#worker.addEventListener("error", (event) => {
      // A worker that cannot be loaded sends an event without a message.
      this.#settle(unexpected((event as Partial<ErrorEvent>).message ?? "the worker did not start"));
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
    return this.#ask(async ({ api, opened }) => {
      opened[side] = null;
      await api.close(side);
      return { ok: true, value: null };
    });
  }

  judge(files: FilePair, ruleSet: RuleSetId): Promise<Answer<PairVerdict>> {
    return this.#ask(async (worker) => (await openPair(worker, files)) ?? (await worker.api.judge(ruleSet)));
  }

  make(
    files: FilePair,
    options: MakeOptions,
    onProgress: (progress: MakeProgress) => void,
  ): Promise<Answer<MakeResult>> {
    return this.#ask(
      async (worker) =>
        (await openPair(worker, files)) ?? (await worker.api.make(options, proxy(onProgress))),
    );
  }

  sample(): Promise<Answer<SamplePair>> {
    return this.#ask(async ({ api }) => await api.sample());
  }

  inspect(file: Blob, fileName: string): Promise<Answer<Inspection>> {
    return this.#ask(async ({ api }) => await api.inspect(file, fileName));
  }

  /** Stops whatever is going on, at once. Open questions are answered with null. */
  end(): void {
    this.#running?.end();
    this.#running = null;
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
  const outcome = await worker.api.open(side, file, file.name);
  if (outcome.ok) worker.opened[side] = file;
  return outcome;
}

/** Opens what this worker does not hold yet; the refusal if one cannot be opened, else null. */
async function openPair(
  worker: RunningWorker,
  files: FilePair,
): Promise<(Outcome<never> & { ok: false }) | null> {
  for (const side of ["old", "new"] as const) {
    if (worker.opened[side] === files[side]) continue;
    const outcome = await openIn(worker, side, files[side]);
    if (!outcome.ok) return outcome;
  }
  return null;
}

function unexpected(message: string): Outcome<never> & { ok: false } {
  return { ok: false, refusal: { code: "unexpected", detail: { message } } };
}
