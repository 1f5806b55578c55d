import { moduleCrc32 } from "../../../bytes/crc32.ts";
import { checkOldData } from "./application.ts";
import { BlockedFileInMemory, partName } from "./blocked-file.ts";
import type { Module } from "./module.ts";
import {
  magicIsRight,
  ModuleDeclines,
  packCrcIsRight,
  parseBlocks,
  parseHeader,
  type ReceivedBlock,
  type ReceivedBulk,
  type ReceivedHeader,
  unpackBundle,
} from "./received-package.ts";
import {
  flashFits,
  freeBytes,
  readFlash,
  SECTOR,
  sameBytes,
  type StoredFile,
  storedBytes,
  TEMP_FILE,
} from "./storage.ts";
import { type Reason, within } from "../../../contract/reason.ts";

/**
 * The boot loader's side of an update: fupdateRun (docs/formats/rdaota02.md#what-the-module-does), with its two
 * passes and the rules for resuming (docs/formats/rdaota02.md#power-cuts).
 *
 * What persists decides everything: a boot starts with nothing in memory, so the same state and the same
 * package always lead to the same operations.
 */

/**
 * `not-ready`: there is nothing to do. `cannot-start`: declined, nothing changed.
 * `failed`: the loader resets the module and tries again, for ever. `stopped`: the watcher said so.
 */
export type BootOutcome =
  | { readonly kind: "finished" }
  | { readonly kind: "not-ready" }
  | { readonly kind: "cannot-start"; readonly why: Reason }
  | { readonly kind: "failed"; readonly why: Reason }
  | { readonly kind: "stopped" };

/** A step is done: where the loader is, and all that it keeps in memory from one step to the next. */
export interface StepDone {
  readonly total: number;
  readonly done: number;
  /** Which bulk the step belongs to, and how many blocks of it are done. */
  readonly bulk: number;
  readonly blocks: number;
  /** Parts of the blocked file that the loader works on; null between bulks. */
  readonly memory: readonly (Uint8Array | undefined)[] | null;
}

/** Called after every step; "stop" ends the boot there. */
export type Watcher = (step: StepDone) => "go on" | "stop";

type BulkOf<K extends ReceivedBulk["kind"]> = Extract<ReceivedBulk, { kind: K }>;

/** A bulk with its bundles decompressed. */
type Work =
  | { readonly kind: "flash"; readonly bulk: BulkOf<"flash">; readonly blocks: readonly ReceivedBlock[] }
  | { readonly kind: "blocked"; readonly bulk: BulkOf<"blocked">; readonly blocks: readonly ReceivedBlock[] }
  | { readonly kind: "plain"; readonly bulk: BulkOf<"plain">; readonly block: ReceivedBlock }
  | { readonly kind: "remove"; readonly bulk: BulkOf<"remove"> }
  | { readonly kind: "insert"; readonly bulk: BulkOf<"insert">; readonly data: Uint8Array };

interface Unpacked {
  readonly header: ReceivedHeader;
  readonly work: readonly Work[];
  readonly steps: number;
}

const demand = (condition: boolean, why: Reason): void => {
  if (!condition) throw new ModuleDeclines(why);
};

function ofStep(step: number, why: Reason): Reason {
  return within({ part: "step", number: step }, why);
}

/** Of a boot that did not finish. */
export function bootReason(outcome: Exclude<BootOutcome, { kind: "finished" }>): Reason {
  switch (outcome.kind) {
    case "not-ready":
      return { code: "nothing-to-do" };
    case "cannot-start":
      return { code: "cannot-start", why: outcome.why };
    case "failed":
      return { code: "fails-again", why: outcome.why };
    case "stopped":
      throw new RangeError("a boot that was stopped did not fail");
  }
}

export class BootLoader {
  readonly #pack: Uint8Array;
  /** The real loader reads the package anew at every boot; the package does not change meanwhile. */
  #unpacked: Unpacked | ModuleDeclines | null = null;

  constructor(pack: Uint8Array) {
    this.#pack = pack;
  }

  /** One boot, up to its end or until the watcher stops it. */
  boot(module: Module, watcher: Watcher = () => "go on"): BootOutcome {
    const { ind } = module.state.stage;
    if (ind === 0 || ind === 4) return { kind: "not-ready" };
    try {
      const unpacked = this.#firstPass();
      if (ind === 1) {
        checkOldData(module.state, unpacked.header);
        for (const { bulk } of unpacked.work) {
          if (bulk.kind === "blocked") checkOldContents(module, bulk);
        }
        module.perform({ kind: "stage", stage: { ind: 2, block: 0 } });
      }
      if (secondPass(module, unpacked, watcher) === "stop") return { kind: "stopped" };
      module.perform({ kind: "stage", stage: { ind: 4, block: 0 } });
      return { kind: "finished" };
    } catch (error) {
      if (!(error instanceof ModuleDeclines)) throw error;
      return { kind: module.state.stage.ind === 1 ? "cannot-start" : "failed", why: error.why };
    }
  }

