import { moduleCrc32 } from "../../../bytes/crc32.ts";
import { decodeLzmaAlone, LzmaError } from "../../../codecs/lzma/decode.ts";
import { type Reason, Reasoned, within } from "../../../contract/reason.ts";

/**
 * RDAOTA02 as the module reads it (docs/formats/rdaota02.md). On purpose a second reading
 * of the format, apart from the one the maker uses.
 */

/** The module declined. */
export class ModuleDeclines extends Reasoned {}

function demand(condition: boolean, why: Reason): asserts condition {
  if (!condition) throw new ModuleDeclines(why);
}

/** Fixed header: char[8] magic, then u32 at these offsets. */
const HEAD = {
  fileSize: 8,
  packCrc: 12,
  headerSize: 16,
  tmpFileSize: 20,
  bulkCount: 24,
  verNameSize: 32,
  end: 36,
};
const MAGIC = new TextEncoder().encode("RDAOTA02");

const HEADER_ENDS = within({ part: "header" }, { code: "ends-early" });

function bundleIs(why: Reason): Reason {
  return within({ part: "bundle" }, why);
}

/** No more memory than this for a decompressed bundle; the chip has less. */
const MEMORY_BYTES = 32 << 20;

interface Bundle {
  readonly size: number;
  readonly offset: number;
}

export type ReceivedBulk =
  | {
      readonly kind: "flash";
      readonly device: number;
      readonly base: number;
      readonly oldSize: number;
      readonly oldCrc: number;
      readonly bundles: readonly Bundle[];
    }
  | {
      readonly kind: "blocked";
      readonly name: string;
      /** Of the parts as stored. */
      readonly oldFileSize: number;
      readonly oldFileCrc: number;
      /** Of the decompressed data. */
      readonly oldSize: number;
      readonly oldCrc: number;
      readonly newSize: number;
      readonly dataBlockSize: number;
      readonly bundles: readonly Bundle[];
    }
  | {
      readonly kind: "plain";
      readonly name: string;
      readonly oldSize: number;
      readonly oldCrc: number;
      readonly newSize: number;
      readonly bundles: readonly Bundle[];
    }
  | { readonly kind: "remove"; readonly name: string }
  | {
      readonly kind: "insert";
      readonly name: string;
      readonly newSize: number;
      readonly newCrc: number;
      readonly bundles: readonly Bundle[];
    };

export interface ReceivedHeader {
  readonly tmpFileSize: number;
  /** null when the package has no version names. */
  readonly oldVersion: string | null;
  readonly bulks: readonly ReceivedBulk[];
}

/** Header, version names and bulk headers. Throws {@link ModuleDeclines}. */
export function parseHeader(pack: Uint8Array): ReceivedHeader {
  demand(pack.length >= HEAD.end, { code: "too-short" });
  const view = new DataView(pack.buffer, pack.byteOffset, pack.byteLength);
  const fileSize = view.getUint32(HEAD.fileSize, true);
  demand(fileSize === pack.length, { code: "wrong-length", bytes: pack.length, expected: fileSize });
  const headerSize = view.getUint32(HEAD.headerSize, true);
  demand(headerSize >= HEAD.end && headerSize <= pack.length, {
    code: "field",
    field: "header-size",
    value: headerSize,
  });
  const versionSize = view.getUint32(HEAD.verNameSize, true);
  demand(HEAD.end + 2 * versionSize <= headerSize, HEADER_ENDS);
  let oldVersion: string | null = null;
  if (versionSize > 0) {
    const oldName = pack.subarray(HEAD.end, HEAD.end + versionSize);
    const newName = pack.subarray(HEAD.end + versionSize, HEAD.end + 2 * versionSize);
    demand(oldName.at(-1) === 0 && newName.at(-1) === 0, { code: "name-not-text" });
    oldVersion = cString(oldName);
  }
  let at = HEAD.end + ((2 * versionSize) & ~3);
  const u32 = (): number => {
    demand(at + 4 <= headerSize, HEADER_ENDS);
    at += 4;
    return view.getUint32(at - 4, true);
  };
  const name = (): string => {
    const size = u32() & ~3;
    demand(size > 0 && at + size <= headerSize && pack[at + size - 1] === 0, { code: "name-not-text" });
    at += size;
    return cString(pack.subarray(at - size, at));
  };
  const bundle = (size: number, offset: number): Bundle => {
    demand(size >= 13 && offset + size <= pack.length, bundleIs({ code: "outside-file" }));
    return { size, offset };
  };
  const bundles = (): Bundle[] => {
    const list: Bundle[] = [];
    for (let left = u32(); left > 0; left--) list.push(bundle(u32(), u32()));
    return list;
  };
  const bulk = (): ReceivedBulk => {
    const type = u32();
    switch (type) {
      case 0:
        return {
          kind: "flash",
          device: u32(),
          base: u32(),
          oldSize: u32(),
          oldCrc: u32(),
          bundles: bundles(),
        };
      case 1:
        return {
          kind: "blocked",
          name: name(),
          oldFileSize: u32(),
          oldFileCrc: u32(),
          oldSize: u32(),
          oldCrc: u32(),
          newSize: u32(),
          dataBlockSize: u32(),
          bundles: bundles(),
        };
      case 2:
        return {
          kind: "plain",
          name: name(),
          oldSize: u32(),
          oldCrc: u32(),
          newSize: u32(),
          bundles: [bundle(u32(), u32())],
        };
      case 3: {
        const removed = name();
        u32();
        u32();
        return { kind: "remove", name: removed };
      }
      case 4: {
        const inserted = { kind: "insert", name: name(), newSize: u32(), newCrc: u32() } as const;
        // Of all bulks only this one has the offset before the size.
        const offset = u32();
        return { ...inserted, bundles: [bundle(u32(), offset)] };
      }
      default:
        throw new ModuleDeclines({ code: "field", field: "bulk-type", value: type });
    }
  };
  const bulks: ReceivedBulk[] = [];
  for (let left = view.getUint32(HEAD.bulkCount, true); left > 0; left--) bulks.push(bulk());
  return { tmpFileSize: view.getUint32(HEAD.tmpFileSize, true), oldVersion, bulks };
}

