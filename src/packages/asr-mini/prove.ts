import { xor32 } from "../../checksum/xor32.ts";
import { type AsrFirmware, systemOf, USER_PARTITION } from "../../firmware/asr.ts";
import { type AsrSystemImage, decompressRegion } from "../../firmware/asr-system-image.ts";
import { hex } from "../../firmware/layout.ts";
import { partitionNamed } from "../../firmware/partition-table.ts";
import { Refusal } from "../../refusal.ts";
import { applyBsdiff40, PatchError, unpackPayload } from "../asr-patch/apply-bsdiff40.ts";
import { PAYLOAD_AT, toSectors } from "../asr-patch/container.ts";
import { sameBytes } from "../same-bytes.ts";
import { NON_OTA } from "./layout.ts";
import { MiniFlash } from "./mini-flash.ts";
import { type MiniFirst, type MiniImage, type MiniSecond, readMini, sameWords } from "./reader.ts";

/** What a proof of a mini-system package established. */
export interface AsrMiniProof {
  /** Bytes of flash compared, those that must not change included. */
  readonly flashBytes: number;
  /** Images built and parts written. */
  readonly steps: number;
}

export interface MiniFiles {
  readonly first: Uint8Array;
  readonly second: Uint8Array;
  readonly merged: Uint8Array | null;
}

/**
 * Applies both files to a simulated flash with the old firmware, in the two phases of the module (specs/asr.md
 * section 4.3), and compares the outcome: all of the system, with what is compressed there decompressed, because
 * modules compress it themselves; the user partition; and that nothing else has changed. What the module keeps
 * in the reserved partition meanwhile does not count.
 *
 * @param userPartition what the package brings; null when it brings none
 * @throws Refusal proof-failed, package-damaged, firmware-damaged, asr-no-system-image
 */
export function proveAsrMini(
  { first: firstFile, second: secondFile, merged }: MiniFiles,
  old: AsrFirmware,
  next: AsrFirmware,
  userPartition: Uint8Array | null,
): AsrMiniProof {
  const first = readMini("mini_1", firstFile).first;
  const second = readMini("mini_2", secondFile).second;
  if (first === null || second === null) throw failed("files", "first and second are no pair");
  if (!sameWords(first.wholePartWords, second.wholePartWords))
    throw failed("files", "they differ in their parts");
  if (merged !== null) compareMerged(merged, firstFile, secondFile);

  const flash = new MiniFlash(old.table, systemOf(old));
  patch(first, flash, old.fileName);
  bringWhole(second, flash);
  const flashBytes = compareFlash(flash, next, systemOf(next), userPartition);
  return { flashBytes, steps: first.images.length + second.parts.filter(({ length }) => length > 0).length };
}

function failed(step: string, why: string): Refusal {
  return new Refusal("proof-failed", { step, why });
}

/** The merged file must do the same as the two: only sizes and XOR in its header are others. */
function compareMerged(merged: Uint8Array, first: Uint8Array, second: Uint8Array): void {
  const file = readMini("mini", merged);
  if (file.kind !== "asr-mini") throw failed("merged", "is not both files in one");
  const alike = (from: number, to: number): boolean =>
    sameBytes(merged.subarray(from, to), first.subarray(from, to));
  const sizesAt = PAYLOAD_AT - 12;
  if (!alike(0, sizesAt) || !alike(PAYLOAD_AT, first.length)) throw failed("merged", "first file differs");
  if (!sameBytes(merged.subarray(first.length), second)) throw failed("merged", "second file differs");
}

/** Phase 1: the updater checks every old area, then builds all images from them. */
function patch(first: MiniFirst, flash: MiniFlash, oldFile: string): void {
  checkOldAreas(first, flash);
  const built = first.images.map((image) => ({ image, bytes: buildImage(image, flash, oldFile) }));
  for (const { image, bytes } of built) writeImage(image, bytes, flash);
}

/** @throws Refusal proof-failed */
export function checkOldAreas({ images }: MiniFirst, flash: MiniFlash): void {
  for (const { slot, oldAddress, oldLength, oldSum } of images) {
    const old = flash.read(oldAddress, oldLength);
    if (old === null || xor32(old) !== oldSum) {
      throw failed(`image ${slot}`, `old flash at ${hex(oldAddress)} is not what the package expects`);
    }
  }
}

