import type { NetworkLoss, NetworkSpeed, RehearsalConditions } from "../contract/rehearsal.ts";
import { Chance } from "../platforms/chance.ts";
import { DURATIONS } from "./clock.ts";

/** What happens next in a transfer, and how many seconds that takes. */
export type TransferTick = { readonly seconds: number } & (
  | { readonly kind: "answer"; readonly status: number | null }
  | { readonly kind: "data"; readonly received: number; readonly total: number }
  | {
      readonly kind: "end";
      /** Null when it failed. */
      readonly bytes: Uint8Array | null;
      readonly failure: "not-found" | "connection-lost" | null;
      /** As the AT firmware numbers it (docs/quecpython.md#addresses); 0 for success. */
      readonly moduleCode: number;
    }
);

/** Bytes a second. */
const SPEEDS: Readonly<Record<NetworkSpeed, number>> = { good: 250_000, weak: 40_000, poor: 6_000 };
/** Share of pieces that are lost. */
const LOST: Readonly<Record<NetworkLoss, number>> = { none: 0, some: 0.06, heavy: 0.35, disconnect: 0 };

const PIECES = 50;
const MOST_TRIES = 10;
const DISCONNECT_AT = 0.4;
/** A file that lost its end on the way to the server. */
const TRUNCATED_TO = 0.9;

const RESPONSE_FAILED = 723;
const READ_TIMEOUT = 722;
const SOCKET_CLOSED = 719;

/** Files at their addresses, and the way to them. */
export class Network {
  readonly #served: ReadonlyMap<string, Uint8Array>;
  readonly #conditions: RehearsalConditions;
  readonly #chance: Chance;
  #disconnects: boolean;

  /** @param instead what lies there when the files are `wrong`; for one file */
  constructor(
    urls: readonly string[],
    files: readonly Uint8Array[],
    instead: Uint8Array,
    conditions: RehearsalConditions,
  ) {
    this.#conditions = conditions;
    this.#chance = new Chance(conditions.seed);
    this.#disconnects = conditions.loss === "disconnect";
    this.#served = servedFiles(urls, files, instead, conditions);
  }

  /** A module fetches a file. */
  *fetch(url: string): Generator<TransferTick, undefined> {
    const bytes = this.#served.get(url);
    if (bytes === undefined) {
      yield { seconds: DURATIONS.connect, kind: "answer", status: 404 };
      yield { seconds: 0, kind: "end", bytes: null, failure: "not-found", moduleCode: RESPONSE_FAILED };
      return;
    }
    yield { seconds: DURATIONS.connect, kind: "answer", status: 200 };
    const total = bytes.length;
    const piece = Math.max(1024, Math.ceil(total / PIECES));
    for (let received = 0; received < total;) {
      const next = Math.min(total, received + piece);
      if (this.#disconnects && next >= DISCONNECT_AT * total) {
        this.#disconnects = false;
        yield lost(DURATIONS.connect, SOCKET_CLOSED);
        return;
      }
      const tries = this.#tries();
      if (tries > MOST_TRIES) {
        yield lost(DURATIONS.noAnswer, READ_TIMEOUT);
        return;
      }
      const seconds =
        (next - received) / SPEEDS[this.#conditions.speed] + (tries - 1) * DURATIONS.retransmission;
      received = next;
      yield { seconds, kind: "data", received, total };
    }
    yield { seconds: 0, kind: "end", bytes, failure: null, moduleCode: 0 };
  }

  #tries(): number {
    let tries = 1;
    while (tries <= MOST_TRIES && this.#chance.next() < LOST[this.#conditions.loss]) tries++;
    return tries;
  }
}

function lost(seconds: number, moduleCode: number): TransferTick {
  return { seconds, kind: "end", bytes: null, failure: "connection-lost", moduleCode };
}

function servedFiles(
  urls: readonly string[],
  files: readonly Uint8Array[],
  instead: Uint8Array,
  { server }: RehearsalConditions,
): Map<string, Uint8Array> {
  const served = new Map(urls.map((url, i) => [url, files[i] ?? new Uint8Array(0)] as const));
  const [first = "", second] = urls;
  switch (server) {
    case "right":
      break;
    case "missing":
      served.clear();
      break;
    case "second-missing":
      if (second !== undefined) served.delete(second);
      break;
    case "wrong":
      if (second === undefined) served.set(first, instead);
      else {
        served.set(first, files[1] ?? instead);
        served.set(second, files[0] ?? instead);
      }
      break;
    case "truncated":
      for (const [url, bytes] of served)
        served.set(url, bytes.subarray(0, Math.floor(TRUNCATED_TO * bytes.length)));
      break;
  }
  return served;
}
