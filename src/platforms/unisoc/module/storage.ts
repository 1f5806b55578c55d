import { decodeLzmar } from "../lzmar/decode.ts";
import { encodeLzmar } from "../lzmar/encode.ts";
import { Refusal } from "../../../contract/refusal.ts";

/**
 * What a simulated UNISOC 8910 keeps without power: NOR flash, files, and the stage file of the update.
 * A state never changes; landing an operation gives the next one, so every moment of a run can be kept
 * and continued from.
 */

/** Erase unit of the flash. */
export const SECTOR = 4096;
const FLASH_BYTES = 8 << 20;

/** Where the boot loader keeps the block it is about to write. Stays behind after the update. */
export const TEMP_FILE = "/fota.temp";

/**
 * `part`: LZMAR container that the module itself made of `raw`; it is coded only when its bytes are asked for.
 * `destroyed`: a file of that length of which no byte is as it was, as the file system leaves one when the power goes.
 */
export type StoredFile =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "part"; readonly raw: Uint8Array }
  | { readonly kind: "destroyed"; readonly before: StoredFile };

/** Stage file: ind 0 not ready, 1 ready, 2 started, 3 block copied to the temp file, 4 finished. */
export interface Stage {
  readonly ind: 0 | 1 | 2 | 3 | 4;
  readonly block: number;
}

export interface ModuleState {
  /** Flash chip (u32 of its four characters) to sectors of 4 KiB. */
  readonly flash: ReadonlyMap<number, readonly Uint8Array[]>;
  /** Absolute path to file. */
  readonly files: ReadonlyMap<string, StoredFile>;
  readonly stage: Stage;
  /** Bytes that all files together may take. */
  readonly capacity: number;
}

/** Everything that changes a state. The power can fail at each of them. */
export type Operation =
  | { readonly kind: "erase"; readonly device: number; readonly offset: number; readonly size: number }
  | { readonly kind: "program"; readonly device: number; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly kind: "write"; readonly path: string; readonly file: StoredFile }
  | { readonly kind: "unlink"; readonly path: string }
  | { readonly kind: "stage"; readonly stage: Stage };

/**
 * How much of an operation reached the storage. A file that is written over or removed is `destroyed` first, one that
 * is written over then `emptied`, and never half of the new one: the new contents come with the last operation of the
 * file system, all at once.
 */
export type Portion = "nothing" | "destroyed" | "emptied" | "half" | "whole";

export interface ModuleContents {
  /** Images in flash; `offset` in the chip (0x10000 for AP). */
  readonly flash: readonly { readonly device: number; readonly offset: number; readonly bytes: Uint8Array }[];
  /** Absolute path to contents as stored (parts of blocked files: LZMAR containers NAME.NNN). */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Bytes that all files together may take; unlimited when left out. */
  readonly capacity?: number;
}

const erasedSector = new Uint8Array(SECTOR).fill(0xff);

export function moduleState(contents: ModuleContents): ModuleState {
  const flash = new Map<number, readonly Uint8Array[]>();
  for (const { device, offset, bytes } of contents.flash) {
    const known = flash.get(device) ?? [];
    const count = Math.max(known.length, Math.ceil(Math.max(FLASH_BYTES, offset + bytes.length) / SECTOR));
    const sectors = Array.from({ length: count }, (_, at) => known[at] ?? erasedSector);
    flash.set(
      device,
      changed(sectors, offset, bytes.length, (into, from) =>
        into.set(bytes.subarray(from, from + into.length)),
      ),
    );
  }
  const files = new Map<string, StoredFile>();
  for (const [path, bytes] of contents.files) files.set(path, { kind: "bytes", bytes });
  return { flash, files, stage: { ind: 0, block: 0 }, capacity: contents.capacity ?? Infinity };
}

/**
 * The state after `portion` of an operation; the same one where the operation has no such portion. Erase and program
 * stop in the middle of their range; a new file is not there until it is whole; stage updates are atomic.
 */
export function land(state: ModuleState, operation: Operation, portion: Portion): ModuleState {
  if (portion === "nothing") return state;
  switch (operation.kind) {
    case "erase":
    case "program": {
      const { device, offset } = operation;
      const size = operation.kind === "erase" ? operation.size : operation.bytes.length;
      const reached = portion === "whole" ? size : portion === "half" ? size >> 1 : 0;
      const sectors = state.flash.get(device);
      if (sectors === undefined || reached === 0) return state;
      const change = (into: Uint8Array, from: number): void => {
        if (operation.kind === "erase") into.fill(0xff);
        // NOR flash: programming only clears bits.
        else for (let i = 0; i < into.length; i++) into[i] = into[i]! & operation.bytes[from + i]!;
      };
      return { ...state, flash: new Map(state.flash).set(device, changed(sectors, offset, reached, change)) };
    }
    case "write": {
      const { path, file } = operation;
      const before = state.files.get(path);
      const left = portion === "whole" ? file : before && torn(before, portion);
      return left === undefined ? state : { ...state, files: new Map(state.files).set(path, left) };
    }
    case "unlink": {
      const before = state.files.get(operation.path);
      if (before === undefined) return state;
      const files = new Map(state.files);
      if (portion === "whole") files.delete(operation.path);
      else if (portion === "destroyed") files.set(operation.path, { kind: "destroyed", before });
      else return state;
      return { ...state, files };
    }
    case "stage":
      return portion === "whole" ? { ...state, stage: operation.stage } : state;
  }
}

