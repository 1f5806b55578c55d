import { describe, expect, test } from "vitest";
import { moduleCrc32 } from "../../src/bytes/crc32.ts";
import { encodeLzmar } from "../../src/platforms/unisoc/lzmar/encode.ts";
import { type Bulk, HEADER } from "../../src/platforms/unisoc/rdaota02/layout.ts";
import { writePackage } from "../../src/platforms/unisoc/rdaota02/writer.ts";
import { isPackValid, setReady } from "../../src/platforms/unisoc/module/application.ts";
import { BootLoader } from "../../src/platforms/unisoc/module/boot-loader.ts";
import { PoweredModule } from "../../src/platforms/unisoc/module/module.ts";
import { compareModule } from "../../src/platforms/unisoc/module/outcome.ts";
import {
  land,
  type ModuleContents,
  moduleState,
  readFlash,
  type Stage,
  storedBytes,
  TEMP_FILE,
} from "../../src/platforms/unisoc/module/storage.ts";
import {
  blockedBulk,
  contentsOf,
  flashBulk,
  insertBulk,
  joined,
  noise,
  packageOf,
  partsOf,
  plainBulk,
  removeBulk,
} from "../support/synthetic-update.ts";
import { within } from "../../src/contract/reason.ts";
import { told } from "../support/told.ts";

const K = 1024;
const BASE = 0x10000;
const image = { old: noise(1, 20 * K), new: joined(noise(9, 300), noise(1, 20 * K)), blockSize: 8 * K };
const blocked = { old: noise(2, 3 * K + 100), new: joined(noise(2, 2 * K), noise(3, 2 * K)), blockSize: K };
const plain = { old: noise(4, 500), new: noise(4, 700) };

const everyKind = [
  flashBulk(BASE, image),
  blockedBulk("/m/cp.bin", blocked),
  plainBulk("/m/plain", plain.old, plain.new),
  removeBulk("/m/gone"),
  removeBulk("/m/never-was"),
  insertBulk("/m/dir/fresh", noise(5, 90)),
];
const before = contentsOf(
  { [BASE]: image.old },
  partsOf("/m/cp.bin", blocked.old, K),
  new Map([
    ["/m/plain", plain.old],
    ["/m/gone", noise(6, 10)],
    ["/m/other", noise(7, 10)],
  ]),
);
const after = contentsOf(
  { [BASE]: image.new },
  partsOf("/m/cp.bin", blocked.new, K),
  new Map([
    ["/m/plain", plain.new],
    ["/m/dir/fresh", noise(5, 90)],
    ["/m/other", noise(7, 10)],
  ]),
);

function moduleWith(contents: ModuleContents, stage: Stage = { ind: 1, block: 0 }): PoweredModule {
  return new PoweredModule({ ...moduleState(contents), stage });
}

/** One boot with a package made ready without any check. */
function bootWith(bulks: readonly Bulk[], contents: ModuleContents = before) {
  const module = moduleWith(contents);
  return { outcome: new BootLoader(packageOf(bulks)).boot(module), module };
}

/** The package with one u32 changed and the CRC right again. */
function withWord(pack: Uint8Array<ArrayBuffer>, at: number, value: number): Uint8Array {
  const changed = pack.slice();
  const view = new DataView(changed.buffer);
  view.setUint32(at, value, true);
  view.setUint32(HEADER.packCrc.at, moduleCrc32(changed.subarray(16)), true);
  return changed;
}

