import { SvelteMap } from "svelte/reactivity";
import type {
  MakeResult,
  MakerApi,
  PackageClass,
  PackageType,
  PairVerdict,
  RefusalValue,
} from "../../contract/maker.ts";
import { hasClasses, needsOld, offersOf, typeInUse, type TypeOffers } from "../make/choices.ts";
import { isOlder } from "../make/make.svelte.ts";
import { nothingChosen, optionsInUse } from "../make/package-options.svelte.ts";
import { type Answer, type Holding, MakerClient } from "../shell/maker-client.ts";
import { ongoing } from "../shell/ongoing.svelte.ts";
import { faultReport } from "../shell/report.ts";
import { saveFile } from "../shell/save-file.ts";
import { keepAwake } from "../shell/while-working.ts";
import { fleetEntries, fleetName, type FleetPackage } from "./archive.ts";
import type { IncomingFirmware } from "./incoming-firmware.ts";
import { type Pace, Queue, type QueueItem } from "./queue.ts";
import {
  type Direction,
  factsOf,
  type Place,
  placesOf,
  proposedNew,
  type Row,
  rowState,
  type RowState,
  type TaskView,
} from "./rows.ts";
import { chooseFolder, saveInto, type Saved } from "../shell/save-folder.ts";
import { meantToGoBack } from "../rollback/going-back.ts";

export interface FleetResult {
  readonly result: MakeResult;
  /** From the beginning of its work to the verified package. */
  readonly seconds: number;
}

/** One package of the fleet. Its ID tells of what it is made and how: results of other choices stay apart. */
export interface Task extends TaskView<FleetResult>, QueueItem {
  readonly row: Row;
}

/** A line of the summary. */
export interface Line extends FleetPackage {
  readonly id: string;
  readonly fullImageBytes: number;
  readonly seconds: number;
}

/** Each has a worker of its own, in which the new firmware stays open. */
const directions: readonly Direction[] = ["up", "back"];