export function packCrcIsRight(pack: Uint8Array): boolean {
  const view = new DataView(pack.buffer, pack.byteOffset, pack.byteLength);
  return moduleCrc32(pack.subarray(HEAD.headerSize)) === view.getUint32(HEAD.packCrc, true);
}

export function magicIsRight(pack: Uint8Array): boolean {
  return MAGIC.every((letter, at) => pack[at] === letter);
}

function cString(field: Uint8Array): string {
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}

/** One block of new data and how it is built. */
export interface ReceivedBlock {
  readonly newPos: number;
  readonly newCrc: number;
  readonly size: number;
  /** Threes of old position, diff size, extra size. */
  readonly pieces: Uint32Array;
  readonly diff: Uint8Array;
  readonly extra: Uint8Array;
}

/** One bundle, decompressed. Throws {@link ModuleDeclines}. */
export function unpackBundle(pack: Uint8Array, { size, offset }: Bundle): Uint8Array {
  const stream = pack.subarray(offset, offset + size);
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  const properties = stream[0] ?? 255;
  demand(properties < 225, bundleIs({ code: "field", field: "lzma-properties", value: properties }));
  const rawSize = view.getUint32(5, true);
  demand(
    view.getUint32(9, true) === 0 && rawSize <= MEMORY_BYTES,
    bundleIs({ code: "impossible-size", bytes: rawSize }),
  );
  let raw: Uint8Array;
  try {
    raw = decodeLzmaAlone(stream, rawSize);
  } catch (error) {
    if (error instanceof LzmaError) throw new ModuleDeclines(bundleIs(error.why));
    throw error;
  }
  demand(raw.length === rawSize, bundleIs({ code: "wrong-length", bytes: raw.length, expected: rawSize }));
  return raw;
}

/** The blocks of a patch bundle, in its order. Throws {@link ModuleDeclines}. */
export function parseBlocks(raw: Uint8Array): ReceivedBlock[] {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  let at = 0;
  const u32 = (): number => {
    demand(at + 4 <= raw.length, bundleIs({ code: "ends-early" }));
    at += 4;
    return view.getUint32(at - 4, true);
  };
  const heads: { newPos: number; newCrc: number; pieces: Uint32Array; diff: number; extra: number }[] = [];
  for (let left = u32(); left > 0; left--) {
    const newPos = u32();
    const newCrc = u32();
    const count = u32();
    demand(at + 12 * count <= raw.length, bundleIs({ code: "ends-early" }));
    const pieces = new Uint32Array(3 * count);
    let diff = 0;
    let extra = 0;
    for (let i = 0; i < 3 * count; i += 3) {
      pieces[i] = u32();
      diff += pieces[i + 1] = u32();
      extra += pieces[i + 2] = u32();
    }
    heads.push({ newPos, newCrc, pieces, diff, extra });
  }
  let diffAt = at;
  let extraAt = at + heads.reduce((sum, head) => sum + head.diff, 0);
  const blocks = heads.map(({ newPos, newCrc, pieces, diff, extra }) => {
    const block = {
      newPos,
      newCrc,
      size: diff + extra,
      pieces,
      diff: raw.subarray(diffAt, diffAt + diff),
      extra: raw.subarray(extraAt, extraAt + extra),
    };
    diffAt += diff;
    extraAt += extra;
    return block;
  });
  demand(extraAt === raw.length, bundleIs({ code: "wrong-length", bytes: raw.length, expected: extraAt }));
  return blocks;
}