describe("application", () => {
  const pack = packageOf(everyKind, { oldVersion: "v1", newVersion: "v2", tmpFileSize: 8 * K });
  const state = moduleState(before);

  test("makes a right package ready", () => {
    const module = new PoweredModule(state);
    expect(setReady(module, pack, "v1")).toEqual({ ok: true });
    expect(module.performed).toHaveLength(1);
    expect(module.state).toEqual({ ...state, stage: { ind: 1, block: 0 } });
  });

  test("compares versions only if the caller has one and the package names some", () => {
    expect(isPackValid(state, pack, "v1")).toEqual({ ok: true });
    expect(isPackValid(state, pack, null)).toEqual({ ok: true });
    expect(isPackValid(state, pack, "v2")).toEqual({ ok: false, why: { code: "other-version" } });
    expect(isPackValid(state, packageOf(everyKind), "v2")).toEqual({ ok: true });
    const onlyNew = packageOf(everyKind, { newVersion: "v2" });
    expect(isPackValid(state, onlyNew, "v1")).toEqual({ ok: false, why: { code: "other-version" } });
  });

  test("declines version names without NUL", () => {
    const names = { oldVersion: "abcd", newVersion: "efgh", tmpFileSize: 0, blockCount: 0, bulks: [] };
    expect(isPackValid(state, writePackage(names), "abcd")).toEqual({ ok: true });
    const vendors = writePackage(names, { versionFieldSize: 4 });
    expect(isPackValid(state, vendors, "abcd")).toEqual({ ok: false, why: { code: "name-not-text" } });
  });

  test("wants room for the temp file and 4 KiB more, but only to make ready", () => {
    const used = [...before.files.values()].reduce((sum, file) => sum + file.length, 0);
    const roomy = new PoweredModule(moduleState({ ...before, capacity: used + 12 * K }));
    const tight = new PoweredModule(moduleState({ ...before, capacity: used + 12 * K - 1 }));
    expect(setReady(roomy, pack, "v1")).toEqual({ ok: true });
    expect(setReady(tight, pack, "v1")).toEqual({
      ok: false,
      why: { code: "no-room", needed: 12 * K, free: 12 * K - 1 },
    });
    expect(isPackValid(tight.state, pack, "v1")).toEqual({ ok: true });
  });

  test("checks in the order of the specification", () => {
    const module = new PoweredModule(moduleState({ ...after, capacity: 0 }));
    const why = (bytes: Uint8Array, version: string): string => {
      const verdict = setReady(module, bytes, version);
      return verdict.ok ? "ok" : told(verdict.why);
    };
    const badCrc = pack.slice();
    badCrc[badCrc.length - 1]! ^= 1;
    expect(why(badCrc.subarray(1), "v2")).toMatch(/^wrong-length/);
    expect(why(badCrc, "v2")).toBe("checksum CRC");
    expect(why(pack, "v2")).toMatch(/^no-room/);
    module.state = moduleState(after);
    expect(why(pack, "v2")).toBe("other-version");
    expect(why(pack, "v1")).toBe("0x10000: old-differs");
    expect(module.performed).toEqual([]);
  });

  test("looks neither at the magic nor into bundles", () => {
    const otherMagic = pack.slice();
    otherMagic[0] = 0;
    const otherBundle = withWord(pack, pack.length - 20, 0x12345678);
    for (const bad of [otherMagic, otherBundle]) {
      const module = new PoweredModule(state);
      expect(setReady(module, bad, "v1")).toEqual({ ok: true });
      expect(new BootLoader(bad).boot(module)).toMatchObject({ kind: "cannot-start" });
      expect(module.performed).toHaveLength(1);
    }
  });

  test.each([
    ["a patched file", "/m/plain"],
    ["a part of a blocked file", "/m/cp.bin.002"],
  ])("declines when %s is another or missing", (_, path) => {
    const files = new Map(before.files);
    files.set(path, joined(files.get(path)!, noise(1, 1)));
    expect(isPackValid(moduleState({ ...before, files }), pack, "v1").ok).toBe(false);
    files.delete(path);
    expect(isPackValid(moduleState({ ...before, files }), pack, "v1").ok).toBe(false);
  });

  test("does not mind whether removed files are there", () => {
    const files = new Map(before.files);
    files.delete("/m/gone");
    expect(isPackValid(moduleState({ ...before, files }), pack, "v1")).toEqual({ ok: true });
  });
});