  #firstPass(): Unpacked {
    if (this.#unpacked === null) {
      try {
        this.#unpacked = unpack(this.#pack);
      } catch (error) {
        if (!(error instanceof ModuleDeclines)) throw error;
        this.#unpacked = error;
      }
    }
    if (this.#unpacked instanceof ModuleDeclines) throw this.#unpacked;
    return this.#unpacked;
  }
}

/** The part of pass 1 that looks at the package alone. */
function unpack(pack: Uint8Array): Unpacked {
  demand(magicIsRight(pack), { code: "no-signature", signature: "RDAOTA02" });
  const header = parseHeader(pack);
  demand(packCrcIsRight(pack), { code: "checksum", kind: "CRC" });
  const work = header.bulks.map((bulk) => unpackBulk(pack, bulk));
  const steps = work.reduce((sum, item) => sum + stepsOf(item), 0);
  return { header, work, steps };
}

function unpackBulk(pack: Uint8Array, bulk: ReceivedBulk): Work {
  const { kind } = bulk;
  switch (kind) {
    case "flash":
      return { kind, bulk, blocks: unpackBlocks(pack, bulk) };
    case "blocked":
      demand(bulk.dataBlockSize > 0, within(bulk.name, { code: "field", field: "block-size", value: 0 }));
      return { kind, bulk, blocks: unpackBlocks(pack, bulk) };
    case "plain": {
      const [block, ...others] = unpackBlocks(pack, bulk);
      if (block === undefined || others.length > 0 || block.size !== bulk.newSize) {
        throw new ModuleDeclines(within(bulk.name, { code: "contradicting-sizes" }));
      }
      return { kind, bulk, block };
    }
    case "insert": {
      const [bundle] = bulk.bundles;
      if (bundle === undefined) throw new ModuleDeclines(within(bulk.name, { code: "no-block" }));
      const data = unpackBundle(pack, bundle);
      demand(
        data.length === bulk.newSize && moduleCrc32(data) === bulk.newCrc,
        within(bulk.name, { code: "new-differs" }),
      );
      return { kind, bulk, data };
    }
    case "remove":
      return { kind, bulk };
  }
}

function unpackBlocks(pack: Uint8Array, { bundles }: Exclude<ReceivedBulk, { kind: "remove" }>) {
  return bundles.flatMap((bundle) => parseBlocks(unpackBundle(pack, bundle)));
}

function stepsOf(work: Work): number {
  return work.kind === "flash" || work.kind === "blocked" ? work.blocks.length : 1;
}

/**
 * Steps that the loader counts for a bulk when it looks for the one to go on with. For blocked files it takes
 * the number of new parts, whether or not the package has a block for each.
 */
function stepsAtResume(work: Work): number {
  return work.kind === "blocked" ? Math.ceil(work.bulk.newSize / work.bulk.dataBlockSize) : stepsOf(work);
}

/** Decompressed old data of a blocked file, checked before the start only. */
function checkOldContents(module: Module, bulk: BulkOf<"blocked">): void {
  const old = BlockedFileInMemory.load(
    module.state,
    bulk.name,
    bulk.oldSize,
    bulk.dataBlockSize,
    null,
  ).contents();
  demand(
    old.length === bulk.oldSize && moduleCrc32(old) === bulk.oldCrc,
    within(bulk.name, { code: "old-differs" }),
  );
}

function secondPass(module: Module, { work, steps }: Unpacked, watcher: Watcher): "go on" | "stop" {
  const resumeAt = module.state.stage.block;
  let first = 0;
  for (const [at, item] of work.entries()) {
    const skipped = stepsAtResume(item);
    if (resumeAt >= first + skipped) {
      first += skipped;
      continue;
    }
    const count = stepsOf(item);
    let memory: BlockedFileInMemory | null = null;
    let block = Math.max(0, resumeAt - first);
    demand(resumeAt <= first || block < count, ofStep(resumeAt, { code: "no-block" }));
    for (; block < count; block++) {
      const step = first + block;
      switch (item.kind) {
        case "flash":
          flashBlock(module, step, item.bulk, blockAt(item.blocks, block));
          break;
        case "blocked":
          memory ??= loadBlocked(module, item.bulk, first);
          blockedPart(module, step, item.bulk, blockAt(item.blocks, block), memory);
          break;
        case "plain":
          plainFile(module, step, item.bulk, item.block);
          break;
        case "remove":
          // The loader does not look whether there was such a file.
          module.perform({ kind: "unlink", path: item.bulk.name });
          break;
        case "insert":
          writeFile(module, item.bulk.name, { kind: "bytes", bytes: item.data });
          break;
      }
      module.perform({ kind: "stage", stage: { ind: 2, block: step + 1 } });
      const blocks = block + 1;
      const kept = memory !== null && blocks < count ? memory.snapshot() : null;
      if (watcher({ total: steps, done: step + 1, bulk: at, blocks, memory: kept }) === "stop") return "stop";
    }
    first += count;
  }
  return "go on";
}

function blockAt(blocks: readonly ReceivedBlock[], at: number): ReceivedBlock {
  const block = blocks[at];
  if (block === undefined) throw new ModuleDeclines({ code: "no-block" });
  return block;
}

