import { moduleCrc32 } from "../../../bytes/crc32.ts";
import type { BlockOrder, DeltaJob } from "../../../delta/delta.ts";
import { computeDeltas, type Estimate, type EstimatedDelta } from "../../../delta/image-delta.ts";
import { indexOld, type OldIndex } from "../../../delta/old-index.ts";
import { bestLzmaAlone } from "../../../codecs/lzma/best.ts";
import type { Bulk, RawBlock } from "./layout.ts";
import type { PlannedBulk, PlannedOf } from "./plan.ts";
import { partName } from "./sorted-files.ts";
import { writeBundle } from "./writer.ts";

/** A bulk as it goes into a package, with what the result page says about it. */
export interface EncodedBulk {
  readonly bulk: Bulk;
  /** Partition ID or absolute path. */
  readonly target: string;
  readonly newSize: number;
  /** Steps of the module. */
  readonly steps: number;
  readonly order: BlockOrder | null;
  readonly packedBytes: number;
  /** Bytes of the largest decompressed bundle. */
  readonly rawBytes: number;
  /**
   * What the module keeps of it in its temporary file; nominal, as the vendor declares it
   * (docs/formats/rdaota02.md#package).
   */
  readonly temporaryBytes: number;
}

/** What one planned bulk becomes in both classes; `compact` is null when the safe one is as small. */
export interface EncodedBoth {
  readonly safe: readonly EncodedBulk[];
  readonly compact: readonly EncodedBulk[] | null;
}

export type EncodeStage = "delta" | "compress";
/** done: 0 … 1 of this bulk. */
export type EncodeProgress = (stage: EncodeStage, done: number) => void;

/** Indexes of the old images, by the bulk that patches them. */
export type OldIndexes = ReadonlyMap<PlannedBulk, OldIndex>;

/** Of images that are in use: other choices leave most of them as they are. */
const knownIndexes = new WeakMap<Uint8Array, OldIndex>();

function indexed(old: Uint8Array): OldIndex {
  let index = knownIndexes.get(old);
  if (index === undefined) knownIndexes.set(old, (index = indexOld(old, old.length)));
  return index;
}

/**
 * Indexes what {@link encodeBulk} will search: the part of the work that needs no decision of the user and can
 * be done before one is made.
 */
export function indexOldImages(plan: readonly PlannedBulk[]): OldIndexes {
  const indexes = new Map<PlannedBulk, OldIndex>();
  for (const planned of plan) {
    if (planned.kind === "flash" || planned.kind === "blocked") indexes.set(planned, indexed(planned.old));
  }
  return indexes;
}

function indexOf(planned: PlannedOf<"flash"> | PlannedOf<"blocked">, indexes: OldIndexes): OldIndex {
  return indexes.get(planned) ?? indexed(planned.old);
}

/**
 * Encodes one bulk. Safe and compact differ for blocked files alone: the module recovers from a power cut at
 * any step of an ascending one only, and not if it loses parts and ends in a short one
 * (docs/formats/rdaota02.md#power-cuts). Flash blocks may come in any order.
 */
export function encodeBulk(
  planned: PlannedBulk,
  indexes: OldIndexes,
  onProgress: EncodeProgress,
): EncodedBoth {
  switch (planned.kind) {
    case "flash":
      return { safe: [encodeFlash(planned, indexOf(planned, indexes), onProgress)], compact: null };
    case "blocked":
      return encodeBlocked(planned, indexOf(planned, indexes), onProgress);
    case "plain":
      return { safe: [encodePlain(planned, onProgress)], compact: null };
    case "insert":
      return { safe: [encodeInsert(planned.name, planned.new, onProgress)], compact: null };
    case "remove":
      return { safe: [encodeRemove(planned.name, planned.old)], compact: null };
  }
}

/** Share of the work on a flash image that is the comparison, as measured (docs/performance.md). */
const DELTA_SHARE = 0.2;

function jobs(
  orders: readonly BlockOrder[],
  common: Omit<DeltaJob, "order" | "usableOld">,
  usableOld: number,
): DeltaJob[] {
  return orders.map((order) => ({ ...common, order, usableOld }));
}

/** Insertions favour descending blocks, deletions ascending ones; the likelier first saves time. */
function likelierFirst(old: Uint8Array, next: Uint8Array): readonly BlockOrder[] {
  return next.length <= old.length ? ["ascending", "descending"] : ["descending", "ascending"];
}

interface Packed {
  readonly delta: EstimatedDelta;
  readonly raw: Uint8Array;
  readonly bundle: Uint8Array;
}