describe("boot loader", () => {
  test("applies every kind of bulk", () => {
    const { outcome, module } = bootWith(everyKind);
    expect(outcome).toEqual({ kind: "finished" });
    expect(module.state.stage.ind).toBe(4);
    expect(compareModule(module.state, after)).toEqual([]);
    expect(compareModule(module.state, before)).not.toEqual([]);
  });

  test("tells of every step", () => {
    const steps: number[] = [];
    new BootLoader(packageOf(everyKind)).boot(moduleWith(before), ({ done, total }) => {
      steps.push(done);
      expect(total).toBe(11);
      return "go on";
    });
    expect(steps).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test("copies a block to the temp file, notes that, and only then erases and programs", () => {
    const { module } = bootWith([flashBulk(BASE, image)]);
    const [, ...operations] = module.performed.map(({ operation }) => operation);
    expect(operations.slice(0, 5)).toMatchObject([
      { kind: "write", path: TEMP_FILE },
      { kind: "stage", stage: { ind: 3, block: 0 } },
      { kind: "erase", offset: BASE, size: 8 * K },
      { kind: "program", offset: BASE },
      { kind: "stage", stage: { ind: 2, block: 1 } },
    ]);
    // The last block is short: 300 bytes into its second sector.
    expect(operations.at(-4)).toMatchObject({ kind: "erase", offset: BASE + 16 * K, size: 8 * K });
    expect(module.state.files.get(TEMP_FILE)).toMatchObject({ bytes: { length: 4 * K + 300 } });
  });

  test("does nothing without a package that is ready", () => {
    for (const ind of [0, 4] as const) {
      const module = moduleWith(before, { ind, block: 0 });
      expect(new BootLoader(packageOf(everyKind)).boot(module)).toEqual({ kind: "not-ready" });
      expect(module.performed).toEqual([]);
    }
  });

  test("declines at the start what it would fail at later", () => {
    const plainBulkOf = plainBulk("/m/plain", plain.old, plain.new);
    const insert = insertBulk("/x", noise(1, 9));
    const cp = blockedBulk("/m/cp.bin", blocked);
    for (const bad of [
      { ...plainBulkOf, newSize: plain.new.length - 1 },
      { ...insert, newCrc: insert.newCrc ^ 1 },
      { ...insert, newSize: 8 },
      { ...insert, bundle: insert.bundle.subarray(0, 15) },
      { ...cp, oldCrc: cp.oldCrc ^ 1 },
      { ...cp, dataBlockSize: 2 * K },
      { ...cp, dataBlockSize: 0 },
      flashBulk(BASE, { ...image, old: noise(8, 20 * K) }),
    ]) {
      const { outcome, module } = bootWith([bad]);
      expect(outcome.kind).toBe("cannot-start");
      expect(module.performed).toEqual([]);
    }
  });

  test.each([
    ["ascending", [0, 1, 2]],
    ["descending", [2, 1, 0]],
    ["mixed", [1, 0, 2]],
  ])("makes blocks from what the flash holds at that time, %s", (_, order) => {
    const { outcome, module } = bootWith([flashBulk(BASE, { ...image, shift: -300, order })]);
    expect(outcome).toEqual({ kind: "finished" });
    expect(compareModule(module.state, { ...after, files: before.files })).toEqual([]);
  });

  test("fails, and has started, at a block that is not what its CRC says", () => {
    const { oldCrc } = flashBulk(BASE, image);
    const madeForAnother = flashBulk(BASE, { ...image, old: noise(8, 20 * K) });
    const { outcome, module } = bootWith([{ ...madeForAnother, oldCrc }]);
    expect(outcome).toEqual({
      kind: "failed",
      why: within({ part: "step", number: 0 }, { code: "new-differs" }),
    });
    expect(module.state.stage).toEqual({ ind: 2, block: 0 });
  });

  test.each([
    [
      "an erase unit",
      flashBulk(BASE + 2 * K, { old: noise(1, 4 * K), new: noise(2, 4 * K), blockSize: 4 * K }),
    ],
    [
      "the chip",
      flashBulk(8 * K * K - 4 * K, { old: noise(1, 4 * K), new: noise(2, 8 * K), blockSize: 8 * K }),
    ],
  ])("fails at a block that does not fit %s", (_, bulk) => {
    const { outcome, module } = bootWith([bulk], contentsOf({ [bulk.base]: noise(1, 4 * K) }));
    expect(outcome).toMatchObject({ kind: "failed" });
    expect(module.performed.map(({ operation }) => operation.kind)).not.toContain("erase");
  });

  test("leaves out blocks that a flash bulk does not name, in any order", () => {
    const changed = joined(image.old.subarray(0, 8 * K), noise(7, 12 * K));
    const bulk = flashBulk(BASE, { ...image, new: changed, order: [2, 1] });
    const { outcome, module } = bootWith([bulk]);
    expect(outcome).toEqual({ kind: "finished" });
    expect(compareModule(module.state, contentsOf({ [BASE]: changed }, before.files))).toEqual([]);
  });

  test("fails when a file does not fit any more", () => {
    const used = [...before.files.values()].reduce((sum, file) => sum + file.length, 0);
    const { outcome } = bootWith([insertBulk("/x", noise(1, 9))], { ...before, capacity: used + 8 });
    expect(outcome.kind === "failed" && told(outcome.why)).toMatch(/^\/x: no-room/);
    const fits = { ...before, capacity: used + 9 };
    expect(bootWith([insertBulk("/x", noise(1, 9))], fits).outcome).toEqual({ kind: "finished" });
  });
});

describe("package that somebody tampered with", () => {
  const pack = packageOf(everyKind, { oldVersion: "v1", newVersion: "v2" });

  test("is declined or applied, and is never a fault of the simulation", () => {
    const kinds = new Set<string>();
    const headerSize = new DataView(pack.buffer).getUint32(HEADER.headerSize.at, true);
    for (let at = 16; at + 4 <= pack.length; at += at < headerSize ? 5 : 251) {
      for (const value of [0, 0xffffffff, 0x00010001]) {
        const bad = withWord(pack, at, value);
        const module = new PoweredModule(moduleState(before));
        kinds.add(setReady(module, bad, "v1").ok ? new BootLoader(bad).boot(module).kind : "declined");
      }
    }
    expect([...kinds].sort()).toEqual(["cannot-start", "declined", "failed", "finished"]);
  });

  test("is declined wherever it is cut off", () => {
    for (let length = 0; length < pack.length; length += 61) {
      const bad = pack.subarray(0, length);
      expect(setReady(moduleWith(before), bad, null).ok).toBe(false);
      expect(new BootLoader(bad).boot(moduleWith(before)).kind).toBe("cannot-start");
    }
  });
});

describe("storage", () => {
  const state = moduleState(before);
  const program = { kind: "program", device: before.flash[0]!.device, offset: BASE } as const;
  const read = (of: typeof state, offset: number, size: number): number[] => {
    const bytes = new Uint8Array(size);
    readFlash(of, program.device, offset, bytes);
    return [...bytes];
  };

  test("programming clears bits and sets none; erasing sets all", () => {
    const mixed = land(state, { ...program, bytes: Uint8Array.of(0x0f, 0xf0) }, "whole");
    expect(read(mixed, BASE, 3)).toEqual([image.old[0]! & 0x0f, image.old[1]! & 0xf0, image.old[2]]);
    const erased = land(mixed, { ...program, kind: "erase", size: 4 * K }, "whole");
    expect(read(erased, BASE, 4 * K)).toEqual(Array<number>(4 * K).fill(0xff));
    expect(read(erased, BASE + 4 * K, 4)).toEqual([...image.old.subarray(4 * K, 4 * K + 4)]);
  });

  test("a cut leaves half of an erase or a program, and no stage update", () => {
    const erased = land(state, { ...program, kind: "erase", size: 8 * K }, "half");
    expect(read(erased, BASE, 4 * K).every((byte) => byte === 0xff)).toBe(true);
    expect(read(erased, BASE + 4 * K, 8)).toEqual([...image.old.subarray(4 * K, 4 * K + 8)]);
    expect(land(state, { kind: "stage", stage: { ind: 2, block: 1 } }, "half")).toBe(state);
  });

  test("a cut leaves a file destroyed at its old length, or empty, and never half of the new one", () => {
    const path = "/m/plain";
    const stored = (of: typeof state): Uint8Array => storedBytes(of.files.get(path)!);
    const write = { kind: "write", path, file: { kind: "bytes", bytes: plain.new } } as const;
    const old = stored(state);
    for (const operation of [write, { kind: "unlink", path } as const]) {
      const destroyed = stored(land(state, operation, "destroyed"));
      expect(destroyed).toHaveLength(old.length);
      expect(destroyed.some((byte, at) => byte === old[at])).toBe(false);
      expect(land(state, operation, "half")).toBe(state);
    }
    expect(stored(land(state, write, "emptied"))).toHaveLength(0);
    expect(land(state, { kind: "unlink", path }, "emptied")).toBe(state);
    expect(land(state, { kind: "unlink", path }, "whole").files.has(path)).toBe(false);
  });

  test("a new file is not there until it is whole", () => {
    const write = { kind: "write", path: "/m/x", file: { kind: "bytes", bytes: plain.new } } as const;
    for (const portion of ["destroyed", "emptied", "half"] as const)
      expect(land(state, write, portion)).toBe(state);
    expect(storedBytes(land(state, write, "whole").files.get("/m/x")!)).toEqual(plain.new);
  });

  test("a part that the module wrote is a container of its contents", () => {
    const path = "/m/cp.bin.000";
    const write = { kind: "write", path, file: { kind: "part", raw: plain.new } } as const;
    expect(storedBytes(land(state, write, "whole").files.get(path)!)).toEqual(encodeLzmar(plain.new));
  });
});

describe("differences", () => {
  test("names what is missing, left over or different, and not what is ignored", () => {
    expect(compareModule(moduleState(before), before)).toEqual([]);
    const found = compareModule(moduleState(before), after);
    expect(found).toEqual([
      expect.objectContaining({ kind: "flash", offset: 0x10000, image: 0 }),
      { kind: "differs", path: "/m/cp.bin.002" },
      { kind: "differs", path: "/m/cp.bin.003" },
      { kind: "differs", path: "/m/plain" },
      { kind: "missing", path: "/m/dir/fresh" },
      { kind: "left-over", path: "/m/gone" },
    ]);
    const ignore = new Set(["/m/plain", "/m/dir/fresh", "/m/gone", TEMP_FILE]);
    expect(compareModule(moduleState(before), after, ignore)).toEqual(found.slice(0, 3));
  });

  test("takes parts with the same contents for the same, other files not", () => {
    const [one, other] = [encodeLzmar(noise(1, 3 * K), 1), encodeLzmar(noise(1, 3 * K), 64)];
    expect(one).not.toEqual(other);
    const holding = (path: string, bytes: Uint8Array) => contentsOf({}, new Map([[path, bytes]]));
    const compare = (path: string) => compareModule(moduleState(holding(path, one)), holding(path, other));
    expect(compare("/m/cp.bin.000")).toEqual([]);
    expect(compare("/m/cp.bin")).toEqual([{ kind: "differs", path: "/m/cp.bin" }]);
  });
});
