import type { Inspection, PackageBulk, PackageWarning } from "../../../contract/maker.ts";
import { moduleCrc32 } from "../../../bytes/crc32.ts";
import { digests } from "../../../bytes/digest.ts";
import { hex } from "../../../bytes/layout.ts";
import { within } from "../../../contract/reason.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { type Bulk, bundlesOf, type RawBlock } from "./layout.ts";
import { platformOfPackage, withoutSignature } from "./platform.ts";
import { damageIsRefusal, readBundle, readPackage, sizeOfBlock, unpackBundle } from "./reader.ts";

type Order = PackageBulk["order"];

/**
 * What a package does, whoever made it (docs/formats/rdaota02.md).
 * Throws Refusal not-package or package-damaged.
 */
export function inspectPackage(file: string, bytes: Uint8Array): Extract<Inspection, { kind: "rdaota02" }> {
  const packed = withoutSignature(bytes);
  const pack = readPackage(file, packed);
  const warnings: PackageWarning[] = pack.warnings.map((code) => ({ code }));
  const bulks = pack.bulks.map((bulk) => {
    const facts = bulkFacts(file, bulk);
    warnings.push(...hazards(bulk, facts));
    return facts;
  });
  const { oldVersion, newVersion } = pack;
  const signed = packed.length < bytes.length;
  return {
    kind: "rdaota02",
    platform: signed ? "unisoc8850" : platformOfPackage(pack.bulks),
    bytes: bytes.length,
    ...digests(bytes),
    oldVersion,
    newVersion,
    bulks,
    warnings,
  };
}

function bulkFacts(file: string, bulk: Bulk): PackageBulk {
  const { kind } = bulk;
  const packedBytes = bundlesOf(bulk).reduce((sum, bundle) => sum + bundle.length, 0);
  switch (kind) {
    case "flash": {
      const blocks = blocksOf(file, bulk.bundles);
      const target = `${deviceName(bulk.device)} ${hex(bulk.base)}`;
      return {
        kind,
        target,
        oldSize: bulk.oldSize,
        newSize: newImageSize(blocks, bulk.base, bulk.oldSize),
        packedBytes,
        blocks: blocks.length,
        order: orderOf(blocks),
      };
    }
    case "blocked": {
      const { name: target, oldSize, newSize } = bulk;
      const blocks = blocksOf(file, bulk.bundles);
      return { kind, target, oldSize, newSize, packedBytes, blocks: blocks.length, order: orderOf(blocks) };
    }
    case "plain": {
      const { name: target, oldSize, newSize } = bulk;
      const { length } = blocksOf(file, [bulk.bundle]);
      return { kind, target, oldSize, newSize, packedBytes, blocks: length, order: null };
    }
    case "remove":
      return {
        kind,
        target: bulk.name,
        oldSize: bulk.oldSize,
        newSize: 0,
        packedBytes,
        blocks: 1,
        order: null,
      };
    case "insert": {
      const { name: target, newSize, newCrc } = bulk;
      const data = unpackBundle(file, bulk.bundle);
      if (data.length !== newSize || moduleCrc32(data) !== newCrc) {
        throw new Refusal("package-damaged", { file, why: within(target, { code: "new-differs" }) });
      }
      return { kind, target, oldSize: 0, newSize, packedBytes, blocks: 1, order: null };
    }
  }
}

function blocksOf(file: string, bundles: readonly Uint8Array[]): readonly RawBlock[] {
  return bundles.flatMap((bundle) => {
    const raw = unpackBundle(file, bundle);
    return damageIsRefusal(file, () => readBundle(raw)).blocks;
  });
}

/** The four characters of the chip, e.g. SFL1. */
function deviceName(device: number): string {
  const name = String.fromCharCode(...[0, 8, 16, 24].map((shift) => (device >>> shift) & 0xff));
  return /^\w{4}$/.test(name) ? name : hex(device, 8);
}

/**
 * A flash bulk does not state the size of the new image. A block shorter than the others is its end;
 * without one, unchanged blocks may have been left out at the end.
 */
function newImageSize(blocks: readonly RawBlock[], base: number, oldSize: number): number {
  let end = base;
  let shortEnd = null;
  const largest = Math.max(0, ...blocks.map(sizeOfBlock));
  for (const block of blocks) {
    const size = sizeOfBlock(block);
    if (block.newPos + size > end) {
      end = block.newPos + size;
      shortEnd = size < largest ? end : null;
    }
  }
  return shortEnd === null ? Math.max(end - base, oldSize) : shortEnd - base;
}

/** `tail-last`: all blocks but the last descending, then the one behind them all. */
function orderOf(blocks: readonly RawBlock[]): Order {
  const positions = blocks.map(({ newPos }) => newPos);
  if (ascends(positions)) return "ascending";
  if (ascends(positions.slice().reverse())) return "descending";
  const [last = 0, ...rest] = positions.reverse();
  return ascends([...rest, last]) ? "tail-last" : null;
}

function ascends(positions: readonly number[]): boolean {
  let before = -1;
  return positions.every((position) => {
    const higher = position > before;
    before = position;
    return higher;
  });
}

/** Power cuts from which the module does not recover (docs/formats/rdaota02.md#power-cuts). */
function hazards(bulk: Bulk, { order, target }: PackageBulk): PackageWarning[] {
  if (bulk.kind !== "blocked") return [];
  const { oldSize, newSize, dataBlockSize } = bulk;
  const parts = (size: number): number => Math.ceil(size / dataBlockSize);
  const warnings: PackageWarning[] = [];
  if (order !== "ascending") warnings.push({ code: "not-ascending", target });
  if (parts(newSize) < parts(oldSize) && newSize % dataBlockSize > 0) {
    warnings.push({ code: "short-tail-lost-parts", target });
  }
  return warnings;
}
