import { moduleCrc32 } from "../../../bytes/crc32.ts";
import { hex, type Layout, readLayout, type Values, viewOf } from "../../../bytes/layout.ts";
import { decodeLzmaAlone, LzmaError } from "../../../codecs/lzma/decode.ts";
import { type Reason, Reasoned, within } from "../../../contract/reason.ts";
import { Refusal } from "../../../contract/refusal.ts";
import {
  BLOCK,
  BLOCK_SIZE,
  BLOCKED,
  BLOCKED_SIZE,
  type Bulk,
  BULK_TYPE,
  BUNDLE,
  BUNDLE_SIZE,
  CRC_FROM,
  FLASH,
  FLASH_SIZE,
  HEADER,
  HEADER_SIZE,
  INSERT,
  INSERT_BUNDLE,
  INSERT_SIZE,
  LEAST_BUNDLE,
  MAGIC,
  NAME,
  NAME_SIZE,
  type Package,
  type Piece,
  PIECE,
  PIECE_SIZE,
  PLAIN,
  PLAIN_SIZE,
  type RawBlock,
  REMOVE,
  REMOVE_SIZE,
} from "./layout.ts";

/** What the module would not take, although the package can be read. */
export type ReaderWarning = "version-not-terminated";

export interface ReadPackage extends Package {
  /** Bytes of either version name as found, 0 for none. */
  readonly versionFieldSize: number;
  readonly warnings: readonly ReaderWarning[];
}

/** A structure that contradicts itself; {@link readPackage} tells which file it was. */
class Damage extends Reasoned {}

function demand(condition: boolean, why: Reason): asserts condition {
  if (!condition) throw new Damage(why);
}

export function isPackage(bytes: Uint8Array): boolean {
  return MAGIC.every((letter, at) => bytes[at] === letter);
}

/**
 * Reads a package (docs/formats/rdaota02.md#package); bundles are views into `bytes`, still packed.
 * Throws {@link Refusal} not-package without the magic, package-damaged when anything in it is wrong.
 */
export function readPackage(file: string, bytes: Uint8Array): ReadPackage {
  if (!isPackage(bytes)) throw new Refusal("not-package", { file });
  return damageIsRefusal(file, () => parse(bytes));
}

/** Runs `read` and names the file in what it complains of. */
export function damageIsRefusal<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Damage) throw new Refusal("package-damaged", { file, why: error.why });
    throw error;
  }
}

function parse(bytes: Uint8Array): ReadPackage {
  demand(bytes.length >= HEADER_SIZE, { code: "too-short" });
  const header = readLayout(HEADER, bytes);
  const { fileSize, headerSize, versionFieldSize } = header;
  demand(fileSize === bytes.length, { code: "wrong-length", bytes: bytes.length, expected: fileSize });
  const crc = moduleCrc32(bytes.subarray(CRC_FROM));
  const [actual, stated] = [hex(crc, 8), hex(header.packCrc, 8)];
  demand(crc === header.packCrc, { code: "checksum", kind: "CRC", actual, stated });
  demand(headerSize >= HEADER_SIZE && headerSize <= fileSize, {
    code: "field",
    field: "header-size",
    value: headerSize,
  });

  const bulksAt = HEADER_SIZE + 4 * Math.floor(versionFieldSize / 2);
  demand(
    HEADER_SIZE + 2 * versionFieldSize <= headerSize,
    within({ part: "header" }, { code: "ends-early" }),
  );
  const oldField = bytes.subarray(HEADER_SIZE, HEADER_SIZE + versionFieldSize);
  const newField = bytes.subarray(HEADER_SIZE + versionFieldSize, HEADER_SIZE + 2 * versionFieldSize);

  const cursor = new HeaderCursor(bytes, bulksAt, headerSize);
  const bulks: Bulk[] = [];
  for (let left = header.bulkCount; left > 0; left--) bulks.push(cursor.bulk());
  demand(
    cursor.at === headerSize,
    within({ part: "header" }, { code: "wrong-length", bytes: cursor.at, expected: headerSize }),
  );

  const terminated = versionFieldSize === 0 || (oldField.at(-1) === 0 && newField.at(-1) === 0);
  return {
    oldVersion: textOf(oldField),
    newVersion: textOf(newField),
    versionFieldSize,
    tmpFileSize: header.tmpFileSize,
    blockCount: header.blockCount,
    bulks,
    warnings: terminated ? [] : ["version-not-terminated"],
  };
}

/** Up to the first NUL, or all of the field. */
function textOf(field: Uint8Array): string {
  const end = field.indexOf(0);
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(end < 0 ? field : field.subarray(0, end));
}