/** Compresses a delta; `base` is where the image lies in the address space of the bulk. */
function pack(
  delta: EstimatedDelta,
  next: Uint8Array,
  base: number,
  onProgress: (done: number) => void,
): Packed {
  const blocks = delta.blocks.map((block): RawBlock => ({
    newPos: base + block.newPos,
    newCrc: moduleCrc32(next.subarray(block.newPos, block.newPos + block.size)),
    pieces: block.pieces.map((piece) => ({
      ...piece,
      // Not looked at when there is nothing to read.
      oldPos: piece.diffSize === 0 ? base : base + piece.oldPos,
    })),
  }));
  const raw = writeBundle(blocks, delta.diff, delta.extra);
  return { delta, raw, bundle: compress(raw, onProgress) };
}

/** @param onProgress 0 … 1 */
function compress(data: Uint8Array, onProgress: (done: number) => void): Uint8Array {
  return bestLzmaAlone(data, (bytes) => {
    onProgress(data.length === 0 ? 1 : bytes / data.length);
  });
}

/** Deltas that are estimated this close are compressed and compared. */
const TOO_CLOSE_TO_CALL = 0.01;

function smallest(
  deltas: readonly EstimatedDelta[],
  next: Uint8Array,
  base: number,
  onProgress: (done: number) => void,
): Packed {
  const [best] = deltas;
  if (best === undefined) throw new RangeError("no delta");
  const close = deltas.filter(({ bits }) => bits <= best.bits * (1 + TOO_CLOSE_TO_CALL));
  const packed = close.map((delta, i) =>
    pack(delta, next, base, (done) => {
      onProgress((i + done) / close.length);
    }),
  );
  return packed.reduce((a, b) => (b.bundle.length < a.bundle.length ? b : a));
}

function encodeFlash(planned: PlannedOf<"flash">, index: OldIndex, onProgress: EncodeProgress): EncodedBulk {
  const { old, new: next, base, device, blockSize } = planned;
  const common = { old, new: next, blockSize, window: "in-place", omitUnchanged: true } as const;
  const deltas = computeDeltas(
    jobs(likelierFirst(old, next), common, old.length),
    index,
    within(onProgress, "delta", 0, DELTA_SHARE),
  );
  const packed = smallest(deltas, next, base, within(onProgress, "compress", DELTA_SHARE, 1 - DELTA_SHARE));
  const bulk: Bulk = {
    kind: "flash",
    device,
    base,
    oldSize: old.length,
    oldCrc: moduleCrc32(old),
    bundles: [packed.bundle],
  };
  return inBlocks(bulk, planned.id, next.length, packed, blockSize);
}

function inBlocks(
  bulk: Bulk,
  target: string,
  newSize: number,
  { delta, raw, bundle }: Packed,
  temporaryBytes: number,
): EncodedBulk {
  return {
    bulk,
    target,
    newSize,
    steps: delta.blocks.length,
    order: delta.order,
    packedBytes: bundle.length,
    rawBytes: raw.length,
    temporaryBytes,
  };
}

/** Nobody takes a risk for less than this part of a bulk, and looking for it takes time. */
const WORTH_A_RISK = 0.005;

function encodeBlocked(
  planned: PlannedOf<"blocked">,
  index: OldIndex,
  onProgress: EncodeProgress,
): EncodedBoth {
  const { old, new: next } = planned;
  const patched = safelyPatched(planned);
  const safe = replacedTail(planned, patched.length);
  const tailBytes = packedBytesOf(safe);
  let estimate: Estimate = { guess: 8 * tailBytes, bits: 8 * tailBytes };
  if (patched.length > 0) {
    const safeJobs = jobs(["ascending"], inPlace(planned, patched), old.length);
    const deltas = computeDeltas(safeJobs, index, within(onProgress, "delta", 0, 0.15));
    const { guess = 0, bits = 0 } = deltas[0] ?? {};
    estimate = { guess: estimate.guess + guess, bits: estimate.bits + bits };
    const packed = smallest(deltas, patched, 0, within(onProgress, "compress", 0.15, 0.4));
    safe.unshift(blockedBulk(planned, patched.length, packed));
  }

  // Ascending comes back here only where the part put in whole weighs.
  const tailWeighs = 8 * tailBytes > WORTH_A_RISK * estimate.bits;
  const orders = blockOrders(next.length, planned.partSize).filter(
    (order) => order !== "ascending" || tailWeighs,
  );
  const likely = likelierFirst(old, next)[0] === "ascending" ? orders : [...orders].reverse();
  const riskyJobs = jobs(likely, inPlace(planned, next), old.length);
  const worthwhile = { ...estimate, bits: estimate.bits * (1 - WORTH_A_RISK) };
  const deltas = computeDeltas(riskyJobs, index, within(onProgress, "delta", 0.55, 0.15), worthwhile);
  if (deltas.length === 0) return { safe, compact: null };
  const packed = smallest(deltas, next, 0, within(onProgress, "compress", 0.7, 0.3));
  const compact = [blockedBulk(planned, next.length, packed)];
  const isWorthIt = packedBytesOf(compact) < packedBytesOf(safe) * (1 - WORTH_A_RISK);
  return { safe, compact: isWorthIt ? compact : null };
}

