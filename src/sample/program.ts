import { Random } from "./random.ts";

/**
 * A made-up program that ages like a real one: functions in Thumb code that call each other by distance,
 * literal pools and tables with absolute addresses, texts. When functions grow or come in, everything behind
 * moves, and so do the distances and addresses that lead there.
 */
export interface Program {
  readonly functions: readonly Routine[];
  readonly texts: readonly string[];
}

interface Routine {
  /** What calls name; stays when the program is edited. */
  readonly id: number;
  readonly body: readonly Instruction[];
}

/**
 * Below 0x10000: a halfword as it stands. With CALL: a call of the function with the ID below.
 * With POINTER: a word that holds the address of the function with the ID below.
 */
type Instruction = number;
const CALL = 0x1000_0000;
const POINTER = 0x2000_0000;
const ID_MASK = 0x0fff_ffff;

interface CommonInstruction {
  readonly code: number;
  /** Bits that differ from use to use, and where they begin. */
  readonly varies: number;
  readonly shift: number;
}

/** Frequent instructions of Thumb, the more frequent ones twice. */
const COMMON: readonly [CommonInstruction, ...CommonInstruction[]] = [
  { code: 0x2000, varies: 11, shift: 0 }, // MOVS register, #
  { code: 0x2000, varies: 11, shift: 0 },
  { code: 0x6800, varies: 9, shift: 0 }, // LDR register, [register, #]
  { code: 0x6800, varies: 9, shift: 0 },
  { code: 0x6000, varies: 9, shift: 0 }, // STR register, [register, #]
  { code: 0x4600, varies: 7, shift: 0 }, // MOV register, register
  { code: 0x4600, varies: 7, shift: 0 },
  { code: 0x2800, varies: 11, shift: 0 }, // CMP register, #
  { code: 0xd000, varies: 5, shift: 0 }, // BEQ
  { code: 0xd100, varies: 5, shift: 0 }, // BNE
  { code: 0x1800, varies: 9, shift: 0 }, // ADDS register, register, register
  { code: 0x4800, varies: 5, shift: 0 }, // LDR register, literal pool
  { code: 0x9000, varies: 5, shift: 0 }, // STR register, [sp, #]
  { code: 0x7800, varies: 8, shift: 0 }, // LDRB register, [register, #]
  { code: 0x0000, varies: 9, shift: 2 }, // LSLS register, register, #
];
const PUSH = 0xb500;
const POP = 0xbd00;
const NO_OPERATION = 0xbf00;

const WORDS: readonly [string, ...string[]] = [
  "init",
  "open",
  "close",
  "read",
  "write",
  "send",
  "state",
  "timer",
  "modem",
  "queue",
  "error",
  "retry",
  "cell",
  "band",
  "power",
  "lock",
  "cfg",
  "net",
  "sim",
  "task",
];

/** A program of about `size` bytes when it is linked. */
export function inventProgram(seed: number, size: number): Program {
  const random = new Random(seed);
  const functions: Routine[] = [];
  // What a routine takes on average, with its entry in the table and its share of the texts.
  const count = Math.max(4, Math.round(size / 83));
  for (let id = 0; id < count; id++) functions.push(inventRoutine(random, id, id, count));
  const texts = Array.from({ length: count >> 3 }, () => inventText(random));
  return { functions, texts };
}

/** @param near ID of a function that lies close by: most calls stay in the neighbourhood. */
function inventRoutine(random: Random, id: number, near: number, known: number): Routine {
  const body: Instruction[] = [PUSH | random.below(8)];
  for (let left = 12 + random.small(7); left > 0; left--) body.push(inventInstruction(random, near, known));
  body.push(POP | ((body[0] ?? 0) & 7));
  for (let literals = random.below(3); literals > 0; literals--) body.push(POINTER | random.below(known));
  return { id, body };
}

function inventInstruction(random: Random, near: number, known: number): Instruction {
  if (random.once(7)) {
    const target = random.once(3) ? random.below(known) : near + random.below(32) - 16;
    return CALL | Math.min(Math.max(target, 0), known - 1);
  }
  const { code, varies, shift } = random.of(COMMON);
  return code | (random.small(varies) << shift);
}