/** @throws Refusal proof-failed */
export function writeImage(
  { slot, newAddress, newLength, newUnpackedLength, newSum }: MiniImage,
  bytes: Uint8Array,
  flash: MiniFlash,
): void {
  if (newUnpackedLength !== 0) {
    if (bytes.length !== newUnpackedLength) throw failed(`image ${slot}`, `has ${bytes.length} bytes`);
    flash.writeCompressed(newAddress, newLength, bytes);
    return;
  }
  if (bytes.length !== newLength || xor32(bytes) !== newSum) {
    throw failed(`image ${slot}`, `has ${bytes.length} bytes, XOR ${hex(xor32(bytes), 8)}`);
  }
  flash.write(newAddress, bytes);
}

/**
 * The new bytes of an image, decompressed where it lies compressed in flash.
 * @throws Refusal proof-failed, firmware-damaged
 */
export function buildImage(
  { slot, oldAddress, oldLength, newUnpackedLength, payload }: MiniImage,
  flash: MiniFlash,
  oldFile: string,
): Uint8Array {
  try {
    const raw = unpackPayload(payload);
    if (oldLength === 0) return raw;
    const stored = flash.read(oldAddress, oldLength) ?? new Uint8Array(0);
    const old = newUnpackedLength === 0 ? stored : decompressRegion(oldFile, `image ${slot}`, stored);
    return applyBsdiff40(old, raw);
  } catch (error) {
    if (error instanceof PatchError) throw failed(`image ${slot}`, error.message);
    throw error;
  }
}

/** Phase 2: the small system writes what the second file brings. */
function bringWhole({ parts }: MiniSecond, flash: MiniFlash): void {
  for (const { flashAddress, bytes } of parts) flash.write(flashAddress, bytes);
}

/** @throws Refusal proof-failed */
export function compareFlash(
  flash: MiniFlash,
  next: AsrFirmware,
  system: AsrSystemImage,
  userPartition: Uint8Array | null,
): number {
  const fault = flash.overlap();
  if (fault !== null) throw failed("system", `${hex(fault)} is written twice`);

  let at = system.base;
  const comparePlain = (to: number): void => {
    const expected = system.at(at, to - at);
    if (!flash.isWritten(at, to - at))
      throw failed("system", `not all of ${hex(at)} … ${hex(to)} is written`);
    if (!sameBytes(flash.read(at, to - at) ?? new Uint8Array(0), expected)) {
      throw failed("system", `${hex(at)} … ${hex(to)} differs`);
    }
  };
  const compressed = [
    ...system.regions
      .filter(({ region }) => region !== NON_OTA)
      .map(({ region, address, length, stored }) => ({ name: region, address, length, stored })),
    { name: "dsp", address: system.dsp.address, length: system.dsp.size, stored: system.dsp.stored },
  ].sort((a, b) => a.address - b.address);
  for (const { name, address, length, stored } of compressed) {
    comparePlain(address);
    const contents = flash.compressedAt(address, length);
    if (contents === null || !sameBytes(contents, decompressRegion(next.fileName, name, stored))) {
      throw failed(name, "differs");
    }
    at = address + length;
  }
  comparePlain(system.end);

  const user = partitionNamed(next.table, USER_PARTITION);
  if (userPartition !== null) {
    if (user === null) throw failed(USER_PARTITION, "no such partition");
    const expected = new Uint8Array(toSectors(userPartition.length));
    expected.set(userPartition);
    if (!sameBytes(flash.read(user.vstart, expected.length) ?? new Uint8Array(0), expected)) {
      throw failed(USER_PARTITION, "differs");
    }
  }
  const reserved = partitionNamed(next.table, "reserved");
  const allowed = [
    { address: system.base, length: system.end - system.base },
    ...(reserved === null ? [] : [{ address: reserved.vstart, length: reserved.size }]),
    ...(user === null || userPartition === null ? [] : [{ address: user.vstart, length: user.size }]),
  ];
  const stray = flash.writtenOutside(allowed);
  if (stray !== null) throw failed("flash", `${hex(stray)} is written`);
  return flash.size;
}
