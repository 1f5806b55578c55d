import type { RehearsalArea, WrittenPart } from "../../../contract/rehearsal.ts";
import { digests } from "../../../bytes/digest.ts";
import { type AsrFirmware, SYSTEM_IMAGE, systemOf } from "../firmware/firmware.ts";
import { FLASH_ADDRESS } from "../firmware/system-image.ts";
import { buildImages, MiniFailure, writeImage } from "./apply.ts";
import { MiniFlash } from "./mini-flash.ts";
import { demandNew } from "./prove.ts";
import { type MiniFirst, type MiniSecond, readMini, sameWords } from "./reader.ts";
import type { Reason } from "../../../contract/reason.ts";
import { isRefusal, reasonOf } from "../../../contract/refusal.ts";
import type { Device, Reached, StepReport, UpdateEnd, Verdict } from "../../device.ts";
import type { Power } from "../../power.ts";
import { refused } from "../refused.ts";
import { type RepeatableStep, StepRunner } from "../../step-runner.ts";

const ERASED = 0xff;

interface Place extends RehearsalArea {
  /** Offset in flash. */
  readonly address: number;
}

/**
 * An ASR module that takes a mini-system package (docs/formats/asr-mini.md#what-the-module-does). Phase 1: the
 * updater checks the XOR of every old area and builds all images. Then the small system that this made downloads
 * the second file, and phase 2 writes what is in there. How the module keeps book of both phases is not public;
 * only their order and checks are.
 */
export class AsrMiniDevice implements Device {
  readonly renews = "firmware";
  readonly files = ["asr-mini-1", "asr-mini-2"] as const;
  readonly #old: AsrFirmware;
  readonly #new: AsrFirmware;
  readonly #userPartition: Uint8Array | null;
  readonly #flash: MiniFlash;
  #places: readonly Place[] = [];
  #first: MiniFirst | null = null;
  #second: MiniSecond | null = null;
  #runners: [StepRunner | null, StepRunner | null] = [null, null];

  /**
   * @param userPartition what the package brings; null when it brings none
   * @throws Refusal asr-no-system-image
   */
  constructor(old: AsrFirmware, next: AsrFirmware, userPartition: Uint8Array | null) {
    this.#old = old;
    this.#new = next;
    this.#userPartition = userPartition;
    this.#flash = new MiniFlash(old.table, systemOf(old));
  }

  get areas(): readonly RehearsalArea[] {
    return this.#places.map(({ name, size }) => ({ name, size }));
  }

  get steps(): number {
    const { images = [], wholeParts = [] } = this.#first ?? {};
    return images.length + wholeParts.filter(({ length }) => length > 0).length;
  }

  receive(file: number, bytes: Uint8Array): Verdict {
    const refuse = (why: Reason): Verdict => ({ ok: false, fault: "package-refused", why });
    try {
      const read = readMini(file === 0 ? "mini_1" : "mini_2", bytes);
      if (file === 0) {
        if (read.kind !== "asr-mini-1") return refuse({ code: "wrong-file", expected: "first" });
        this.#first = read.first;
        this.#places = this.#placesOf(read.first);
        return { ok: true };
      }
      if (read.kind !== "asr-mini-2") return refuse({ code: "wrong-file", expected: "second" });
      if (this.#first === null || !sameWords(this.#first.wholePartWords, read.second.wholePartWords)) {
        return refuse({ code: "parts-apart" });
      }
      this.#second = read.second;
      return { ok: true };
    } catch (error) {
      if (isRefusal(error)) return refused(error);
      throw error;
    }
  }

  update(file: number, power: Power, onStep: (report: StepReport) => void): UpdateEnd {
    try {
      const runner = (this.#runners[file === 0 ? 0 : 1] ??= file === 0 ? this.#phase1() : this.#phase2());
      return runner.run(power, onStep);
    } catch (error) {
      if (!(error instanceof MiniFailure) && !isRefusal(error)) throw error;
      const why = error instanceof MiniFailure ? error.why : reasonOf(error);
      return this.#runners[0] === null
        ? { kind: "declined", fault: "other-firmware", why }
        : { kind: "stuck", why };
    }
  }

  reached(): Reached {
    if (this.#second === null) throw new Error("there is no second file");
    const task = { old: this.#old, new: this.#new, userPartition: this.#userPartition };
    const found = demandNew(this.#flash, this.#second, task, this.steps);
    return {
      ...found,
      image: SYSTEM_IMAGE,
      imageIn: "firmware",
      sha256: digests(systemOf(this.#new).image).sha256,
    };
  }

  #phase1(): StepRunner {
    if (this.#first === null) throw new Error("there is no first file");
    const built = buildImages(this.#first, this.#flash, this.#old.fileName);
    const steps = built.map(({ image, bytes }): RepeatableStep => {
      const { newAddress, newLength } = image;
      return {
        perform: () => {
          writeImage(image, bytes, this.#flash);
          return this.#written(newAddress, newLength);
        },
        interrupt: () => {
          this.#flash.writeInterrupted(newAddress, new Uint8Array(newLength >> 1).fill(ERASED));
        },
      };
    });
    return new StepRunner(steps, 0, this.steps);
  }

  #phase2(): StepRunner {
    if (this.#first === null || this.#second === null) throw new Error("a file is missing");
    const steps = this.#second.parts
      .filter(({ length }) => length > 0)
      .map(({ flashAddress, bytes }): RepeatableStep => ({
        perform: () => {
          this.#flash.write(flashAddress, bytes);
          return this.#written(flashAddress, bytes.length);
        },
        interrupt: () => {
          this.#flash.writeInterrupted(flashAddress, bytes.subarray(0, bytes.length >> 1));
        },
      }));
    return new StepRunner(steps, this.#first.images.length, this.steps);
  }

  #placesOf({ wholeParts }: MiniFirst): Place[] {
    const old = systemOf(this.#old);
    const address = old.base % FLASH_ADDRESS;
    const end = Math.max(old.end, systemOf(this.#new).end) % FLASH_ADDRESS;
    const outside = wholeParts.filter(
      ({ flashAddress, length }) => length > 0 && (flashAddress < address || flashAddress >= end),
    );
    return [
      { name: "system", address, size: end - address },
      ...outside.map(({ name, flashAddress, length }) => {
        const partition = this.#new.table.partitions.find(
          ({ start, depth }) => start === flashAddress && depth > 1,
        );
        return { name: partition?.name ?? name, address: flashAddress, size: length };
      }),
    ];
  }

  #written(mapped: number, length: number): WrittenPart[] {
    const at = mapped % FLASH_ADDRESS;
    const area = this.#places.findIndex(({ address, size }) => at >= address && at < address + size);
    const from = at - (this.#places[area]?.address ?? at);
    return area < 0 ? [] : [{ area, from, to: from + length }];
  }
}
