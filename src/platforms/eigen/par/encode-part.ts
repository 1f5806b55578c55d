import { encodeBzip2 } from "../../../codecs/bzip2/encode.ts";
import { viewOf, writeLayout } from "../../../bytes/layout.ts";
import { CHIPS, type EigenChip } from "../firmware/chips.ts";
import {
  PART_618,
  PART_618_MAGIC,
  PART_618_SIZE,
  PART_718,
  PART_718_MAGIC,
  PART_718_SIZE,
} from "./layout.ts";
import { type BlockPieces, subtract } from "./windowed-delta.ts";

/** What a package has for a block of this chip. */
export function encodePart(chip: EigenChip, block: BlockPieces): Uint8Array<ArrayBuffer> {
  const { bzip2Target } = CHIPS[chip];
  switch (chip) {
    case "eigen618":
      return encode618(block, bzip2Target);
    case "eigen718":
      return encode718(block, bzip2Target);
  }
}

interface Step {
  readonly differences: Uint8Array;
  readonly fresh: Uint8Array;
  readonly seek: number;
}

/** Pieces as the module goes through them: from the start of the old bytes on, with what to move by after each. */
function stepsOf({ bytes, old, pieces }: BlockPieces): Step[] {
  const steps: Step[] = [];
  const first = pieces.find(({ diffSize }) => diffSize > 0)?.oldPos ?? 0;
  const [head] = pieces;
  if (head !== undefined && head.diffSize > 0 && first !== 0) {
    steps.push({ differences: new Uint8Array(0), fresh: new Uint8Array(0), seek: first });
  }
  let at = 0;
  let oldAt = steps.length > 0 ? first : 0;
  for (const [i, { diffSize, extraSize }] of pieces.entries()) {
    const differences = new Uint8Array(diffSize);
    subtract(bytes.subarray(at, at + diffSize), old.subarray(oldAt), differences, 0);
    at += diffSize;
    oldAt += diffSize;
    const fresh = bytes.subarray(at, at + extraSize);
    at += extraSize;
    const target = pieces[i + 1]?.oldPos ?? oldAt;
    steps.push({ differences, fresh, seek: target - oldAt });
    oldAt = target;
  }
  return steps;
}

function encode618(block: BlockPieces, blockLimit: number): Uint8Array<ArrayBuffer> {
  const steps = stepsOf(block);
  const raw = new Uint8Array(block.bytes.length + 12 * steps.length);
  const view = viewOf(raw);
  let at = 0;
  for (const { differences, fresh, seek } of steps) {
    view.setUint32(at, differences.length, true);
    view.setUint32(at + 4, fresh.length, true);
    view.setUint32(at + 8, seek < 0 ? 0x8000_0000 - seek : seek, true);
    raw.set(differences, at + 12);
    raw.set(fresh, at + 12 + differences.length);
    at += 12 + differences.length + fresh.length;
  }
  const stream = encodeBzip2(raw, blockLimit);
  const part = new Uint8Array(PART_618_SIZE + stream.length);
  const magic = new TextEncoder().encode(PART_618_MAGIC);
  writeLayout(PART_618, { magic, control: 0, size: part.length, newSize: block.bytes.length }, part);
  part.set(stream, PART_618_SIZE);
  return part;
}

function encode718(block: BlockPieces, blockLimit: number): Uint8Array<ArrayBuffer> {
  const control: number[] = [];
  const raw = new Uint8Array(block.bytes.length);
  let at = 0;
  for (const { differences, fresh, seek } of stepsOf(block)) {
    for (const number of [differences.length, fresh.length, seek]) control.push(...leb128(number));
    raw.set(differences, at);
    raw.set(fresh, at + differences.length);
    at += differences.length + fresh.length;
  }
  const stream = encodeBzip2(raw, blockLimit);
  const part = new Uint8Array(PART_718_SIZE + control.length + stream.length + 1);
  const magic = new TextEncoder().encode(PART_718_MAGIC);
  const lengths = { controlLength: control.length, streamLength: stream.length, newSize: raw.length };
  writeLayout(PART_718, { magic, ...lengths }, part);
  part.set(control, PART_718_SIZE);
  part.set(stream, PART_718_SIZE + control.length);
  return part;
}

/** 32 bits in two's complement, seven bits a byte, lowest first. */
function leb128(number: number): number[] {
  const bytes: number[] = [];
  let left = number >>> 0;
  for (; left > 0x7f; left >>>= 7) bytes.push((left & 0x7f) | 0x80);
  bytes.push(left);
  return bytes;
}