/** True when this step had its block in the temp file at the time the power went. */
function resumesFromTemp(module: Module, step: number): boolean {
  return module.state.stage.ind === 3 && module.state.stage.block === step;
}

/** New data of a step: built and kept in the temp file, or taken from there. */
function newData(module: Module, step: number, block: ReceivedBlock, build: () => Uint8Array): Uint8Array {
  if (resumesFromTemp(module, step)) {
    const kept = tempFile(module);
    demand(
      kept.length === block.size && moduleCrc32(kept) === block.newCrc,
      ofStep(step, { code: "temp-differs" }),
    );
    return kept;
  }
  const data = build();
  demand(moduleCrc32(data) === block.newCrc, ofStep(step, { code: "new-differs" }));
  writeFile(module, TEMP_FILE, { kind: "bytes", bytes: data });
  module.perform({ kind: "stage", stage: { ind: 3, block: step } });
  return data;
}

function tempFile(module: Module): Uint8Array {
  const file = module.state.files.get(TEMP_FILE);
  if (file === undefined) throw new ModuleDeclines({ code: "temp-missing" });
  return storedBytes(file);
}

function flashBlock(module: Module, step: number, { device }: BulkOf<"flash">, block: ReceivedBlock): void {
  const { newPos } = block;
  const data = newData(module, step, block, () =>
    assemble(block, (position, into) => {
      demand(readFlash(module.state, device, position, into), { code: "outside-flash" });
    }),
  );
  const erased = Math.ceil(data.length / SECTOR) * SECTOR;
  demand(
    newPos % SECTOR === 0 && flashFits(module.state, device, newPos, erased),
    within(`0x${newPos.toString(16)}`, { code: "outside-flash" }),
  );
  module.perform({ kind: "erase", device, offset: newPos, size: erased });
  module.perform({ kind: "program", device, offset: newPos, bytes: data });
  const written = new Uint8Array(data.length);
  readFlash(module.state, device, newPos, written);
  demand(sameBytes(written, data), within(`0x${newPos.toString(16)}`, { code: "read-back" }));
}

function loadBlocked(module: Module, bulk: BulkOf<"blocked">, first: number): BlockedFileInMemory {
  const { ind, block } = module.state.stage;
  // The loader takes it for granted that step i writes part i.
  const unread =
    ind === 3 && block >= first ? { part: block - first, length: tempFile(module).length } : null;
  return BlockedFileInMemory.load(module.state, bulk.name, bulk.oldSize, bulk.dataBlockSize, unread);
}

function blockedPart(
  module: Module,
  step: number,
  bulk: BulkOf<"blocked">,
  block: ReceivedBlock,
  memory: BlockedFileInMemory,
): void {
  const part = Math.floor(block.newPos / bulk.dataBlockSize);
  const data = newData(module, step, block, () =>
    assemble(block, (position, into) => {
      memory.read(position, into);
    }),
  );
  demand(data.length <= bulk.dataBlockSize, within(bulk.name, { code: "contradicting-sizes" }));
  writeFile(module, partName(bulk.name, part), { kind: "part", raw: data });
  memory.write(part, data);
}

function plainFile(module: Module, step: number, bulk: BulkOf<"plain">, block: ReceivedBlock): void {
  const data = newData(module, step, block, () => {
    const file = module.state.files.get(bulk.name);
    const old = file === undefined ? new Uint8Array(0) : storedBytes(file);
    demand(
      old.length === bulk.oldSize && moduleCrc32(old) === bulk.oldCrc,
      within(bulk.name, { code: "old-differs" }),
    );
    return assemble(block, (position, into) => {
      demand(position + into.length <= old.length, within(bulk.name, { code: "outside-old" }));
      into.set(old.subarray(position, position + into.length));
    });
  });
  writeFile(module, bulk.name, { kind: "bytes", bytes: data });
}

/** Reading back finds nothing here: the simulated storage keeps what it is given, as long as there is room. */
function writeFile(module: Module, path: string, file: StoredFile): void {
  if (module.state.capacity !== Infinity) {
    const before = module.state.files.get(path);
    const room = freeBytes(module.state) + (before === undefined ? 0 : storedBytes(before).length);
    const needed = storedBytes(file).length;
    demand(needed <= room, within(path, { code: "no-room", needed, free: room }));
  }
  module.perform({ kind: "write", path, file });
}

/** New bytes of a block: per piece old + diff mod 256, then extra bytes. */
function assemble(block: ReceivedBlock, readOld: (position: number, into: Uint8Array) => void): Uint8Array {
  const { pieces, diff, extra } = block;
  const out = new Uint8Array(block.size);
  let at = 0;
  let diffAt = 0;
  let extraAt = 0;
  for (let i = 0; i < pieces.length; i += 3) {
    const diffSize = pieces[i + 1]!;
    const extraSize = pieces[i + 2]!;
    if (diffSize > 0) readOld(pieces[i]!, out.subarray(at, at + diffSize));
    for (let end = at + diffSize; at < end; at++, diffAt++) out[at] = out[at]! + diff[diffAt]!;
    out.set(extra.subarray(extraAt, extraAt + extraSize), at);
    at += extraSize;
    extraAt += extraSize;
  }
  return out;
}
