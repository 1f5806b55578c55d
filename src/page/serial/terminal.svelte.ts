/** What the module printed, with notes of what happened in between. */
import type { SessionNote } from "../../serial/session-state.ts";

export type TerminalEntry =
  | { readonly kind: "text"; readonly id: number; readonly text: string }
  | { readonly kind: "note"; readonly id: number; readonly note: SessionNote };

/** Characters that are kept; the oldest go first. */
const KEPT = 100_000;
/** Milliseconds from one drawing to the next: a module may print in many small pieces. */
const BETWEEN_DRAWINGS = 40;

export class TerminalLog {
  #entries = $state.raw<readonly TerminalEntry[]>([]);
  #next = 0;
  /** Printed, and not drawn yet. */
  #waiting = "";
  #timer: ReturnType<typeof setTimeout> | null = null;

  get entries(): readonly TerminalEntry[] {
    return this.#entries;
  }

  print(raw: string): void {
    this.#waiting += raw;
    this.#timer ??= setTimeout(() => this.#draw(), BETWEEN_DRAWINGS);
  }

  /** Nothing but that a module was connected is no output worth a window. */
  get telling(): boolean {
    return this.#entries.some((entry) => entry.kind === "text" || entry.note.kind !== "connected");
  }

  note(note: SessionNote): void {
    this.#draw();
    const last = this.#entries.at(-1);
    if (last?.kind === "note" && last.note.kind === "connected" && note.kind === "connected") return;
    this.#entries = [...this.#entries, { kind: "note", id: this.#next++, note }];
  }

  clear(): void {
    this.#draw();
    this.#entries = [];
  }

  #draw(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const text = printable(this.#waiting);
    this.#waiting = "";
    if (text === "") return;
    const last = this.#entries.at(-1);
    const entries =
      last?.kind === "text"
        ? [...this.#entries.slice(0, -1), { ...last, text: last.text + text }]
        : [...this.#entries, { kind: "text" as const, id: this.#next++, text }];
    this.#entries = shortened(entries);
  }
}

/** Without colours, cursor movements and what else is for a real terminal. */
function printable(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex -- those are what is left out
      .replace(/\u001b\[[0-9;?]*[A-Za-z]/g, "")
      // eslint-disable-next-line no-control-regex -- those are what is left out
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "")
  );
}

function shortened(entries: readonly TerminalEntry[]): readonly TerminalEntry[] {
  let left = KEPT;
  const kept: TerminalEntry[] = [];
  for (const entry of [...entries].reverse()) {
    if (entry.kind === "note") kept.push(entry);
    else if (left > 0) kept.push({ ...entry, text: entry.text.slice(-left) });
    if (entry.kind === "text") left -= entry.text.length;
    if (left <= 0) break;
  }
  return kept.reverse();
}
