import { moduleCrc32 } from "../checksum/crc32.ts";
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
  partContents,
  readFlash,
  SECTOR,
  sameBytes,
  type StoredFile,
  storedBytes,
  TEMP_FILE,
} from "./storage.ts";

/**
 * The boot loader's side of an update: fupdateRun of specs/unisoc-rdaota02.md section 4.2, with its two
 * passes and the resume rules of section 4.4.
 */

/**
 * `not-ready`: there is nothing to do. `cannot-start`: declined, nothing changed.
 * `failed`: the loader resets the module and tries again, for ever.
 */
export type BootOutcome =
  | { readonly kind: "finished" }
  | { readonly kind: "not-ready" }
  | { readonly kind: "cannot-start"; readonly why: string }
  | { readonly kind: "failed"; readonly why: string };

/** Called after every step; `memory` is what the loader holds of the blocked file it works on. */
export type Progress = (
  total: number,
  done: number,
  memory: readonly (Uint8Array | undefined)[] | null,
) => void;

type BulkOf<K extends ReceivedBulk["kind"]> = Extract<ReceivedBulk, { kind: K }>;

/** A bulk with its bundles decompressed. */
type Work =
  | { readonly bulk: BulkOf<"flash"> | BulkOf<"blocked">; readonly blocks: readonly ReceivedBlock[] }
  | { readonly bulk: BulkOf<"plain">; readonly block: ReceivedBlock }
  | { readonly bulk: BulkOf<"remove"> }
  | { readonly bulk: BulkOf<"insert">; readonly data: Uint8Array };

interface Unpacked {
  readonly header: ReceivedHeader;
  readonly work: readonly Work[];
  readonly steps: number;
}

const demand = (condition: boolean, why: string): void => {
  if (!condition) throw new ModuleDeclines(why);
};

export class BootLoader {
  readonly #pack: Uint8Array;
  /** The real loader reads the package anew at every boot; the package does not change meanwhile. */
  #unpacked: Unpacked | ModuleDeclines | null = null;

  constructor(pack: Uint8Array) {
    this.#pack = pack;
  }

  /** One boot. Whatever `module.perform` throws ends it there. */
  boot(module: Module, progress: Progress = () => undefined): BootOutcome {
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
      secondPass(module, unpacked, progress);
      module.perform({ kind: "stage", stage: { ind: 4, block: 0 } });
      return { kind: "finished" };
    } catch (error) {
      if (!(error instanceof ModuleDeclines)) throw error;
      return { kind: module.state.stage.ind === 1 ? "cannot-start" : "failed", why: error.message };
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
  demand(magicIsRight(pack), "magic");
  const header = parseHeader(pack);
  demand(packCrcIsRight(pack), "package CRC");
  const work = header.bulks.map((bulk): Work => {
    switch (bulk.kind) {
      case "flash":
      case "blocked":
        return { bulk, blocks: bulk.bundles.flatMap((bundle) => parseBlocks(unpackBundle(pack, bundle))) };
      case "plain": {
        const [block, ...others] = bulk.bundles.flatMap((bundle) => parseBlocks(unpackBundle(pack, bundle)));
        if (block === undefined || others.length > 0 || block.size !== bulk.newSize) {
          throw new ModuleDeclines(`${bulk.name}: not one block of the new size`);
        }
        return { bulk, block };
      }
      case "insert": {
        const [bundle] = bulk.bundles;
        if (bundle === undefined) throw new ModuleDeclines(`${bulk.name}: no bundle`);
        const data = unpackBundle(pack, bundle);
        demand(data.length === bulk.newSize && crcOf(data) === bulk.newCrc, `${bulk.name}: new data`);
        return { bulk, data };
      }
      case "remove":
        return { bulk };
    }
  });
  const steps = work.reduce((sum, item) => sum + stepsOf(item), 0);
  return { header, work, steps };
}

function stepsOf(work: Work): number {
  return "blocks" in work ? work.blocks.length : 1;
}

/** Decompressed old data of a blocked file, checked before the start only. */
function checkOldContents(module: Module, bulk: BulkOf<"blocked">): void {
  demand(bulk.dataBlockSize > 0, `${bulk.name}: block size`);
  const old = BlockedFileInMemory.load(
    module.state,
    bulk.name,
    bulk.oldSize,
    bulk.dataBlockSize,
    null,
  ).contents();
  demand(old.length === bulk.oldSize && crcOf(old) === bulk.oldCrc, `${bulk.name}: old contents differ`);
}

function secondPass(module: Module, { work, steps }: Unpacked, progress: Progress): void {
  const resumeAt = module.state.stage.block;
  let first = 0;
  for (const item of work) {
    const count = stepsOf(item);
    for (
      let step = Math.max(first, resumeAt), memory: BlockedFileInMemory | null = null;
      step < first + count;
      step++
    ) {
      switch (item.bulk.kind) {
        case "flash":
          flashBlock(module, step, item.bulk, blockOf(item, step - first));
          break;
        case "blocked":
          memory ??= loadBlocked(module, item.bulk, first);
          blockedPart(module, step, item.bulk, blockOf(item, step - first), memory);
          break;
        case "plain":
          plainFile(module, step, item.bulk, blockOf(item, 0));
          break;
        case "remove":
          module.perform({ kind: "unlink", path: item.bulk.name });
          break;
        case "insert":
          insertedFile(module, item.bulk, "data" in item ? item.data : new Uint8Array(0));
          break;
      }
      module.perform({ kind: "stage", stage: { ind: 2, block: step + 1 } });
      progress(steps, step + 1, memory !== null && step + 1 < first + count ? memory.snapshot() : null);
    }
    first += count;
  }
}

function blockOf(work: Work, at: number): ReceivedBlock {
  const block = "blocks" in work ? work.blocks[at] : "block" in work ? work.block : undefined;
  if (block === undefined) throw new ModuleDeclines("block missing");
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
    demand(kept.length === block.size && crcOf(kept) === block.newCrc, `step ${step}: temp file differs`);
    return kept;
  }
  const data = build();
  demand(crcOf(data) === block.newCrc, `step ${step}: block CRC`);
  module.perform({ kind: "write", path: TEMP_FILE, file: { kind: "bytes", bytes: data } });
  demand(crcOf(tempFile(module)) === block.newCrc, `step ${step}: temp file CRC`);
  module.perform({ kind: "stage", stage: { ind: 3, block: step } });
  return data;
}

