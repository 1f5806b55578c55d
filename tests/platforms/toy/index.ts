/**
 * A made-up platform with a package format of its own: all that a new one needs, in a folder. Firmware is "TOYFIRM1"
 * and its bytes; a package is "TOYPACK1", the CRC-32 of the old bytes, and the new ones.
 */
import { crc32 } from "../../../src/bytes/crc32.ts";
import { sameBytes } from "../../../src/bytes/same-bytes.ts";
import { digests } from "../../../src/bytes/digest.ts";
import type { FormatId, FormatTraits } from "../../../src/contract/formats.ts";
import type { Inspection, MadePackage } from "../../../src/contract/maker.ts";
import type { Platform as PlatformId } from "../../../src/contract/platform.ts";
import type { PackageChecks } from "../../../src/contract/rehearsal.ts";
import type { Findings } from "../../../src/contract/verification.ts";
import type { Device } from "../../../src/platforms/device.ts";
import { nothingMore } from "../../../src/platforms/opened-names.ts";
import { madeFiles } from "../../../src/platforms/package-job.ts";
import { packageStem } from "../../../src/platforms/package-file-name.ts";
import {
  type Container,
  oldOf,
  type PackageFormat,
  type Pair,
  type Platform,
} from "../../../src/platforms/platform.ts";
import { appliedPackage, demandNoDifference, refusedPackage } from "../../../src/platforms/verification.ts";

/** Ids stand in the contract of the app; this platform is not of the app. */
const PLATFORM = "toy" as unknown as PlatformId;
const FORMAT = "toy-pack" as unknown as FormatId;

const traits: FormatTraits = {
  type: "diff",
  needsOld: true,
  userPartition: "no",
  compared: "flash",
  classes: false,
  namesVersions: false,
  powerCuts: "described",
  openedWhole: true,
  parts: null,
  variants: [],
  options: [],
  signatures: ["TOYPACK1"],
  experimental: true,
};

const MAGIC_SIZE = 8;
const PACKAGE_HEADER_SIZE = MAGIC_SIZE + 4;

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function startsWith(bytes: Uint8Array, magic: string): boolean {
  return sameBytes(bytes.subarray(0, MAGIC_SIZE), ascii(magic));
}

export function toyFirmware(contents: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array([...ascii("TOYFIRM1"), ...ascii(contents)]);
}

const container: Container = {
  matches: (head) => startsWith(head, "TOYFIRM1"),
  open: (_, { bytes }) => ({ platform: PLATFORM, firmware: bytes().subarray(MAGIC_SIZE) }),
};

/** What a module holds: its flash, until a package replaces it. */
class ToyDevice implements Device {
  readonly renews = "firmware";
  readonly files = ["toy" as unknown as PackageChecks] as const;
  readonly steps = 1;
  readonly #next: Uint8Array;
  #flash: Uint8Array;
  #pack: Uint8Array | null = null;

  constructor({ old, next }: Pair<Uint8Array>) {
    this.#flash = old?.firmware ?? new Uint8Array();
    this.#next = next.firmware;
  }

  get areas() {
    return [{ name: "FLASH", size: this.#next.length }];
  }

  receive(_file: number, pack: Uint8Array) {
    if (!startsWith(pack, "TOYPACK1"))
      return {
        ok: false,
        fault: "package-refused",
        why: { code: "no-signature", signature: "TOYPACK1" },
      } as const;
    const stated = new DataView(pack.buffer, pack.byteOffset).getUint32(MAGIC_SIZE, true);
    if (stated !== crc32(this.#flash)) {
      return { ok: false, fault: "other-firmware", why: { code: "old-differs" } } as const;
    }
    this.#pack = pack;
    return { ok: true } as const;
  }

  update(_file: number, _power: unknown, onStep: Parameters<Device["update"]>[2]) {
    this.#flash = this.#pack?.subarray(PACKAGE_HEADER_SIZE) ?? this.#flash;
    onStep({ done: 1, total: 1, written: [{ area: 0, from: 0, to: this.#flash.length }] });
    return { kind: "done" } as const;
  }

  compared() {
    const same = sameBytes(this.#flash, this.#next);
    const compared: Findings["compared"] = {
      partitions: same ? ["FLASH"] : [],
      flashBytes: same ? this.#flash.length : 0,
      decompressed: false,
      files: 0,
      sameFiles: 0,
      steps: 1,
    };
    const differences = same ? [] : ([{ place: "FLASH", kind: "differs", address: 0 }] as const);
    return { compared, chosen: null, uncovered: [], differences };
  }

  reached() {
    const found = demandNoDifference(this.compared());
    return { ...found, image: "FLASH", imageIn: "module" as const, sha256: digests(this.#flash).sha256 };
  }
}

const toyPack: PackageFormat<Uint8Array> = {
  id: FORMAT,
  traits,
  matches: (bytes) => startsWith(bytes, "TOYPACK1"),
  inspect: (_, bytes) =>
    ({
      kind: FORMAT,
      bytes: bytes.length,
      ...digests(bytes),
      bulks: [],
      warnings: [],
    }) as unknown as Inspection,
  prepare: (pair) => ({
    warnings: [],
    make({ shown }) {
      const { firmware: next } = pair.next;
      const bytes = new Uint8Array(PACKAGE_HEADER_SIZE + next.length);
      bytes.set(ascii("TOYPACK1"));
      new DataView(bytes.buffer).setUint32(MAGIC_SIZE, crc32(oldOf(pair).firmware), true);
      bytes.set(next, PACKAGE_HEADER_SIZE);
      const device = new ToyDevice(pair);
      device.receive(0, bytes);
      device.update(0, null, () => undefined);
      const safe: MadePackage = {
        packageClass: "safe",
        files: madeFiles(packageStem(shown), { role: "package", ending: ".toy", bytes }),
        bytes: bytes.length,
        bulks: [],
        proof: {
          ...demandNoDifference(device.compared()),
          freeBytesNeeded: null,
          loaderPeakBytes: null,
          backup: null,
        },
        needs: [],
      };
      return { safe, compact: null, fullImageBytes: next.length };
    },
  }),
  verify: ([pack], pair) => {
    const kind = FORMAT;
    const device = new ToyDevice(pair);
    if (pack === undefined || !device.receive(0, pack.bytes).ok) {
      return refusedPackage(kind, [{ code: "package-other-old", detail: { why: { code: "old-differs" } } }]);
    }
    device.update(0, null, () => undefined);
    return appliedPackage(kind, device.compared(), { hazards: [], warnings: [] });
  },
  device: (pair) => new ToyDevice(pair),
};

export const toy: Platform<Uint8Array> = {
  id: PLATFORM,
  container,
  flashMiB: () => null,
  facts: ({ firmware }) => ({
    ...nothingMore,
    container: "toy",
    partitions: [
      {
        id: "FLASH",
        type: "",
        name: "",
        address: 0,
        size: firmware.length,
        limit: null,
        ...digests(firmware),
        image: [],
      },
    ],
  }),
  contents: ({ firmware }) => ({
    partitions: [{ id: "FLASH", address: 0, bytes: firmware, limit: null }],
    files: [],
  }),
  userPartition: () => null,
  types: () => ({
    diff: { allowed: "yes", reason: null },
    full: { allowed: "no", reason: "asr-only" },
    mini: { allowed: "no", reason: "asr-only" },
  }),
  sample: null,
  formats: [toyPack],
};
