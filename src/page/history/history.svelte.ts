import { recall, remember } from "../shell/remembered.ts";
import { keyOf, merged, readHistory, written, type HistoryEntry } from "./entries.ts";

const place = "history";
const keepPlace = "history-keep";

export type Imported =
  | { readonly ok: true; readonly added: number; readonly known: number; readonly damaged: number }
  | { readonly ok: false; readonly problem: "not-json" | "not-history" | "newer-version" | "unreadable" };

/**
 * Packages that were made in this browser. Every change starts from what is stored now, for other tabs change it
 * too. Where the browser stores nothing, it holds for this visit.
 */
class History {
  #entries = $state.raw<readonly HistoryEntry[]>([]);
  #keeping = $state(recall(keepPlace) !== "off");
  #stored = $state(true);
  #deleted = $state.raw<HistoryEntry | null>(null);

  constructor() {
    this.#entries = this.#current();
    this.#stored = remember(`${place}-probe`, "") && remember(`${place}-probe`, null);
    addEventListener("storage", ({ key }) => {
      // null: all was cleared.
      if (key !== null && !key.endsWith(place) && !key.endsWith(keepPlace)) return;
      this.#keeping = recall(keepPlace) !== "off";
      this.#entries = this.#current();
    });
  }

  /** Newest first. */
  get entries(): readonly HistoryEntry[] {
    return this.#entries;
  }

  /** Whether what is made from now on is remembered. */
  get keeping(): boolean {
    return this.#keeping;
  }

  /** False where the browser keeps nothing for the page. */
  get stored(): boolean {
    return this.#stored;
  }

  /** The last one that was deleted, as long as it can be brought back. */
  get deleted(): HistoryEntry | null {
    return this.#deleted;
  }

  /** Returns the key of the entry. */
  add(entry: HistoryEntry): string {
    if (this.#keeping) this.#keep(merged([entry], this.#current()));
    return keyOf(entry);
  }

  setUrl(key: string, url: string): void {
    const entries = this.#current();
    if (!entries.some((entry) => keyOf(entry) === key && entry.url !== url)) return;
    this.#keep(entries.map((entry) => (keyOf(entry) === key ? { ...entry, url } : entry)));
  }

  delete(key: string): void {
    const entries = this.#current();
    this.#deleted = entries.find((entry) => keyOf(entry) === key) ?? null;
    this.#keep(entries.filter((entry) => keyOf(entry) !== key));
  }

  undoDelete(): void {
    if (this.#deleted !== null) this.#keep(merged([this.#deleted], this.#current()));
    this.#deleted = null;
  }

  erase(): void {
    this.#deleted = null;
    this.#entries = [];
    if (this.#stored) remember(place, null);
  }

  chooseKeeping(keeping: boolean): void {
    this.#keeping = keeping;
    remember(keepPlace, keeping ? null : "off");
  }

  exported(): Blob {
    return new Blob([written(this.#entries)], { type: "application/json" });
  }

  async import(file: Blob): Promise<Imported> {
    let text: string;
    try {
      text = await file.text();
    } catch {
      return { ok: false, problem: "unreadable" };
    }
    const read = readHistory(text);
    if (!read.ok) return read;
    const current = this.#current();
    const keys = new Set(current.map(keyOf));
    const known = read.entries.filter((entry) => keys.has(keyOf(entry))).length;
    this.#keep(merged(current, read.entries));
    return { ok: true, added: read.entries.length - known, known, damaged: read.damaged };
  }

  /** What is stored now; nothing of it that is damaged. */
  #current(): readonly HistoryEntry[] {
    if (!this.#stored) return this.#entries;
    const text = recall(place);
    if (text === null) return [];
    const read = readHistory(text);
    return read.ok ? read.entries : [];
  }

  /** Where there is too little room, the older half goes, until the rest fits. */
  #keep(entries: readonly HistoryEntry[]): void {
    this.#entries = entries;
    if (!this.#stored) return;
    let kept = entries;
    while (!remember(place, written(kept))) {
      if (kept.length <= 1) {
        this.#stored = false;
        return;
      }
      kept = kept.slice(0, Math.ceil(kept.length / 2));
    }
    this.#entries = kept;
  }
}

export const history = new History();