function tempFile(module: Module): Uint8Array {
  const file = module.state.files.get(TEMP_FILE);
  if (file === undefined) throw new ModuleDeclines("temp file missing");
  return storedBytes(file);
}

function flashBlock(module: Module, step: number, { device }: BulkOf<"flash">, block: ReceivedBlock): void {
  const { newPos } = block;
  const data = newData(module, step, block, () =>
    assemble(block, (position, into) => {
      demand(readFlash(module.state, device, position, into), "piece leaves the flash");
    }),
  );
  const erased = Math.ceil(data.length / SECTOR) * SECTOR;
  demand(
    newPos % SECTOR === 0 && flashFits(module.state, device, newPos, erased),
    `flash block at ${newPos}`,
  );
  module.perform({ kind: "erase", device, offset: newPos, size: erased });
  module.perform({ kind: "program", device, offset: newPos, bytes: data });
  const written = new Uint8Array(data.length);
  readFlash(module.state, device, newPos, written);
  demand(sameBytes(written, data), `flash block at ${newPos}: read back`);
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
  memory.write(part, data);
  const path = partName(bulk.name, part);
  module.perform({ kind: "write", path, file: { kind: "part", raw: data, landed: "whole" } });
  const written = module.state.files.get(path);
  const contents = written === undefined ? null : partContents(written);
  demand(contents !== null && sameBytes(contents, data), `${path}: read back`);
}

function plainFile(module: Module, step: number, bulk: BulkOf<"plain">, block: ReceivedBlock): void {
  const data = newData(module, step, block, () => {
    const file = module.state.files.get(bulk.name);
    const old = file === undefined ? new Uint8Array(0) : storedBytes(file);
    demand(old.length === bulk.oldSize && crcOf(old) === bulk.oldCrc, `${bulk.name}: old file differs`);
    return assemble(block, (position, into) => {
      demand(position + into.length <= old.length, `${bulk.name}: piece leaves the file`);
      into.set(old.subarray(position, position + into.length));
    });
  });
  writeChecked(module, bulk.name, { kind: "bytes", bytes: data });
}

function insertedFile(module: Module, bulk: BulkOf<"insert">, data: Uint8Array): void {
  writeChecked(module, bulk.name, { kind: "bytes", bytes: data });
}

function writeChecked(module: Module, path: string, file: StoredFile & { kind: "bytes" }): void {
  module.perform({ kind: "write", path, file });
  const written = module.state.files.get(path);
  demand(written !== undefined && sameBytes(storedBytes(written), file.bytes), `${path}: read back`);
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

function crcOf(data: Uint8Array): number {
  return moduleCrc32(data) >>> 0;
}
