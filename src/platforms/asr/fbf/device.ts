import type { RehearsalArea } from "../../../contract/rehearsal.ts";
import { digests } from "../../../bytes/digest.ts";
import { type AsrFirmware, fileFor, UPDATER_PARTITION, USER_PARTITION } from "../firmware/firmware.ts";
import { readsUserPartition } from "../firmware/updater.ts";
import { type Partition, partitionNamed } from "../firmware/partition-table.ts";
import { demandRoom } from "./plan.ts";
import { demandUserPartition } from "./prove.ts";
import { type Fbf, type FbfImage, readFbf } from "./reader.ts";
import { sameBytes } from "../../../bytes/same-bytes.ts";
import { within } from "../../../contract/reason.ts";
import { isRefusal, Refusal } from "../../../contract/refusal.ts";
import type { Device, Reached, StepReport, UpdateEnd, Verdict } from "../../device.ts";
import type { Power } from "../../power.ts";
import { refused } from "../refused.ts";
import { type RepeatableStep, StepRunner } from "../../step-runner.ts";

/** Flash is written in pieces of this many bytes here. */
const PIECE = 0x10000;
const ERASED = 0xff;

/**
 * An ASR module that takes a full package (docs/formats/asr-fbf.md#what-the-module-does): format version, number of
 * devices, XOR of each image and its place are checked first, then the images are written from the last to the first.
 * No progress is noted: after a power cut all of it is written again, if the package is still there. Where it lies in
 * the user partition itself, it is not.
 */
export class AsrFullDevice implements Device {
  readonly renews = "user-partition";
  readonly files = ["asr-full"] as const;
  readonly #firmware: AsrFirmware;
  readonly #userPartition: Uint8Array | null;
  readonly #partition: Partition;
  /** All of the flash; of what is not the user partition nothing is known. */
  readonly #flash: Uint8Array;
  #pack: Fbf | null = null;
  /** The package lies in the partition that it is written to. */
  readonly #liesInside: boolean;
  #isLost = false;

  /**
   * @param old null: what is in the user partition before does not matter
   * @param userPartition that the package was made of, in place of that of the firmware
   * @throws Refusal no-user-partition
   */
  constructor(old: AsrFirmware | null, firmware: AsrFirmware, userPartition: Uint8Array | null) {
    const partition = partitionNamed(firmware.table, USER_PARTITION);
    if (partition === null) throw new Refusal("no-user-partition", { file: firmware.fileName });
    this.#firmware = firmware;
    this.#userPartition = userPartition;
    this.#partition = partition;
    const updater = fileFor(old ?? firmware, UPDATER_PARTITION);
    this.#liesInside = updater !== null && readsUserPartition(updater.bytes);
    this.#flash = new Uint8Array(partition.start + partition.size).fill(ERASED);
    const before = old?.userPartition?.bytes ?? new Uint8Array(0);
    this.#flash.set(before.subarray(0, partition.size), partition.start);
  }

  get areas(): readonly RehearsalArea[] {
    return [{ name: this.#partition.name, size: this.#partition.size }];
  }

  get steps(): number {
    return this.#pack === null ? 0 : this.#stepsOf(this.#pack).length;
  }

  receive(_file: number, bytes: Uint8Array): Verdict {
    try {
      const pack = readFbf("FotaFile.bin", bytes);
      if (pack.isDifferential) return { ok: false, fault: "package-refused", why: { code: "differential" } };
      for (const { flashAddress, data } of pack.images) {
        demandRoom(this.#firmware.table, flashAddress, data.length);
        if (flashAddress !== this.#partition.start) {
          return { ok: false, fault: "package-refused", why: { code: "other-partition" } };
        }
      }
      this.#pack = pack;
      return { ok: true };
    } catch (error) {
      if (isRefusal(error)) return refused(error);
      throw error;
    }
  }

  update(_file: number, power: Power, onStep: (report: StepReport) => void): UpdateEnd {
    if (this.#pack === null) throw new Error("there is no package");
    if (this.#isLost) {
      return { kind: "lost", why: within(this.#partition.name, { code: "package-overwritten" }) };
    }
    const before = this.#flash.slice();
    const steps = this.#stepsOf(this.#pack);
    const end = new StepRunner(steps, 0, steps.length).run(power, onStep);
    if (end.kind === "power-cut") this.#isLost = this.#liesInside && !sameBytes(before, this.#flash);
    return end;
  }

  reached(): Reached {
    if (this.#pack === null) throw new Error("there is no package");
    const task = { firmware: this.#firmware, userPartition: this.#userPartition };
    // Pieces are of this simulation; the module writes images.
    const written = this.#pack.images.filter(({ sum }) => sum !== 0).length;
    const found = demandUserPartition(this.#flash, this.#pack, task, written);
    const { name, start } = this.#partition;
    const length = this.#pack.images.reduce((sum, { data }) => sum + data.length, 0);
    return {
      ...found,
      image: name,
      imageIn: "module",
      sha256: digests(this.#flash.subarray(start, start + length)).sha256,
    };
  }

  /** Images with XOR 0 are left out, as the module does. */
  #stepsOf({ images }: Fbf): RepeatableStep[] {
    return [...images]
      .reverse()
      .filter(({ sum }) => sum !== 0)
      .flatMap((image) => this.#piecesOf(image));
  }

  #piecesOf({ flashAddress, data }: FbfImage): RepeatableStep[] {
    const place = flashAddress - this.#partition.start;
    return Array.from({ length: Math.ceil(data.length / PIECE) }, (_, i): RepeatableStep => {
      const piece = data.subarray(i * PIECE, (i + 1) * PIECE);
      const from = place + i * PIECE;
      return {
        perform: () => {
          this.#flash.set(piece, this.#partition.start + from);
          return [{ area: 0, from, to: from + piece.length }];
        },
        interrupt: () => {
          const at = this.#partition.start + from;
          this.#flash.fill(ERASED, at, at + piece.length);
          this.#flash.set(piece.subarray(0, piece.length >> 1), at);
        },
      };
    });
  }
}
