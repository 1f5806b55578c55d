import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decompressRegion,
  FLASH_SECTOR,
  LOAD_RECORD,
  LOAD_RECORD_SIZE,
  LOAD_TABLE_AT,
  readSystemImage,
  unpackedSize,
} from "../../src/platforms/asr/firmware/system-image.ts";
import { type Partition, writePartitionTable } from "../../src/platforms/asr/firmware/partition-table.ts";
import { asrSampleMembers } from "../../src/platforms/asr/sample/sample.ts";
import { encodeLzmaAlone } from "../../src/codecs/lzma/encode.ts";
import { refusalOf, refusedWith } from "../support/refusals.ts";
import { told } from "../support/told.ts";

const image = asrSampleMembers().get("system.img")!;
const system = readSystemImage("fileA", image);
const cpAt = system.cp.vstart - system.base;
const fieldAt = (region: number, field: keyof typeof LOAD_RECORD) =>
  cpAt + LOAD_TABLE_AT + region * LOAD_RECORD_SIZE + LOAD_RECORD[field].at;

function bent(change: (view: DataView, copy: Uint8Array<ArrayBuffer>) => void): Uint8Array {
  const copy = image.slice();
  change(new DataView(copy.buffer), copy);
  return copy;
}

/** With another table at its start. */
function relaid(change: (partitions: Map<string, Partition>) => void): Uint8Array {
  const partitions = new Map(system.table.partitions.map((one) => [one.name, one]));
  change(partitions);
  return bent((_, copy) => copy.set(writePartitionTable([...partitions.values()])));
}

const tableRefusal = (bytes: Uint8Array) =>
  told(refusedWith("asr-partition-table", () => readSystemImage("fileA", bytes)).why);
const loadRefusal = (bytes: Uint8Array) =>
  told(refusedWith("asr-load-table", () => readSystemImage("fileA", bytes)).why);

describe("a system image", () => {
  it("says where its parts lie", () => {
    expect(system.base).toBe(0x80024000);
    expect(system.end).toBe(0x80024000 + image.length);
    expect(system.cp.name).toBe("cp");
    expect(system.regions.map(({ name }) => name)).toEqual([1, 2, 3, 4, 5, 6, 7].map((n) => `RW_CPZ_${n}`));
    expect(system.regions.map(({ region }) => region)).toEqual([
      "DDR_RW_",
      "PS_NCAH",
      "USBNCAH",
      "CODE_PS",
      "CODEPSB",
      "CODE_PL",
      "NON_OTA",
    ]);
  });

  it("has its regions in a row up to the DSP", () => {
    let at = system.regions[0]!.address;
    for (const { address, length, stored, coding } of system.regions) {
      expect(address).toBe(at);
      expect(length % FLASH_SECTOR).toBe(0);
      expect(stored).toEqual(system.at(address, length));
      expect(coding).toBe("lzma");
      at += length;
    }
    expect(system.dsp.address).toBe(at);
    expect(system.dsp.stored.length).toBe(system.dsp.size);
    expect(system.dsp.coding).toBe("lzma");
  });

  it("gives views of its bytes and no others", () => {
    const view = system.at(system.base, 4);
    expect(view.buffer).toBe(image.buffer);
    expect(new TextDecoder().decode(view)).toBe("BTPA");
    expect(system.at(system.end, 0).length).toBe(0);
    expect(() => system.at(system.end - 3, 4)).toThrow(RangeError);
    expect(() => system.at(system.base - 1, 4)).toThrow(RangeError);
    expect(() => system.at(system.base, -1)).toThrow(RangeError);
  });

  it("states its read-only part, or not", () => {
    expect(system.roStart).toBeGreaterThan(system.cp.vstart);
    expect(system.roStart + system.roLength).toBeLessThanOrEqual(system.regions[0]!.address);
    const untagged = readSystemImage(
      "fileA",
      bent((_, copy) => copy.fill(0, cpAt + 0x400, cpAt + 0x40c)),
    );
    expect(untagged).toMatchObject({ roStart: 0, roLength: 0 });
  });

  it("tells regions of other codings", () => {
    const { stored } = system.regions[3]!;
    const at = stored.byteOffset;
    const codingOf = (bytes: Uint8Array) => readSystemImage("fileA", bytes).regions[3]!.coding;
    expect(codingOf(bent((_, copy) => copy.set([0x89, 0x4c, 0x5a, 0x4f], at)))).toBe("lzop");
    expect(codingOf(bent((_, copy) => copy.fill(0, at, at + stored.length)))).toBe("none");
    expect(codingOf(bent((view) => view.setUint32(at + 9, 1, true)))).toBe("none");
  });

  it("may have a last record without a region", () => {
    // The one after the last is zero but for its name.
    const more = bent((_, copy) => copy.set(new TextEncoder().encode("RW_CPZ_8"), fieldAt(7, "name")));
    expect(readSystemImage("fileA", more).regions.length).toBe(7);
  });
});

