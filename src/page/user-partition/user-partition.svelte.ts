import type { Outcome, RefusalValue, UserFileChange, UserPartitionFacts } from "../../contract/maker.ts";
import type { Dropped } from "../shell/file-drag.svelte.ts";
import type { Answer, Holding, MakerClient, WantedUserPartition } from "../shell/maker-client.ts";

/** Where the user partition comes from: a file of the user's, or the new firmware. */
interface Source {
  readonly firmware: File | null;
  readonly replacement: File | null;
}

/** What was done to the files, one entry an action, so that the last one can be taken back. */
type Edits = readonly (readonly UserFileChange[])[];

const none: Edits = [];

/**
 * The user partition that full and mini-system packages carry. Edits belong to the file they were made in, and
 * come back with it: after another file was tried, or the firmware was swapped.
 */
export class UserPartition {
  readonly #client: MakerClient;
  readonly #onChange: () => void;
  #source = $state.raw<Source>({ firmware: null, replacement: null });
  #edits = $state.raw<readonly (readonly [File, Edits])[]>([]);
  #facts = $state.raw<UserPartitionFacts | null>(null);
  /** Why the partition cannot be read at all. */
  #unreadable = $state.raw<RefusalValue | null>(null);
  /** Why the last action was not done; what was there before stays. */
  #refused = $state.raw<RefusalValue | null>(null);
  #busy = $state(false);
  #onDrop: (dropped: Dropped) => void = () => undefined;
  /** Counts what is asked for, so that a late answer to an earlier question is recognised. */
  #turn = 0;

  /** `onChange` is called whenever packages would carry something else than was known before. */
  constructor(client: MakerClient, onChange: () => void) {
    this.#client = client;
    this.#onChange = onChange;
  }

  get facts(): UserPartitionFacts | null {
    return this.#facts;
  }
  get unreadable(): RefusalValue | null {
    return this.#unreadable;
  }
  get refused(): RefusalValue | null {
    return this.#refused;
  }
  get busy(): boolean {
    return this.#busy;
  }
  get replaced(): boolean {
    return this.#source.replacement !== null;
  }
  get canUndo(): boolean {
    return this.#editsOf(this.#source).length > 0;
  }

  /** As the worker must hold it. */
  get wanted(): WantedUserPartition {
    return wantedOf(this.#source, this.#editsOf(this.#source));
  }

  /** Whoever shows the files takes what is dropped on them. Returns the end of it. */
  takeDrops(onDrop: (dropped: Dropped) => void): () => void {
    this.#onDrop = onDrop;
    return () => {
      this.#onDrop = () => undefined;
    };
  }

  drop(dropped: Dropped): void {
    if (!this.#busy) this.#onDrop(dropped);
  }

  /** The new firmware is another one, or there is none any more (null). */
  takeFirmware(file: File | null): void {
    if (file === this.#source.firmware) return;
    this.#source = { ...this.#source, firmware: file };
    this.#facts = null;
    this.#unreadable = null;
    this.#refused = null;
    void this.#read();
  }

  /** Takes a file of the user's instead of what is in the firmware; null goes back to that. */
  replace(file: File | null): Promise<boolean> {
    const source = { ...this.#source, replacement: file };
    return this.#try(source, this.#editsOf(source));
  }

  /** Whether it was done; if not, {@link refused} says why. */
  change(changes: readonly UserFileChange[]): Promise<boolean> {
    return this.#try(this.#source, [...this.#editsOf(this.#source), changes]);
  }

  undo(): Promise<boolean> {
    return this.#try(this.#source, this.#editsOf(this.#source).slice(0, -1));
  }

  /** Contents of a file; null when it cannot be had. */
  async contents(path: string): Promise<Blob | null> {
    return this.#valueOf(await this.#client.with(this.#holding()).userFile(path));
  }

  async image(): Promise<Blob | null> {
    return this.#valueOf(await this.#client.with(this.#holding()).userPartitionImage());
  }

  async archive(): Promise<Blob | null> {
    return this.#valueOf(await this.#client.with(this.#holding()).userFilesArchive());
  }

  /** The refusal of the last action has been read; other things are going on now. */
  dismiss(): void {
    this.#refused = null;
  }

  /** Asks again after the worker was ended in the middle of a question. */
  resume(): void {
    if (!this.#busy) return;
    this.#busy = false;
    void this.#read();
  }

  async #try(source: Source, edits: Edits): Promise<boolean> {
    const answer = await this.#ask(source, edits);
    if (answer === null) return false;
    if (!answer.ok) {
      this.#refused = answer.refusal;
      return false;
    }
    this.#source = source;
    const file = baseOf(source);
    if (file !== null) this.#edits = [...this.#edits.filter(([other]) => other !== file), [file, edits]];
    this.#facts = answer.value;
    this.#unreadable = null;
    this.#onChange();
    return true;
  }

  async #read(): Promise<void> {
    if (baseOf(this.#source) === null) {
      this.#turn += 1;
      this.#busy = false;
      return;
    }
    const answer = await this.#ask(this.#source, this.#editsOf(this.#source));
    if (answer === null) return;
    this.#facts = answer.ok ? answer.value : null;
    this.#unreadable = answer.ok ? null : answer.refusal;
    this.#onChange();
  }

  /** null when a later question has overtaken this one. */
  async #ask(source: Source, edits: Edits): Promise<Answer<UserPartitionFacts | null>> {
    this.#turn += 1;
    const turn = this.#turn;
    this.#busy = true;
    this.#refused = null;
    const holding: Holding = { old: null, new: source.firmware, userPartition: wantedOf(source, edits) };
    const answer = await this.#client.with(holding).userPartition();
    if (answer === null || turn !== this.#turn) return null;
    this.#busy = false;
    return answer;
  }

  #holding(): Holding {
    return { old: null, new: this.#source.firmware, userPartition: this.wanted };
  }

  #editsOf(source: Source): Edits {
    const file = baseOf(source);
    return this.#edits.find(([edited]) => edited === file)?.[1] ?? none;
  }

  #valueOf<T>(answer: Outcome<T> | null): T | null {
    if (answer === null) return null;
    this.#refused = answer.ok ? null : answer.refusal;
    return answer.ok ? answer.value : null;
  }
}

function baseOf({ firmware, replacement }: Source): File | null {
  return replacement ?? firmware;
}

function wantedOf({ replacement }: Source, edits: Edits): WantedUserPartition {
  return { replacement, changes: edits.flat() };
}