/** The fleet screen: one new firmware, many old ones, and the packages between them. */
class Fleet {
  readonly #clients: Readonly<Record<Direction, MakerClient>> = {
    up: new MakerClient(),
    back: new MakerClient(),
  };
  readonly #mark = Symbol("fleet");
  #rows = $state.raw<readonly Row[]>([]);
  #nextId = 1;
  #passedOver = $state(0);
  /** Of the user, or fixed by the first package; null follows the proposal. */
  #chosenNew = $state<number | null>(null);
  #wishedType = $state<PackageType | null>(null);
  #packageClass = $state<PackageClass>("safe");
  #both = $state(false);
  readonly #verdicts = new SvelteMap<string, PairVerdict>();
  #attending = false;
  #startedAt = $state(0);
  #cancelled = $state(false);
  #release: (() => void) | null = null;
  readonly #queue = new Queue<FleetResult>(
    {
      make: (id, onProgress) => this.#make(id, onProgress),
      stop: (id) => this.#clients[this.#taskOf(id)?.direction ?? "up"].end(),
    },
    () => this.#follow(),
  );
  /** A new object whenever the queue changes, which knows nothing of Svelte. */
  #live = $state.raw({ queue: this.#queue });

  readonly fresh: Row | null = $derived(
    this.#rows.find(({ id }) => id === this.#chosenNew) ?? proposedNew(this.#rows, isOlder),
  );
  readonly #places = $derived(placesOf(this.#rows, this.fresh?.id ?? null));
  readonly olds: readonly Row[] = $derived(this.#rows.filter(({ id }) => id !== this.fresh?.id));
  readonly offers: TypeOffers = $derived(
    offersOf(factsOf(this.fresh)?.platform ?? "unknown", factsOf(this.fresh)),
  );
  /** Full packages are made of no old firmware: there is nothing of them to make for a fleet. */
  readonly type: PackageType = $derived.by(() => {
    const type = typeInUse(this.#wishedType, this.offers);
    return needsOld(type) ? type : "diff";
  });
  readonly tasks: readonly Task[] = $derived.by(() => {
    const { fresh } = this;
    if (fresh === null || this.offers[this.type].allowed === "no") return [];
    return this.#rows
      .filter(({ id }) => this.#places.get(id)?.kind === "old")
      .flatMap((row) =>
        directions.slice(0, this.#both ? 2 : 1).map((direction): Task => {
          const id = `${fresh.id}/${row.id}/${direction}/${this.type}`;
          const weight = row.file.size + fresh.file.size;
          const verdict = this.#verdicts.get(id) ?? null;
          return { id, weight, row, direction, verdict, state: this.#live.queue.state(id) };
        }),
      );
  });
  /** What a click on the button would make. */
  readonly open: readonly Task[] = $derived(
    this.tasks.filter(
      ({ verdict, state }) => verdict !== null && verdict.refusal === null && state?.phase !== "made",
    ),
  );
  readonly busyReading: boolean = $derived(
    this.#rows.some(({ reading }) => reading.phase === "waiting" || reading.phase === "reading") ||
      this.tasks.some(({ verdict }) => verdict === null),
  );
  readonly lines: readonly Line[] = $derived.by(() => {
    return this.tasks.flatMap(({ id, state, row, direction }) => {
      const old = factsOf(row);
      const fresh = factsOf(this.fresh);
      if (state?.phase !== "made" || old === null || fresh === null) return [];
      const { result, seconds } = state.result;
      const item = this.#packageClass === "compact" ? (result.compact ?? result.safe) : result.safe;
      const [from, to] = direction === "up" ? [old, fresh] : [fresh, old];
      return [{ id, direction, from, to, made: item, fullImageBytes: result.fullImageBytes, seconds }];
    });
  });

  get rows(): readonly Row[] {
    return this.#rows;
  }
  get passedOver(): number {
    return this.#passedOver;
  }
  /** Whether nobody has chosen the new firmware, and nothing is made of it yet. */
  get proposed(): boolean {
    return this.#chosenNew === null;
  }
  get packageClass(): PackageClass {
    return this.#packageClass;
  }
  get classes(): boolean {
    return hasClasses(factsOf(this.fresh)?.platform ?? "unknown");
  }
  get both(): boolean {
    return this.#both;
  }
  get running(): boolean {
    return this.#live.queue.running;
  }
  get progress(): number {
    return this.#live.queue.progress;
  }
  get pace(): Pace {
    return this.#live.queue.pace;
  }
  /** As performance.now() has it. */
  get startedAt(): number {
    return this.#startedAt;
  }
  /** Whether the last thing that happened was that the reader stopped it. */
  get cancelled(): boolean {
    return this.#cancelled;
  }

  placeOf(row: Row): Place {
    return this.#places.get(row.id) ?? null;
  }

  tasksOf(row: Row): readonly Task[] {
    return this.tasks.filter((task) => task.row.id === row.id);
  }

  stateOf(row: Row): RowState {
    return rowState(row, this.placeOf(row), this.tasksOf(row));
  }

  add({ files, passedOver }: IncomingFirmware): void {
    this.#passedOver = passedOver;
    const rows = files.map((file): Row => ({ id: this.#nextId++, file, reading: { phase: "waiting" } }));
    this.#rows = [...this.#rows, ...rows];
    this.#cancelled = false;
    void this.#attend();
  }

  remove(row: Row): void {
    if (this.running && row.id === this.fresh?.id) return;
    this.#queue.remove((id) => id.split("/", 2).includes(String(row.id)));
    if (this.#chosenNew === row.id) this.#chosenNew = null;
    this.#rows = this.#rows.filter(({ id }) => id !== row.id);
    void this.#attend();
  }

  clear(): void {
    if (this.running) return;
    this.#queue.remove(() => true);
    this.#rows = [];
    this.#chosenNew = null;
    this.#passedOver = 0;
    this.#cancelled = false;
    this.#verdicts.clear();
  }

  chooseNew(row: Row): void {
    if (this.running) return;
    this.#chosenNew = row.id;
    void this.#attend();
  }

  chooseType(type: PackageType): void {
    if (this.running) return;
    this.#wishedType = type;
    void this.#attend();
  }

  chooseClass(packageClass: PackageClass): void {
    this.#packageClass = packageClass;
  }

  chooseBoth(both: boolean): void {
    if (this.running) return;
    this.#both = both;
    void this.#attend();
  }

  /** Makes what is not made yet. */
  start(): void {
    if (this.running || this.fresh === null) return;
    // Newer firmware that comes later does not put away what is made now.
    this.#chosenNew = this.fresh.id;
    this.#begin(this.open);
  }

  /** Once more what was refused or cancelled: reading, judging or making. */
  retry(row: Row): void {
    if (row.reading.phase === "refused") this.#put(row.id, { phase: "waiting" });
    const tasks = this.tasksOf(row);
    for (const { id, verdict } of tasks) if (verdict?.refusal) this.#verdicts.delete(id);
    this.#begin(tasks.filter((task) => this.open.includes(task)));
    void this.#attend();
  }

  cancelOne(id: string): void {
    this.#queue.cancel(id);
  }

  cancel(): void {
    this.#cancelled = true;
    this.#queue.cancelAll();
  }

  /** Everything in one archive; the refusal if that is not possible. */
  async saveZip(): Promise<RefusalValue | null> {
    const client = new MakerClient();
    const answer = await client.alone.zip(this.#entries());
    client.end();
    if (answer === null) return null;
    if (!answer.ok) return answer.refusal;
    saveFile(answer.value, `${this.#name()}.zip`);
    return null;
  }

  /** Everything as a folder inside one that the reader chooses, beside what may be there; null: none was chosen. */
  async saveIntoFolder(): Promise<Saved | null> {
    const chosen = await chooseFolder();
    if (chosen.kind === "cancelled") return null;
    if (chosen.kind === "failed") return chosen;
    const files = this.#entries().map(({ name, blob }) => ({ fileName: name, blob }));
    const saved = await saveInto(chosen.folder, this.#name(), files, "ask");
    return saved.kind === "taken" ? saveInto(chosen.folder, this.#name(), files, "second-name") : saved;
  }

  /** A report about a refusal, with what was chosen. */
  report(refusal: RefusalValue, row: Row): string {
    return faultReport(refusal, {
      old: factsOf(row),
      new: factsOf(this.fresh),
      choices: { fleet: String(this.#rows.length), type: this.type, both: this.#both },
    });
  }

  #name(): string {
    return fleetName(factsOf(this.fresh)?.version ?? "", this.lines);
  }

  #entries(): ReturnType<typeof fleetEntries> {
    const platform = factsOf(this.fresh)?.platform ?? "unknown";
    return fleetEntries(this.lines, { platform, type: this.type, classes: this.classes });
  }

  #begin(tasks: readonly Task[]): void {
    if (tasks.length === 0) return;
    this.#cancelled = false;
    if (!this.running) this.#startedAt = performance.now();
    this.#queue.start(tasks);
  }

  /** As it is now: the queue knows IDs alone. */
  #taskOf(id: string): Task | undefined {
    return this.tasks.find((task) => task.id === id);
  }

  #holdingOf({ row, direction }: Task, fresh: Row): Holding {
    const [old, next] = direction === "up" ? [row.file, fresh.file] : [fresh.file, row.file];
    return { old, new: next, userPartition: null };
  }

  #optionsOf({ row, direction }: Task, fresh: Row): ReturnType<typeof optionsInUse> {
    // No version names: nobody typed any. And modules keep their scripts.
    return optionsInUse(this.type, nothingChosen, {
      new: factsOf(direction === "up" ? fresh : row),
      userPartition: null,
    });
  }

  async #make(id: string, onProgress: Parameters<MakerApi["make"]>[1]): Promise<Answer<FleetResult>> {
    const task = this.#taskOf(id);
    const { fresh } = this;
    if (task === undefined || fresh === null) return null;
    const startedAt = performance.now();
    const client = this.#clients[task.direction];
    const answer = await client
      .with(this.#holdingOf(task, fresh))
      .make(this.#optionsOf(task, fresh), onProgress);
    if (answer === null || !answer.ok) return answer;
    const seconds = (performance.now() - startedAt) / 1000;
    return { ok: true, value: { result: answer.value, seconds } };
  }

  /** Reads and judges until there is nothing left to read and to judge. */
  async #attend(): Promise<void> {
    if (this.#attending) return;
    this.#attending = true;
    for (;;) {
      const row = this.#rows.find(({ reading }) => reading.phase === "waiting");
      if (row !== undefined) await this.#read(row);
      // Which one is the new firmware is sure only when all are read.
      else {
        const task = this.tasks.find(({ verdict }) => verdict === null);
        if (task === undefined) break;
        await this.#judge(task);
      }
    }
    this.#attending = false;
    this.#rest();
  }

  async #read({ id, file }: Row): Promise<void> {
    this.#put(id, { phase: "reading" });
    const answer = await this.#clients.up.open("old", file);
    // The worker was ended because of a package that was cancelled.
    if (answer === null) this.#put(id, { phase: "waiting" });
    else if (answer.ok) this.#put(id, { phase: "read", facts: answer.value });
    else this.#put(id, { phase: "refused", refusal: answer.refusal });
  }

  async #judge(task: Task): Promise<void> {
    const { fresh } = this;
    if (fresh === null) return;
    const client = this.#clients[task.direction];
    const answer = await client.with(this.#holdingOf(task, fresh)).fits(this.#optionsOf(task, fresh));
    if (answer === null) return;
    const verdict = answer.ok ? answer.value : { refusal: answer.refusal, warnings: [] };
    this.#verdicts.set(task.id, task.direction === "up" ? verdict : meantToGoBack(verdict));
  }

  #put(id: number, reading: Row["reading"]): void {
    this.#rows = this.#rows.map((row) => (row.id === id ? { ...row, reading } : row));
  }

  /** The queue has changed. */
  #follow(): void {
    this.#live = { queue: this.#queue };
    const { running } = this.#queue;
    ongoing.tell(this.#mark, running ? this.#queue.progress : null);
    if (running) this.#release ??= keepAwake();
    else {
      this.#release?.();
      this.#release = null;
      this.#rest();
    }
  }

  /** Workers hold whole firmwares: with nothing to do they are let go. */
  #rest(): void {
    if (this.#attending || this.#queue.running) return;
    for (const direction of directions) this.#clients[direction].end();
  }
}

export const fleet = new Fleet();
