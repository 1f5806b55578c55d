import { moduleCrc32 } from "../../../bytes/crc32.ts";
import { type Layout, type Values, viewOf, writeLayout } from "../../../bytes/layout.ts";
import { Refusal, type VersionNameFault } from "../../../contract/refusal.ts";
import {
  align4,
  BLOCK,
  BLOCK_SIZE,
  BLOCKED,
  BLOCKED_SIZE,
  type Bulk,
  BULK_TYPE,
  BUNDLE,
  BUNDLE_SIZE,
  bundlesOf,
  CRC_FROM,
  FLASH,
  FLASH_SIZE,
  HEADER,
  HEADER_SIZE,
  INSERT,
  INSERT_BUNDLE,
  INSERT_SIZE,
  MAGIC,
  NAME,
  NAME_SIZE,
  type Package,
  PIECE,
  PIECE_SIZE,
  PLAIN,
  PLAIN_SIZE,
  type RawBlock,
  REMOVE,
  REMOVE_SIZE,
} from "./layout.ts";

/** Longest version name in bytes of UTF-8; no module is known to have longer ones. */
export const LONGEST_VERSION = 255;

export interface WriteOptions {
  /**
   * Bytes of either version name. Left out, it is the longer name with its NUL, as the module demands;
   * packages of the vendor's tool have no room for the NUL, and only to rewrite one is this given.
   */
  readonly versionFieldSize?: number;
}

/**
 * Bytes of a package (docs/formats/rdaota02.md#package).
 * Throws {@link Refusal} version-name when a version holds a NUL, is too long or is no valid text.
 */
export function writePackage(contents: Package, options: WriteOptions = {}): Uint8Array<ArrayBuffer> {
  const oldVersion = versionName(contents.oldVersion);
  const newVersion = versionName(contents.newVersion);
  const longest = Math.max(oldVersion.length, newVersion.length);
  const versionFieldSize = options.versionFieldSize ?? (longest === 0 ? 0 : align4(longest + 1));

  const names = (2 * versionFieldSize) & ~3;
  const headerSize =
    HEADER_SIZE + names + contents.bulks.reduce((sum, bulk) => sum + bulkHeaderSize(bulk), 0);
  const bundles = contents.bulks.flatMap(bundlesOf);
  const fileSize = bundles.reduce((sum, bundle) => sum + bundle.length, headerSize);

  const pack = new Uint8Array(fileSize);
  writeLayout(
    HEADER,
    {
      magic: MAGIC,
      fileSize,
      headerSize,
      tmpFileSize: contents.tmpFileSize,
      bulkCount: contents.bulks.length,
      blockCount: contents.blockCount,
      versionFieldSize,
    },
    pack,
  );
  pack.set(oldVersion, HEADER_SIZE);
  pack.set(newVersion, HEADER_SIZE + versionFieldSize);

  let bundleAt = headerSize;
  const place = (bundle: Uint8Array): { size: number; offset: number } => {
    pack.set(bundle, bundleAt);
    bundleAt += bundle.length;
    return { size: bundle.length, offset: bundleAt - bundle.length };
  };
  let at = HEADER_SIZE + names;
  for (const bulk of contents.bulks) at = writeBulk(bulk, pack, at, place);

  writeLayout(HEADER, { packCrc: moduleCrc32(pack.subarray(CRC_FROM)) }, pack);
  return pack;
}

function versionName(name: string): Uint8Array {
  const encoded = new TextEncoder().encode(name);
  const refuse = (why: VersionNameFault): Refusal =>
    new Refusal("version-name", { name, why, limit: LONGEST_VERSION });
  if (name.includes("\0")) throw refuse("nul-character");
  if (new TextDecoder("utf-8", { ignoreBOM: true }).decode(encoded) !== name) throw refuse("not-text");
  if (encoded.length > LONGEST_VERSION) throw refuse("too-long");
  return encoded;
}

function nameField(name: string): Uint8Array {
  const encoded = new TextEncoder().encode(name);
  const field = new Uint8Array(align4(encoded.length + 1));
  field.set(encoded);
  return field;
}

function bulkHeaderSize(bulk: Bulk): number {
  switch (bulk.kind) {
    case "flash":
      return 4 + FLASH_SIZE + BUNDLE_SIZE * bulk.bundles.length;
    case "blocked":
      return namedSize(bulk.name) + BLOCKED_SIZE + BUNDLE_SIZE * bulk.bundles.length;
    case "plain":
      return namedSize(bulk.name) + PLAIN_SIZE + BUNDLE_SIZE;
    case "remove":
      return namedSize(bulk.name) + REMOVE_SIZE;
    case "insert":
      return namedSize(bulk.name) + INSERT_SIZE + BUNDLE_SIZE;
  }
}

function namedSize(name: string): number {
  return 4 + NAME_SIZE + nameField(name).length;
}

/** Writes one bulk header at `at` and gives the end of it; `place` appends a bundle to the file. */
function writeBulk(
  bulk: Bulk,
  pack: Uint8Array,
  at: number,
  place: (bundle: Uint8Array) => { size: number; offset: number },
): number {
  const put = <L extends Layout>(layout: L, size: number, values: Partial<Values<L>>): void => {
    writeLayout(layout, values, pack, at);
    at += size;
  };
  const putName = (name: string): void => {
    const field = nameField(name);
    put(NAME, NAME_SIZE, { fieldSize: field.length });
    pack.set(field, at);
    at += field.length;
  };
  viewOf(pack).setUint32(at, BULK_TYPE[bulk.kind], true);
  at += 4;
  switch (bulk.kind) {
    case "flash":
      put(FLASH, FLASH_SIZE, { ...bulk, bundleCount: bulk.bundles.length });
      for (const bundle of bulk.bundles) put(BUNDLE, BUNDLE_SIZE, place(bundle));
      break;
    case "blocked":
      putName(bulk.name);
      put(BLOCKED, BLOCKED_SIZE, { ...bulk, bundleCount: bulk.bundles.length });
      for (const bundle of bulk.bundles) put(BUNDLE, BUNDLE_SIZE, place(bundle));
      break;
    case "plain":
      putName(bulk.name);
      put(PLAIN, PLAIN_SIZE, bulk);
      put(BUNDLE, BUNDLE_SIZE, place(bulk.bundle));
      break;
    case "remove":
      putName(bulk.name);
      put(REMOVE, REMOVE_SIZE, bulk);
      break;
    case "insert":
      putName(bulk.name);
      put(INSERT, INSERT_SIZE, bulk);
      put(INSERT_BUNDLE, BUNDLE_SIZE, place(bulk.bundle));
      break;
  }
  return at;
}

/**
 * A decompressed bundle (docs/formats/rdaota02.md#bundles).
 * `diff` and `extra` hold the bytes of all pieces, in the order of the blocks and their pieces.
 */
export function writeBundle(
  blocks: readonly RawBlock[],
  diff: Uint8Array,
  extra: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const headers = blocks.reduce((sum, { pieces }) => sum + BLOCK_SIZE + PIECE_SIZE * pieces.length, 4);
  const raw = new Uint8Array(headers + diff.length + extra.length);
  viewOf(raw).setUint32(0, blocks.length, true);
  let at = 4;
  for (const { newPos, newCrc, pieces } of blocks) {
    writeLayout(BLOCK, { newPos, newCrc, pieceCount: pieces.length }, raw, at);
    at += BLOCK_SIZE;
    for (const piece of pieces) {
      writeLayout(PIECE, piece, raw, at);
      at += PIECE_SIZE;
    }
  }
  raw.set(diff, at);
  raw.set(extra, at + diff.length);
  return raw;
}