function inventText(random: Random): string {
  const words = Array.from({ length: 2 + random.below(5) }, () => random.of(WORDS));
  return `${words.join("_")}: %d\n`;
}

/**
 * The next release: one function in `rarity` is edited, one in four times as many is new, one in eight times
 * as many is dropped.
 */
export function editProgram(program: Program, seed: number, rarity: number): Program {
  const random = new Random(seed);
  const functions: Routine[] = [];
  let nextId = program.functions.length;
  for (const routine of program.functions) {
    if (random.once(rarity * 8)) continue;
    functions.push(random.once(rarity) ? editRoutine(random, routine, nextId) : routine);
    if (random.once(rarity * 4)) {
      functions.push(inventRoutine(random, nextId, routine.id, nextId));
      nextId++;
    }
  }
  const texts = program.texts.map((text) => (random.once(rarity * 2) ? inventText(random) : text));
  return { functions, texts };
}

function editRoutine(random: Random, { id, body }: Routine, known: number): Routine {
  const edited = body.slice();
  for (let edits = 1 + random.below(4); edits > 0; edits--) {
    const at = 1 + random.below(edited.length - 2);
    edited.splice(at, random.below(2), inventInstruction(random, id, known));
  }
  return { id, body: edited };
}

/**
 * Machine code for an address: functions, a table of their addresses, texts.
 * @param first text that stands before all others, e.g. a version.
 */
export function linkProgram(program: Program, address: number, first: string): Uint8Array<ArrayBuffer> {
  const offsets = new Map<number, number>();
  let size = 0;
  for (const { id, body } of program.functions) {
    offsets.set(id, size);
    size = align4(size + bodySize(body));
  }
  const texts = new TextEncoder().encode([first, ...program.texts, ""].join("\0"));
  const tableAt = size;
  const textsAt = tableAt + 4 * program.functions.length;
  const image = new Uint8Array(Math.ceil((textsAt + texts.length) / 32) * 32);
  const view = new DataView(image.buffer);
  // What a dropped function leaves behind leads to the first one, as a stub would.
  const offsetOf = (instruction: Instruction) => offsets.get(instruction & ID_MASK) ?? 0;

  let tableEntry = tableAt;
  for (const { id, body } of program.functions) {
    let at = offsets.get(id) ?? 0;
    view.setUint32(tableEntry, thumbAddress(address, at), true);
    tableEntry += 4;
    for (const instruction of body) {
      if (instruction < CALL) {
        view.setUint16(at, instruction, true);
        at += 2;
      } else if (instruction < POINTER) {
        view.setUint32(at, branchWithLink(offsetOf(instruction) - (at + 4)), true);
        at += 4;
      } else {
        if (at % 4 !== 0) view.setUint16(at, NO_OPERATION, true);
        at = align4(at);
        view.setUint32(at, thumbAddress(address, offsetOf(instruction)), true);
        at += 4;
      }
    }
    if (at % 4 !== 0) view.setUint16(at, NO_OPERATION, true);
  }
  image.set(texts, textsAt);
  return image;
}

/** Bytes from an address that is a multiple of 4. */
function bodySize(body: readonly Instruction[]): number {
  let size = 0;
  for (const instruction of body) {
    if (instruction < CALL) size += 2;
    else if (instruction < POINTER) size += 4;
    else size = align4(size) + 4;
  }
  return size;
}

function align4(size: number): number {
  return (size + 3) & ~3;
}

/** Addresses of Thumb code are odd. */
function thumbAddress(address: number, offset: number): number {
  return (address + offset + 1) >>> 0;
}

/** BL of Thumb-2, its two halfwords as a little-endian word. */
function branchWithLink(distance: number): number {
  const sign = distance < 0 ? 1 : 0;
  const j1 = ((distance >>> 23) & 1) ^ 1 ^ sign;
  const j2 = ((distance >>> 22) & 1) ^ 1 ^ sign;
  const high = 0xf000 | (sign << 10) | ((distance >>> 12) & 0x3ff);
  const low = 0xd000 | (j1 << 13) | (j2 << 11) | ((distance >>> 1) & 0x7ff);
  return ((low << 16) | high) >>> 0;
}
