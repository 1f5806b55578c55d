import { type AsrFirmware, USER_PARTITION } from "../firmware/firmware.ts";
import { type Reason, within } from "../../../contract/reason.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { sameBytes } from "../../../bytes/same-bytes.ts";
import { differenceReason, orRefusal } from "../../verification.ts";
import { compareUserFiles, writeImages } from "./apply.ts";
import { demandRoom } from "./plan.ts";
import { type Fbf, readFbf } from "./reader.ts";

/** What a proof of a full package established. */
export interface AsrFullProof {
  /** Bytes of flash compared, those that must not change included. */
  readonly flashBytes: number;
  readonly filesCompared: number;
  /** Images written. */
  readonly steps: number;
}

/** Flash of the simulated module before the update: no value that an image is likely to have. */
const BEFORE = 0xa5;

/**
 * Applies a full package to a simulated flash as the module does (specs/asr.md section 1): all checks first, then
 * the images from the last to the first, those with XOR 0 left out. Then the user partition must hold the expected
 * files, and nothing outside of it may have changed.
 *
 * @param expectedImage customer_fs.bin before anything was cut
 * @throws Refusal proof-failed, package-damaged, image-misplaced, partition-too-small
 */
export function proveAsrFull(
  pack: Uint8Array,
  firmware: AsrFirmware,
  expectedImage: Uint8Array,
): AsrFullProof {
  const partition = firmware.table.partitions.find(({ name }) => name === USER_PARTITION);
  if (partition === undefined) throw failed({ code: "missing" });
  const fbf = readFbf("FotaFile.bin", pack);
  if (fbf.isDifferential) throw failed({ code: "differential" });
  for (const { flashAddress, data } of fbf.images) demandRoom(firmware.table, flashAddress, data.length);

  const flash = new Uint8Array(Math.max(...firmware.table.partitions.map(({ start, size }) => start + size)));
  flash.fill(BEFORE);
  const steps = writeImages(fbf, flash);
  if (steps < fbf.images.length) throw failed({ code: "xor-zero" });

  const end = partition.start + partition.size;
  if (!isUntouched(flash.subarray(0, partition.start)) || !isUntouched(flash.subarray(end))) {
    throw failed({ code: "stray" });
  }
  const filesCompared = compareUserPartition(fbf, flash.subarray(partition.start, end), expectedImage);
  return { flashBytes: flash.length, filesCompared, steps };
}

/**
 * Compares a user partition that a package was written to with the one that it was made of.
 * @param written all of the partition
 * @returns number of files in it
 * @throws Refusal proof-failed
 */
export function compareUserPartition({ images }: Fbf, written: Uint8Array, expected: Uint8Array): number {
  // A package that was cut leaves the end of the partition as it was.
  const length = images.reduce((sum, { data }) => sum + data.length, 0);
  if (!sameBytes(written.subarray(0, length), expected.subarray(0, length))) {
    throw failed({ code: "unlike-new", address: null });
  }
  const compared = orRefusal(() => compareUserFiles(written, expected));
  if ("refusal" in compared) throw failed({ code: "quoted", text: compared.refusal.code });
  const { files, differences } = compared.value;
  const [first] = differences;
  if (first !== undefined) throw failed(differenceReason(first));
  return files;
}

function failed(why: Reason): Refusal {
  return new Refusal("proof-failed", { why: within(USER_PARTITION, why) });
}

function isUntouched(flash: Uint8Array): boolean {
  for (const byte of flash) if (byte !== BEFORE) return false;
  return true;
}