/** What is left of a file that was being written over; undefined when that is no state of its own. */
function torn(before: StoredFile, portion: Exclude<Portion, "whole">): StoredFile | undefined {
  switch (portion) {
    case "destroyed":
      return { kind: "destroyed", before };
    case "emptied":
      return { kind: "bytes", bytes: new Uint8Array(0) };
    case "nothing":
    case "half":
      return undefined;
  }
}

/** New sector list with the range changed; `change` gets a part of a sector and its offset in the range. */
function changed(
  sectors: readonly Uint8Array[],
  offset: number,
  size: number,
  change: (into: Uint8Array, from: number) => void,
): readonly Uint8Array[] {
  const result = sectors.slice();
  for (let at = offset; at < offset + size;) {
    const index = Math.floor(at / SECTOR);
    const end = Math.min(offset + size, (index + 1) * SECTOR);
    const sector = (sectors[index] ?? erasedSector).slice();
    change(sector.subarray(at - index * SECTOR, end - index * SECTOR), at - offset);
    result[index] = sector;
    at = end;
  }
  return result;
}

/** Copies `into.length` bytes of a chip; false when the range leaves the chip. */
export function readFlash(state: ModuleState, device: number, offset: number, into: Uint8Array): boolean {
  const sectors = state.flash.get(device);
  if (sectors === undefined || offset + into.length > sectors.length * SECTOR) return false;
  for (let at = offset; at < offset + into.length;) {
    const index = Math.floor(at / SECTOR);
    const end = Math.min(offset + into.length, (index + 1) * SECTOR);
    into.set(sectors[index]!.subarray(at - index * SECTOR, end - index * SECTOR), at - offset);
    at = end;
  }
  return true;
}

export function flashFits(state: ModuleState, device: number, offset: number, size: number): boolean {
  const sectors = state.flash.get(device);
  return sectors !== undefined && offset + size <= sectors.length * SECTOR;
}

const coded = new WeakMap<Uint8Array, Uint8Array>();
const decoded = new WeakMap<Uint8Array, Uint8Array | null>();

/** The bytes of a file as stored. */
export function storedBytes(file: StoredFile): Uint8Array {
  switch (file.kind) {
    case "bytes":
      return file.bytes;
    case "destroyed":
      return storedBytes(file.before).map((byte) => ~byte);
    case "part": {
      let bytes = coded.get(file.raw);
      if (bytes === undefined) coded.set(file.raw, (bytes = encodeLzmar(file.raw)));
      return bytes;
    }
  }
}

/** Decompressed contents of a part of a blocked file; null when it is no whole LZMAR container. */
export function partContents(file: StoredFile): Uint8Array | null {
  if (file.kind === "part") return file.raw;
  if (file.kind === "destroyed") return null;
  let raw = decoded.get(file.bytes);
  if (raw === undefined) {
    try {
      raw = decodeLzmar(file.bytes);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      raw = null;
    }
    decoded.set(file.bytes, raw);
  }
  return raw;
}

export function freeBytes(state: ModuleState): number {
  if (state.capacity === Infinity) return Infinity;
  let used = 0;
  for (const file of state.files.values()) used += storedBytes(file).length;
  return state.capacity - used;
}

/** Equal in every byte that outlives a power cut. Parts that the module made are compared by their contents. */
export function sameState(a: ModuleState, b: ModuleState): boolean {
  if (a === b) return true;
  if (a.stage.ind !== b.stage.ind || a.stage.block !== b.stage.block) return false;
  return sameFlash(a, b) && sameFiles(a.files, b.files);
}

function sameFlash(a: ModuleState, b: ModuleState): boolean {
  if (a.flash === b.flash) return true;
  for (const [device, sectors] of a.flash) {
    const others = b.flash.get(device);
    if (others?.length !== sectors.length) return false;
    if (others === sectors) continue;
    for (let i = 0; i < sectors.length; i++) {
      if (!sameBytes(sectors[i]!, others[i]!)) return false;
    }
  }
  return a.flash.size === b.flash.size;
}

function sameFiles(a: ReadonlyMap<string, StoredFile>, b: ReadonlyMap<string, StoredFile>): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const [path, one] of a) {
    const other = b.get(path);
    if (other === undefined || (one !== other && !sameFile(one, other))) return false;
  }
  return true;
}

function sameFile(one: StoredFile, other: StoredFile): boolean {
  switch (one.kind) {
    case "bytes":
      return other.kind === "bytes" && sameBytes(one.bytes, other.bytes);
    case "part":
      return other.kind === "part" && sameBytes(one.raw, other.raw);
    case "destroyed":
      return other.kind === "destroyed" && sameFile(one.before, other.before);
  }
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
