import { newInstance, putBytes } from "../webassembly/instance.ts";
import { wasm } from "./compiled.generated.ts";

/** Of compiled/index.ts. Places are offsets in its memory. */
export interface DeltaEngine {
  readonly memory: WebAssembly.Memory;
  holdOld(size: number): number;
  holdNew(size: number): number;
  /** Returns where the suffixes lie, as Int32 in lexicographic order. */
  indexOld(): number;
  searchRank(at: number, end: number): number;
  segmentSize(): number;
  startProposals(segments: number): void;
  propose(start: number, end: number, firstList: number, allowedFrom: number, allowedTo: number): void;
  guessCosts(): void;
  countDifferences(): void;
  startParse(): void;
  parseBlock(start: number, end: number, usable: number, firstList: number, inPlace: boolean): number;
  pieceCount(): number;
  piecesStart(): number;
  diffSize(): number;
  diffStart(): number;
  extraSize(): number;
  extraStart(): number;
}

/** Finds where stretches of a new image occur in an old one. */
export interface OldIndex {
  readonly oldSize: number;
  /** Holds the old image and its suffixes. */
  readonly engine: DeltaEngine;
  /** Start offsets of all suffixes in lexicographic order; an end of text sorts before any byte. */
  suffixes(): Int32Array;
}

/** Builds the index over old[0, usableOld); 5 bytes of memory per byte. */
export function indexOld(old: Uint8Array, usableOld: number): OldIndex {
  const engine = newInstance(wasm) as unknown as DeltaEngine;
  const oldSize = Math.min(old.length, usableOld);
  putBytes(engine, engine.holdOld(oldSize), old.subarray(0, oldSize));
  const start = engine.indexOld();
  return { oldSize, engine, suffixes: () => new Int32Array(engine.memory.buffer, start, oldSize) };
}