describe("regions", () => {
  it("are decompressed once", () => {
    const { region, stored } = system.regions[0]!;
    const first = decompressRegion("fileA", region, stored);
    expect(first.length).toBe(unpackedSize(stored));
    expect(decompressRegion("fileA", region, stored)).toBe(first);
    expect(decompressRegion("fileA", region, stored.slice())).toEqual(first);
  });

  it("are what was compressed, whatever fills the sector", () => {
    const data = new TextEncoder().encode("region ".repeat(100));
    const stored = new Uint8Array(FLASH_SECTOR);
    stored.set(encodeLzmaAlone(data));
    expect(decompressRegion("fileA", "X", stored)).toEqual(data);
    expect(unpackedSize(stored)).toBe(data.length);
  });

  it("are refused when they are damaged", () => {
    const { region, stored } = system.regions[0]!;
    const cut = () => decompressRegion("fileA", region, stored.slice(0, 100));
    expect(refusedWith("firmware-damaged", cut)).toMatchObject({ file: "fileA", part: "DDR_RW_" });
    const erased = () => decompressRegion("fileA", region, new Uint8Array(FLASH_SECTOR).fill(0xff));
    expect(refusedWith("firmware-damaged", erased).part).toBe("DDR_RW_");
    const huge = stored.slice();
    huge.fill(0x7f, 5, 9);
    expect(refusalOf(() => decompressRegion("fileA", region, huge))?.code).toBe("firmware-damaged");
    expect(unpackedSize(huge)).toBeNull();
  });
});

describe("a system image is refused", () => {
  it.each(["ptable", "system", "cp", "dsp"])("without a partition %s", (name) => {
    expect(tableRefusal(relaid((partitions) => partitions.delete(name)))).toBe(`${name}: missing`);
  });

  it("when its partitions contradict each other", () => {
    const changed = (name: string, change: Partial<Partition>) =>
      tableRefusal(relaid((all) => all.set(name, { ...all.get(name)!, ...change })));
    const { start, vstart } = system.cp;
    expect(changed("system", { start: 0x25000, vstart: 0x80025000 })).toBe("wrong-order ptable,system");
    expect(changed("cp", { vstart: vstart + 4 })).toMatch(/^cp: other-address/);
    expect(changed("cp", { start: start + 4, vstart: vstart + 4 })).toBe("cp: not-in-sectors");
    expect(changed("cp", { size: system.cp.size + FLASH_SECTOR })).toBe("wrong-order ptable,cp,dsp");
    expect(changed("dsp", { size: 0 })).toBe("dsp: empty");
    expect(changed("dsp", { size: 0x800000 })).toBe("dsp: ends-beyond system");
  });

  it("when it is too long or ends within the DSP", () => {
    const longer = new Uint8Array(image.length + 1);
    longer.set(image);
    expect(refusedWith("partition-too-small", () => readSystemImage("fileA", longer))).toEqual({
      partition: "system",
      size: longer.length,
      limit: image.length,
    });
    const dspEnd = system.dsp.address + system.dsp.size - system.base;
    const cut = () => readSystemImage("fileA", image.subarray(0, dspEnd - 1));
    expect(refusedWith("firmware-truncated", cut)).toEqual({
      file: "fileA",
      expected: dspEnd,
      actual: dspEnd - 1,
    });
  });

  it("when its load table contradicts it", () => {
    const number = (region: number, field: "address" | "length", change: number) =>
      loadRefusal(
        bent((view) => {
          const at = fieldAt(region, field);
          view.setUint32(at, view.getUint32(at, true) + change, true);
        }),
      );
    expect(loadRefusal(bent((_, copy) => copy.fill(0, fieldAt(0, "name"), fieldAt(1, "name"))))).toBe(
      "no-load-table",
    );
    expect(loadRefusal(bent((_, copy) => copy.fill(0, fieldAt(2, "region"), fieldAt(2, "exec"))))).toContain(
      "bad-name",
    );
    expect(loadRefusal(bent((_, copy) => copy.fill(0, fieldAt(6, "name"), fieldAt(7, "name"))))).toBe(
      "regions-end",
    );
    expect(number(2, "address", FLASH_SECTOR)).toContain("USBNCAH: other-address");
    expect(number(2, "length", 4)).toContain("USBNCAH: not-in-sectors");
    expect(number(6, "length", FLASH_SECTOR)).toContain("regions-outside");
    expect(number(0, "address", -0x40000)).toContain("regions-outside");
  });

  it("and never fails otherwise when it is cut off or bent", () => {
    const look = (bytes: Uint8Array) =>
      refusalOf(() => {
        const read = readSystemImage("fileA", bytes);
        for (const { region, stored } of read.regions.slice(0, 3)) decompressRegion("fileA", region, stored);
      });
    const telling = fc.oneof(
      fc.nat(2187),
      fc.integer({ min: cpAt, max: cpAt + 0x420 }),
      fc.nat(image.length - 1),
    );
    fc.assert(
      fc.property(fc.nat(image.length - 1), telling, fc.integer({ min: 1, max: 255 }), (length, at, bits) => {
        look(image.subarray(0, length));
        look(bent((_, copy) => (copy[at]! ^= bits)));
      }),
      { numRuns: 200 },
    );
  });
});
