/** What the page shows of a rehearsal, as it follows from the events played so far. */
import type { RehearsalEvent, RehearsalFault } from "../../contract/rehearsal.ts";

export const phases = ["script", "download", "check", "restart", "update", "new"] as const;
export type Phase = (typeof phases)[number];

/** A line of the terminal: printed by the script, or an event of the module, put into words when it is shown. */
export interface TerminalLine {
  readonly id: number;
  readonly tone: "script" | "module" | "trouble" | "good";
  readonly said: string | RehearsalEvent;
}

export interface AreaView {
  /** Empty for the small files together. */
  readonly name: string;
  /** Bytes, or number of files. */
  readonly size: number;
  /** Written parts, start to end. */
  readonly parts: ReadonlyMap<number, number>;
}

export interface RehearsalView {
  readonly phase: Phase;
  readonly lines: readonly TerminalLine[];
  readonly download: { readonly file: 1 | 2; readonly received: number; readonly total: number } | null;
  readonly steps: { readonly done: number; readonly total: number } | null;
  readonly areas: readonly AreaView[];
  /** The last event, once it was played. */
  readonly end: Extract<RehearsalEvent, { kind: "finished" | "failed" }> | null;
}

export const nothingYet: RehearsalView = {
  phase: "script",
  lines: [],
  download: null,
  steps: null,
  areas: [],
  end: null,
};

/** A script that prints without end must not fill the memory. */
const MOST_LINES = 500;

export function withEvent(view: RehearsalView, event: RehearsalEvent): RehearsalView {
  const next = withLines(view, event);
  const updating = view.steps !== null;
  switch (event.kind) {
    case "script":
      // Once more on the new firmware: the way there stays as it was.
      return updating ? next : { ...next, phase: "script", download: null };
    case "request":
      return updating ? next : { ...next, phase: "download" };
    case "download": {
      const { file, received, total } = event;
      return { ...next, phase: updating ? "update" : "download", download: { file, received, total } };
    }
    case "checked":
      return updating ? next : { ...next, phase: "check" };
    case "restart":
      return updating || event.cause === "power" ? next : { ...next, phase: "restart" };
    case "areas": {
      const areas = event.areas.map(({ name, size }) => ({ name, size, parts: new Map<number, number>() }));
      return { ...next, areas, steps: { done: 0, total: event.steps } };
    }
    case "step": {
      const { done, total } = event;
      const areas = next.areas.map((area, at) => {
        const written = event.written.filter((part) => part.area === at);
        if (written.length === 0) return area;
        const parts = new Map(area.parts);
        for (const { from, to } of written) parts.set(from, to);
        return { ...area, parts };
      });
      return { ...next, phase: "update", steps: { done, total }, areas };
    }
    case "boot":
      return event.system === "updater" ? { ...next, phase: "update" } : next;
    case "finished":
      return { ...next, phase: "new", end: event };
    case "failed":
      // What was refused had arrived.
      return { ...next, phase: isRefused(event.code) && !updating ? "check" : view.phase, end: event };
    case "text":
    case "note":
    case "flag":
    case "power-cut":
      return next;
  }
}

function isRefused(code: RehearsalFault): boolean {
  return code === "package-refused" || code === "other-firmware" || code === "no-room";
}

function withLines(view: RehearsalView, event: RehearsalEvent): RehearsalView {
  const said = linesOf(event);
  if (said.length === 0) return view;
  const first = (view.lines.at(-1)?.id ?? -1) + 1;
  const lines = [...view.lines, ...said.map((line, i) => ({ ...line, id: first + i }))];
  return { ...view, lines: lines.slice(-MOST_LINES) };
}

function linesOf(event: RehearsalEvent): readonly Omit<TerminalLine, "id">[] {
  switch (event.kind) {
    case "text":
      return event.text
        .replace(/\n$/, "")
        .split("\n")
        .slice(-MOST_LINES)
        .map((said) => ({ tone: "script", said }));
    case "download":
    case "areas":
      return [];
    case "step":
      return event.done === event.total ? [{ tone: "module", said: event }] : [];
    case "power-cut":
    case "failed":
      return [{ tone: "trouble", said: event }];
    case "request":
      return [{ tone: event.status === 200 ? "module" : "trouble", said: event }];
    case "finished":
      return [{ tone: "good", said: event }];
    case "boot":
    case "script":
    case "note":
    case "checked":
    case "flag":
    case "restart":
      return [{ tone: "module", said: event }];
  }
}

/** Units of an area that are written. */
export function writtenOf({ parts, size }: AreaView): number {
  let sum = 0;
  for (const [from, to] of parts) sum += to - from;
  return Math.min(size, sum);
}

const CELLS = 72;

/** How many cells the strip of an area has: one a file, or one for every so many bytes. */
export function cellsOf({ name, size }: AreaView): number {
  return Math.max(1, name === "" ? Math.min(CELLS, size) : CELLS);
}

/** Between cells, as a share of one of them. */
const GAP = 0.18;

/** Outline of the cells that are written, in a box of as many units as there are cells, one high. */
export function writtenPath(area: AreaView): string {
  const cells = cellsOf(area);
  const filled = new Set<number>();
  for (const [from, to] of area.parts) {
    const last = Math.ceil((to / area.size) * cells);
    for (let cell = Math.floor((from / area.size) * cells); cell < last; cell++) filled.add(cell);
  }
  const gap = (GAP * cells) / CELLS;
  return [...filled].map((cell) => `M${cell} 0h${(1 - gap).toFixed(3)}v1H${cell}z`).join("");
}
