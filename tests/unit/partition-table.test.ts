import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crc32 } from "../../src/bytes/crc32.ts";
import {
  type Partition,
  partitionNamed,
  partitionOverlaps,
  readPartitionTable,
  writePartitionTable,
} from "../../src/platforms/asr/firmware/partition-table.ts";
import { refusalOf, refusedWith } from "../support/refusals.ts";
import { told } from "../support/told.ts";

const partition = (name: string, start: number, size: number, depth = 2): Partition => ({
  name,
  type: "raw",
  start,
  size,
  vstart: 0x80000000 + start,
  vsize: size,
  depth,
});

const layout: readonly Partition[] = [
  { ...partition("all", 0, 0x100000, 0), type: "group", vstart: 0xffffffff },
  { ...partition("qspi", 0, 0x100000, 1), type: "flash" },
  partition("system", 0x4000, 0x8000),
  partition("ptable", 0x4000, 0x1000, 3),
  partition("cp", 0x5000, 0x7000, 3),
  partition("customer_fs", 0xc000, 0x4000),
];

const overlapsOf = (partitions: readonly Partition[]) => partitionOverlaps({ partitions, crcOk: true });
const refused = (bytes: Uint8Array) =>
  refusedWith("asr-partition-table", () => readPartitionTable("fileA", bytes));

describe("a partition table", () => {
  it("is read as it is written", () => {
    const bytes = writePartitionTable(layout);
    expect(readPartitionTable("fileA", bytes)).toEqual({ partitions: layout, crcOk: true });
  });

  it("has its fields where the format has them", () => {
    const bytes = writePartitionTable(layout);
    const view = new DataView(bytes.buffer);
    expect(bytes.length).toBe(2188);
    expect(new TextDecoder().decode(bytes.subarray(0, 4))).toBe("BTPA");
    expect(view.getUint32(4, true)).toBe(layout.length);
    const cp = 8 + 4 * 68;
    expect(new TextDecoder().decode(bytes.subarray(cp, cp + 3))).toBe("cp\0");
    expect(new TextDecoder().decode(bytes.subarray(cp + 32, cp + 36))).toBe("raw\0");
    expect([0, 1, 2, 3, 4].map((i) => view.getUint32(cp + 48 + 4 * i, true))).toEqual([
      0x5000, 0x7000, 0x80005000, 0x7000, 3,
    ]);
    expect(view.getUint32(0x888, true)).toBe(crc32(bytes.subarray(0, 0x888)));
  });

  it("may be the start of something longer", () => {
    const image = new Uint8Array(0x1000);
    image.set(writePartitionTable(layout));
    expect(readPartitionTable("fileA", image).partitions).toEqual(layout);
  });

  it("tells when its CRC is wrong", () => {
    const bytes = writePartitionTable(layout);
    bytes[0x800] = 1;
    expect(readPartitionTable("fileA", bytes).crcOk).toBe(false);
  });

  it("has at most 32 partitions", () => {
    const many = Array.from({ length: 32 }, (_, i) => partition(`p${i}`, i, 1));
    expect(readPartitionTable("fileA", writePartitionTable(many)).partitions.length).toBe(32);
    expect(() => writePartitionTable([...many, partition("p32", 32, 1)])).toThrow(RangeError);
  });

  it("finds partitions by name", () => {
    const table = readPartitionTable("fileA", writePartitionTable(layout));
    expect(partitionNamed(table, "cp")).toEqual(layout[4]);
    expect(partitionNamed(table, "CP")).toBeNull();
  });
});

describe("partitions that overlap", () => {
  it("are none where some lie in others", () => {
    expect(overlapsOf(layout)).toEqual([]);
  });

  it("are those that share flash side by side", () => {
    const packages = partition("fota_pkg", 0xb000, 0x2000);
    expect(overlapsOf([...layout, packages])).toEqual([
      ["system", "fota_pkg"],
      ["cp", "fota_pkg"],
      ["customer_fs", "fota_pkg"],
    ]);
  });

  it("are not those that touch, or have no bytes", () => {
    expect(overlapsOf([partition("a", 0, 0x1000), partition("b", 0x1000, 0x1000)])).toEqual([]);
    expect(overlapsOf([partition("a", 0, 0x1000), partition("b", 0x1000, 0), partition("c", 0, 0)])).toEqual(
      [],
    );
  });

  it("are also those below the same partition", () => {
    const inside = [
      partition("a", 0, 0x4000),
      partition("b", 0, 0x2000, 3),
      partition("c", 0x1000, 0x1000, 3),
    ];
    expect(overlapsOf(inside)).toEqual([["b", "c"]]);
  });
});

describe("what is no partition table is refused", () => {
  it("with the reason", () => {
    const bytes = writePartitionTable(layout);
    const bent = (change: (copy: Uint8Array, view: DataView) => void) => {
      const copy = bytes.slice();
      change(copy, new DataView(copy.buffer));
      return refused(copy);
    };
    expect(refused(new Uint8Array(3000))).toEqual({
      file: "fileA",
      why: { code: "no-signature", signature: "BTPA" },
    });
    expect(told(refused(bytes.subarray(0, 2187)).why)).toBe("wrong-length 2187 2188");
    expect(told(bent((_, view) => view.setUint32(4, 0, true)).why)).toBe("field partition-count 0");
    expect(told(bent((_, view) => view.setUint32(4, 33, true)).why)).toBe("field partition-count 33");
    expect(told(bent((copy) => copy.fill(0, 8, 40)).why)).toMatch(/^bad-name/);
    expect(told(bent((copy) => copy.copyWithin(8, 8 + 68, 8 + 68 + 32)).why)).toBe("qspi: twice");
    expect(told(bent((_, view) => view.setUint32(8 + 68 + 52, 0x90000000, true)).why)).toBe(
      "qspi: outside-flash",
    );
  });

  it("also when it is cut off or bent anywhere", () => {
    const bytes = writePartitionTable(layout);
    fc.assert(
      fc.property(
        fc.nat(bytes.length),
        fc.nat(bytes.length - 1),
        fc.integer({ min: 1, max: 255 }),
        (length, at, bits) => {
          const bent = bytes.slice();
          bent[at]! ^= bits;
          refusalOf(() => readPartitionTable("fileA", bytes.subarray(0, length)));
          const refusal = refusalOf(() => {
            expect(readPartitionTable("fileA", bent).crcOk).toBe(false);
          });
          if (refusal !== null) expect(refusal.code).toBe("asr-partition-table");
        },
      ),
    );
  });
});