class HeaderCursor {
  at: number;
  readonly #bytes: Uint8Array;
  readonly #end: number;

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.#bytes = bytes;
    this.at = at;
    this.#end = end;
  }

  bulk(): Bulk {
    this.#need(4);
    const type = viewOf(this.#bytes).getUint32(this.at, true);
    this.at += 4;
    switch (type) {
      case BULK_TYPE.flash: {
        const { bundleCount, ...rest } = this.#take(FLASH, FLASH_SIZE);
        return { kind: "flash", ...rest, bundles: this.#bundles(bundleCount) };
      }
      case BULK_TYPE.blocked: {
        const name = this.#name();
        const { bundleCount, ...rest } = this.#take(BLOCKED, BLOCKED_SIZE);
        demand(rest.dataBlockSize > 0, within(name, { code: "field", field: "block-size", value: 0 }));
        return { kind: "blocked", name, ...rest, bundles: this.#bundles(bundleCount) };
      }
      case BULK_TYPE.plain: {
        const name = this.#name();
        const values = this.#take(PLAIN, PLAIN_SIZE);
        return { kind: "plain", name, ...values, bundle: this.#bundle(this.#take(BUNDLE, BUNDLE_SIZE)) };
      }
      case BULK_TYPE.remove:
        return { kind: "remove", name: this.#name(), ...this.#take(REMOVE, REMOVE_SIZE) };
      case BULK_TYPE.insert: {
        const name = this.#name();
        const values = this.#take(INSERT, INSERT_SIZE);
        return {
          kind: "insert",
          name,
          ...values,
          bundle: this.#bundle(this.#take(INSERT_BUNDLE, BUNDLE_SIZE)),
        };
      }
      default:
        throw new Damage({ code: "field", field: "bulk-type", value: type });
    }
  }

  #need(size: number): void {
    demand(this.at + size <= this.#end, within({ part: "header" }, { code: "ends-early" }));
  }

  #take<L extends Layout>(layout: L, size: number): Values<L> {
    this.#need(size);
    const values = readLayout(layout, this.#bytes, this.at);
    this.at += size;
    return values;
  }

  #name(): string {
    const { fieldSize } = this.#take(NAME, NAME_SIZE);
    demand(fieldSize > 0 && fieldSize % 4 === 0, { code: "field", field: "name-size", value: fieldSize });
    this.#need(fieldSize);
    const field = this.#bytes.subarray(this.at, this.at + fieldSize);
    demand(field.at(-1) === 0, { code: "name-not-text" });
    this.at += fieldSize;
    return textOf(field);
  }

  #bundles(count: number): Uint8Array[] {
    this.#need(count * BUNDLE_SIZE);
    return Array.from({ length: count }, () => this.#bundle(this.#take(BUNDLE, BUNDLE_SIZE)));
  }

  #bundle({ size, offset }: { readonly size: number; readonly offset: number }): Uint8Array {
    demand(
      size >= LEAST_BUNDLE && offset >= this.#end && offset + size <= this.#bytes.length,
      within({ part: "bundle" }, { code: "outside-file" }),
    );
    return this.#bytes.subarray(offset, offset + size);
  }
}

/** A bundle is decompressed into the memory of the module, which has no more than this. */
const LARGEST_BUNDLE = 32 << 20;

/** Decompresses a bundle of {@link readPackage}. Throws {@link Refusal} package-damaged. */
export function unpackBundle(file: string, bundle: Uint8Array): Uint8Array {
  return damageIsRefusal(file, () => {
    const view = viewOf(bundle);
    const size = view.getUint32(5, true);
    demand(
      view.getUint32(9, true) === 0 && size <= LARGEST_BUNDLE,
      within({ part: "bundle" }, { code: "impossible-size", bytes: size }),
    );
    let raw: Uint8Array;
    try {
      raw = decodeLzmaAlone(bundle, size);
    } catch (error) {
      if (error instanceof LzmaError) throw new Damage(error.why);
      throw error;
    }
    demand(
      raw.length === size,
      within({ part: "bundle" }, { code: "wrong-length", bytes: raw.length, expected: size }),
    );
    return raw;
  });
}

export interface ReadBundle {
  readonly blocks: readonly RawBlock[];
  /** Bytes of all pieces, in the order of the blocks and their pieces. */
  readonly diff: Uint8Array;
  readonly extra: Uint8Array;
}

/**
 * Reads a decompressed bundle (docs/formats/rdaota02.md#bundles). Call it within {@link damageIsRefusal}.
 */
export function readBundle(raw: Uint8Array): ReadBundle {
  let at = 0;
  const take = (size: number): number => {
    demand(at + size <= raw.length, within({ part: "bundle" }, { code: "ends-early" }));
    at += size;
    return at - size;
  };
  const blocks: RawBlock[] = [];
  let diffSize = 0;
  let extraSize = 0;
  for (let left = viewOf(raw.subarray(take(4))).getUint32(0, true); left > 0; left--) {
    const { newPos, newCrc, pieceCount } = readLayout(BLOCK, raw, take(BLOCK_SIZE));
    const pieces: Piece[] = [];
    for (let i = 0; i < pieceCount; i++) {
      const piece = readLayout(PIECE, raw, take(PIECE_SIZE));
      diffSize += piece.diffSize;
      extraSize += piece.extraSize;
      pieces.push(piece);
    }
    blocks.push({ newPos, newCrc, pieces });
  }
  demand(
    at + diffSize + extraSize === raw.length,
    within(
      { part: "bundle" },
      { code: "wrong-length", bytes: raw.length, expected: at + diffSize + extraSize },
    ),
  );
  return { blocks, diff: raw.subarray(at, at + diffSize), extra: raw.subarray(at + diffSize) };
}

export function sizeOfBlock({ pieces }: RawBlock): number {
  return pieces.reduce((sum, { diffSize, extraSize }) => sum + diffSize + extraSize, 0);
}
