/** What the files of a fleet are to each other: one is the new firmware, the others are old ones or the same again. */
import type { FirmwareFacts, PairVerdict, Platform, RefusalValue } from "../../contract/maker.ts";
import type { ItemState } from "./queue.ts";

/** Up: old to new. Back: from new to old again. */
export type Direction = "up" | "back";

export type Reading =
  | { readonly phase: "waiting" }
  | { readonly phase: "reading" }
  | { readonly phase: "read"; readonly facts: FirmwareFacts }
  | { readonly phase: "refused"; readonly refusal: RefusalValue };

export interface Row {
  readonly id: number;
  readonly file: File;
  readonly reading: Reading;
}

/** null: not known before the file is read. */
export type Place =
  | { readonly kind: "new" }
  | { readonly kind: "old" }
  /** The same bytes as another one, by whose name it is called. */
  | { readonly kind: "same-as-new"; readonly fileName: string }
  | { readonly kind: "same-as-old"; readonly fileName: string }
  | null;

export function factsOf(row: Row | null): FirmwareFacts | null {
  return row?.reading.phase === "read" ? row.reading.facts : null;
}

/** The newest of the platform that most files are of; the first of several that are the same. */
export function proposedNew(
  rows: readonly Row[],
  isOlder: (one: FirmwareFacts, other: FirmwareFacts) => boolean,
): Row | null {
  const read = rows.filter(({ reading }) => reading.phase === "read");
  const numbers = new Map<Platform, number>();
  for (const row of read) {
    const platform = factsOf(row)?.platform ?? "unknown";
    numbers.set(platform, (numbers.get(platform) ?? 0) + 1);
  }
  const most = Math.max(0, ...numbers.values());
  const [platform] = [...numbers].find(([, number]) => number === most) ?? [];
  let newest: Row | null = null;
  for (const row of read) {
    const facts = factsOf(row);
    if (facts === null || facts.platform !== platform) continue;
    const best = factsOf(newest);
    if (best === null || isOlder(best, facts)) newest = row;
  }
  return newest;
}

/** Of every row, by its ID. */
export function placesOf(rows: readonly Row[], newId: number | null): ReadonlyMap<number, Place> {
  const fresh = factsOf(rows.find(({ id }) => id === newId) ?? null);
  const seen = new Map<string, string>();
  const places = new Map<number, Place>();
  for (const row of rows) {
    const facts = factsOf(row);
    if (facts === null) places.set(row.id, null);
    else if (row.id === newId) places.set(row.id, { kind: "new" });
    else if (facts.sha256 === fresh?.sha256) {
      places.set(row.id, { kind: "same-as-new", fileName: fresh.fileName });
    } else {
      const first = seen.get(facts.sha256);
      if (first !== undefined) places.set(row.id, { kind: "same-as-old", fileName: first });
      else places.set(row.id, { kind: "old" });
      seen.set(facts.sha256, first ?? facts.fileName);
    }
  }
  return places;
}

/** One package that is asked for. */
export interface TaskView<Result> {
  readonly direction: Direction;
  /** null: not judged yet. */
  readonly verdict: PairVerdict | null;
  /** undefined: not asked for yet. */
  readonly state: ItemState<Result> | undefined;
}

export type RowState =
  | "reading"
  | "duplicate"
  | "judging"
  /** It fits, and is not asked for yet. */
  | "ready"
  | "waiting"
  | "working"
  | "made"
  | "refused"
  | "cancelled"
  /** No package of the chosen type can be made of the new firmware. */
  | "blocked";

/** The one word for a row and all its packages: what is going on first, then what needs attention. */
export function rowState(
  { reading }: Row,
  place: Place,
  tasks: readonly Pick<TaskView<unknown>, "verdict" | "state">[],
): RowState {
  if (reading.phase === "refused") return "refused";
  if (reading.phase !== "read" || place === null) return "reading";
  if (place.kind !== "old") return place.kind === "new" ? "ready" : "duplicate";
  if (tasks.length === 0) return "blocked";
  const has = (phase: ItemState<unknown>["phase"]) => tasks.some(({ state }) => state?.phase === phase);
  for (const phase of ["working", "waiting", "refused", "cancelled"] as const) if (has(phase)) return phase;
  if (tasks.some(({ verdict }) => verdict === null)) return "judging";
  const fitting = tasks.filter(({ verdict }) => verdict?.refusal === null);
  if (fitting.length === 0) return "refused";
  return fitting.every(({ state }) => state?.phase === "made") ? "made" : "ready";
}