function packedBytesOf(bulks: readonly EncodedBulk[]): number {
  return bulks.reduce((sum, { packedBytes }) => sum + packedBytes, 0);
}

function inPlace(planned: PlannedOf<"blocked">, next: Uint8Array): Omit<DeltaJob, "order" | "usableOld"> {
  const { old, partSize } = planned;
  return { old, new: next, blockSize: partSize, window: "in-place", omitUnchanged: false };
}

function within(
  onProgress: EncodeProgress,
  stage: EncodeStage,
  start: number,
  share: number,
): (done: number) => void {
  return (done) => {
    onProgress(stage, start + share * done);
  };
}

/**
 * The bytes of the new file that a safe package patches. Where the file loses parts and ends in a short one,
 * that is its full parts: the loader, when it resumes the step of the short part, takes its length for an
 * error and never recovers (docs/formats/rdaota02.md#power-cuts). The short part is then put in whole, see
 * {@link replacedTail}.
 */
function safelyPatched({ old, new: next, partSize }: PlannedOf<"blocked">): Uint8Array {
  const losesParts = Math.ceil(next.length / partSize) < Math.ceil(old.length / partSize);
  return losesParts ? next.subarray(0, next.length - (next.length % partSize)) : next;
}

/** The old part gives way to the new one as it is stored, as the vendor's tool replaces files. */
function replacedTail(
  { name, oldParts, newParts, partSize }: PlannedOf<"blocked">,
  patchedBytes: number,
): EncodedBulk[] {
  const part = newParts.length - 1;
  const from = oldParts[part];
  const to = newParts[part];
  if (part * partSize < patchedBytes || from === undefined || to === undefined) return [];
  const path = partName(name, part);
  return [encodeRemove(path, from), encodeInsert(path, to, () => undefined)];
}

function blockOrders(size: number, partSize: number): BlockOrder[] {
  if (size <= partSize) return ["ascending"];
  return size % partSize === 0 ? ["ascending", "descending"] : ["ascending", "descending", "tail-last"];
}

function blockedBulk(planned: PlannedOf<"blocked">, newSize: number, packed: Packed): EncodedBulk {
  const { name, old, oldParts, partSize } = planned;
  const bulk: Bulk = {
    kind: "blocked",
    name,
    oldFileSize: oldParts.reduce((sum, part) => sum + part.length, 0),
    oldFileCrc: oldParts.reduce((crc, part) => moduleCrc32(part, crc), 0),
    oldSize: old.length,
    oldCrc: moduleCrc32(old),
    newSize,
    dataBlockSize: partSize,
    bundles: [packed.bundle],
  };
  return inBlocks(bulk, name, newSize, packed, partSize);
}

function encodePlain(planned: PlannedOf<"plain">, onProgress: EncodeProgress): EncodedBulk {
  const { name, old, new: next } = planned;
  const job: DeltaJob = {
    old,
    new: next,
    blockSize: next.length,
    order: "ascending",
    window: "old-only",
    usableOld: old.length,
    omitUnchanged: false,
  };
  const deltas = computeDeltas([job], indexOld(old, old.length));
  const { raw, bundle } = smallest(deltas, next, 0, within(onProgress, "compress", 0, 1));
  const bulk: Bulk = {
    kind: "plain",
    name,
    oldSize: old.length,
    oldCrc: moduleCrc32(old),
    newSize: next.length,
    bundle,
  };
  return inOneStep(bulk, name, next.length, bundle.length, raw.length);
}

function encodeInsert(name: string, next: Uint8Array, onProgress: EncodeProgress): EncodedBulk {
  const bundle = compress(next, within(onProgress, "compress", 0, 1));
  const bulk: Bulk = { kind: "insert", name, newSize: next.length, newCrc: moduleCrc32(next), bundle };
  return inOneStep(bulk, name, next.length, bundle.length, next.length);
}

function encodeRemove(name: string, old: Uint8Array): EncodedBulk {
  return inOneStep({ kind: "remove", name, oldSize: old.length, oldCrc: moduleCrc32(old) }, name, 0, 0, 0);
}

/** A file that the module writes or removes in one step. */
function inOneStep(
  bulk: Bulk,
  target: string,
  newSize: number,
  packedBytes: number,
  rawBytes: number,
): EncodedBulk {
  return { bulk, target, newSize, steps: 1, order: null, packedBytes, rawBytes, temporaryBytes: newSize };
}
