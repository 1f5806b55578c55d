import { writeLayout, text, u32 } from "../../../bytes/layout.ts";
import { encodeLzmar } from "../lzmar/encode.ts";
import { editProgram, inventProgram, linkProgram } from "../../../sample/program.ts";
import { Random } from "../../../sample/random.ts";
import type { SampleRelease } from "../../../sample/sample-firmware.ts";

/**
 * What the sample has in its PS file system (mounted at /modem), its NV image and its PREPACK archive.
 */

/** NV items and the files under nvm/ that hold the same bytes (docs/formats/pac.md#nv-items). */
const NV_ITEMS: readonly {
  readonly id: number;
  /** Without folder and suffix; null when the item is in no file. */
  readonly file: string | null;
  readonly size: number;
  /** What release 2 does with it. */
  readonly fate: "kept" | "changed";
}[] = [
  { id: 0x191, file: null, size: 40, fate: "kept" },
  { id: 0x1ba, file: "bt_sprd", size: 268, fate: "kept" },
  { id: 0x1f1, file: "sim_lock_user_data", size: 104, fate: "kept" },
  { id: 0x259, file: "static_nv", size: 1484, fate: "kept" },
  { id: 0x25a, file: "phy_nv", size: 912, fate: "changed" },
  { id: 0x25b, file: "dynamic_nv", size: 2128, fate: "kept" },
  { id: 0x26c, file: "rf_nv", size: 6144, fate: "changed" },
  { id: 0x277, file: "cfw_nv", size: 2156, fate: "kept" },
  { id: 0x278, file: "audio_calib", size: 4372, fate: "changed" },
  { id: 0x27a, file: "audio_codec_nv", size: 1856, fate: "kept" },
  { id: 0x27b, file: null, size: 147, fate: "kept" },
];

export function sampleNvItems(release: SampleRelease): ReadonlyMap<number, Uint8Array> {
  const items = new Map<number, Uint8Array>();
  for (const { id, size, fate } of NV_ITEMS) {
    items.set(id, nvData(id, size, fate === "changed" ? release : 1));
  }
  return items;
}

/** Tables of slowly moving 16-bit values, as calibration has them. */
function nvData(id: number, size: number, revision: SampleRelease): Uint8Array {
  const random = new Random(id);
  const data = new Uint8Array(size);
  let value = random.below(1000);
  for (let at = 0; at < size; at += 2) {
    value += random.below(9) - 4;
    data[at] = value & 0xff;
    if (at + 1 < size) data[at + 1] = (value >>> 8) & 0x0f;
  }
  // The second revision is a re-tuning of some values, and a row put in.
  if (revision === 2) {
    for (let edits = 0; edits < 12; edits++) {
      const at = random.below(size);
      data[at] = (data[at] ?? 0) + 1 + random.below(3);
    }
    data.copyWithin((size >> 1) + 16, size >> 1);
  }
  return data;
}

export function samplePrepack(release: SampleRelease): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, string>([
    ["prepack/example.txt", `Sample firmware, release ${release}.\nThis file changes.\n`],
    ["prepack/settings.cfg", "apn=auto\nband=all\nlog=off\n"],
    release === 1
      ? ["prepack/old-notes.txt", "Only the first release has this file.\n"]
      : ["prepack/new-notes.txt", "Only the second release has this file.\n"],
  ]);
  return new Map([...files].map(([path, contents]) => [path, new TextEncoder().encode(contents)]));
}

export interface BlockedFileShape {
  /** Number of parts NAME.000, NAME.001 … */
  readonly parts: number;
  /** Raw bytes of all parts but the last. */
  readonly partSize: number;
  /** Raw bytes of the last part. */
  readonly tail: number;
}

const CP_ADDRESS = 0x809800b0;
const CP_SEED = 21;
const RISCV_ADDRESS = 0x05000000;
const RISCV_SEED = 22;
const RISCV_SIZE = 12_000;

/** The modem's program, decompressed: big enough to fill its parts to the byte. */
export function sampleModemProgram(release: SampleRelease, shape: BlockedFileShape): Uint8Array {
  const size = (shape.parts - 1) * shape.partSize + shape.tail;
  return cutTo(size, release, CP_SEED, CP_ADDRESS, 420_000);
}

/** @param invented roughly how big the program behind it is; it must not depend on the release. */
function cutTo(
  size: number,
  release: SampleRelease,
  seed: number,
  address: number,
  invented: number,
): Uint8Array {
  let program = inventProgram(seed, invented);
  if (release === 2) program = editProgram(program, seed + 1, 30);
  const image = linkProgram(program, address, `modem ${release}`);
  const cut = new Uint8Array(size);
  for (let at = 0; at < size; at += image.length) cut.set(image.subarray(0, size - at), at);
  return cut;
}

/** Parts of a blocked file as stored: NAME.000 … to LZMAR containers. */
export function blockedFile(name: string, raw: Uint8Array, partSize: number): [string, Uint8Array][] {
  return Array.from({ length: Math.ceil(raw.length / partSize) }, (_, part) => [
    `${name}.${String(part).padStart(3, "0")}`,
    encodeLzmar(raw.subarray(part * partSize, (part + 1) * partSize)),
  ]);
}

/** Record of mem_index_list, 32 bytes: where the modem's boot puts a file. */
const MEMORY_RECORD = { name: text(0, 20), address: u32(20), size: u32(24), flags: u32(28) };
const MEMORY_RECORD_SIZE = 32;
const STORED_AS_FILE = 1;
const STORED_AS_PARTS = 0x403;

function memoryIndex(records: readonly (readonly [string, number, number, number])[]): Uint8Array {
  const list = new Uint8Array(records.length * MEMORY_RECORD_SIZE);
  for (const [i, [name, address, size, flags]] of records.entries()) {
    writeLayout(MEMORY_RECORD, { name, address, size, flags }, list, i * MEMORY_RECORD_SIZE);
  }
  return list;
}

/** Files of the PS image by path below its mount point. */
export function sampleModemFiles(release: SampleRelease, shape: BlockedFileShape): Map<string, Uint8Array> {
  const cp = sampleModemProgram(release, shape);
  const riscV = cutTo(RISCV_SIZE, release, RISCV_SEED, RISCV_ADDRESS, RISCV_SIZE);
  const files = new Map<string, Uint8Array>([
    ...blockedFile("cp.bin", cp, shape.partSize),
    ...blockedFile("riscV.bin", riscV, shape.partSize),
  ]);
  const nv = sampleNvItems(release);
  let address = 0x80002c00;
  const records: [string, number, number, number][] = [
    ["cp.bin", CP_ADDRESS, cp.length, STORED_AS_PARTS],
    ["riscV.bin", RISCV_ADDRESS, riscV.length, STORED_AS_PARTS],
  ];
  for (const { id, file } of NV_ITEMS) {
    const data = nv.get(id);
    if (file === null || data === undefined) continue;
    files.set(`nvm/${file}.bin`, data);
    records.push([`${file}.bin`, address, data.length, STORED_AS_FILE]);
    address += (data.length + 0x3ff) & ~0x3ff;
  }
  // Settings that are no NV item; they come and go.
  files.set(release === 1 ? "nvm/ims_old.bin" : "nvm/ims_new.bin", nvData(0x1000, 436, release));
  files.set("mem_index_list", memoryIndex(records));
  return files;
}
