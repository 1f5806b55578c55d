import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { AsrFirmware } from "../../src/platforms/asr/firmware/firmware.ts";
import type { Opened } from "../../src/platforms/platform.ts";
import type { Unisoc8910Firmware } from "../../src/platforms/unisoc/firmware/firmware.ts";
import { compareFirmware } from "../../src/workshop/comparison.ts";
import { openFirmware } from "../../src/workshop/open-firmware.ts";
import { hasShared, shared } from "../support/shared.ts";

function open(folder: string, name: string): Opened {
  return openFirmware(name, new Uint8Array(readFileSync(`${shared}data/firmware/${folder}/${name}`)));
}

const pac = hasShared ? readdirSync(`${shared}data/firmware/unisoc8910`).sort() : [];
const pairs = [
  ...pac.slice(1).map((name, index) => ["unisoc8910", pac[index] ?? "", name] as const),
  ["asr", "EC600NCNLFR01A01M16_OCPU_QPY.bin", "EC600NCNLFR01A02M16_OCPU_QPY.bin"] as const,
  ["asr", "EC600MCNLER01A01M08_OCPU_QPY.bin", "EC600MCNLER01A02M08_OCPU_QPY.bin"] as const,
];

/** The bytes of a partition as the firmware has them, taken in another way than the comparison does. */
function imageOf({ platform, firmware }: Opened, id: string): Buffer | null {
  if (platform === "unisoc8910") {
    const entry = (firmware as Unisoc8910Firmware).pac.entries.find((one) => one.id === id);
    return entry === undefined ? null : Buffer.from(entry.data);
  }
  const asr = firmware as AsrFirmware;
  const partition = asr.table.partitions.find(({ name }) => name === id);
  const system = asr.members.get("system.img");
  const first = asr.table.partitions.find(({ name }) => name === "system")?.start ?? 0;
  if (partition === undefined || system === undefined) return null;
  const inSystem = partition.start - first;
  if (inSystem >= 0 && inSystem < system.length) {
    return Buffer.from(system.subarray(inSystem, inSystem + partition.size));
  }
  const member = asr.members.get(`${id}.bin`) ?? asr.members.get(`${id}.ubi`);
  return member === undefined ? null : Buffer.from(member);
}

function pieceAt(bytes: Buffer, at: number): Buffer {
  return bytes.subarray(Math.max(0, at), Math.max(0, at + 4096));
}

describe.skipIf(!hasShared)("real firmware", () => {
  it.each(pairs)(
    "%s: %s to %s has as many same and other blocks as a plain look finds",
    (folder, from, to) => {
      const [old, fresh] = [open(folder, from), open(folder, to)];
      const { areas, blockStates, files } = compareFirmware(old, fresh);
      expect(areas.length).toBeGreaterThan(2);
      for (const { id, address, blocks, old: before, new: after } of areas) {
        const [was, is] = [imageOf(old, id), imageOf(fresh, id)];
        if (was === null || is === null) throw new Error(`${id} is not in both`);
        expect([before?.bytes, after?.bytes], id).toEqual([was.length, is.length]);
        // Both laid out in flash from the lower start on: partitions of ASR may move.
        const [wasAt, isAt] = [before?.address ?? 0, after?.address ?? 0];
        const start = Math.min(wasAt, isAt);
        expect(address, id).toBe(start);
        const end = Math.max(wasAt + was.length, isAt + is.length);
        expect(blocks, id).toHaveLength(Math.ceil((end - start) / 4096));
        blocks.forEach((code, index) => {
          const at = start + 4096 * index;
          const [a, b] = [pieceAt(was, at - wasAt), pieceAt(is, at - isAt)];
          const blank = [...a, ...b].every((byte) => byte === 0xff);
          const state = blockStates[code]!;
          expect(["same", "erased"].includes(state), `${id} ${index}`).toBe(blank || a.equals(b));
          expect(state === "erased", `${id} ${index}`).toBe(blank);
        });
      }
      // Of the 8 MB firmware the user partition has no place in flash.
      expect(files.some(({ state }) => state === "same")).toBe(!from.includes("M08"));
    },
  );

  it.each(pairs)("%s: %s compared with itself has nothing but what is the same or erased", (folder, name) => {
    const firmware = open(folder, name);
    const { areas, blockStates, files } = compareFirmware(firmware, firmware);
    const seen = new Set(areas.flatMap(({ blocks }) => [...blocks]).map((code) => blockStates[code]));
    expect([...seen].filter((state) => state !== "same" && state !== "erased")).toEqual([]);
    expect(files.filter(({ state }) => state !== "same")).toEqual([]);
  });
});
