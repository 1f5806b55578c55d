import type { RehearsalArea, WrittenPart } from "../../../contract/rehearsal.ts";
import { digests } from "../../../bytes/digest.ts";
import { isRefusal } from "../../../contract/refusal.ts";
import type { Device, Reached, StepReport, UpdateEnd, Verdict } from "../../device.ts";
import type { Power } from "../../power.ts";
import { refused } from "../../asr/refused.ts";
import { type RepeatableStep, StepRunner } from "../../step-runner.ts";
import { PROGRAM_ID } from "../firmware/image-list.ts";
import type { Ec200aFirmware } from "../firmware/release.ts";
import { Ec200aFlash } from "./flash.ts";
import { demandPackageFits } from "./plan.ts";
import { demandRelease } from "./prove.ts";
import { type Ec200aPackage, readEc200aPackage } from "./reader.ts";
import { buildPieces, type BuiltPiece, Ec200aFailure, writePiece } from "./update.ts";

/**
 * An EC200A that takes a package: header sum and the XOR of every payload after the download, the XOR of every old
 * piece after the restart, then piece by piece in the order of the package. No code of such a module was ever run, so
 * order and recovery are assumed: a step that lost power begins again.
 */
export class Ec200aDevice implements Device {
  readonly renews = "firmware";
  readonly files = ["ec200a-diff"] as const;
  readonly #old: Ec200aFirmware;
  readonly #next: Ec200aFirmware;
  readonly #flash: Ec200aFlash;
  readonly #places: readonly (RehearsalArea & { readonly address: number })[];
  #pack: Ec200aPackage | null = null;
  #runner: StepRunner | null = null;

  constructor(old: Ec200aFirmware, next: Ec200aFirmware) {
    this.#old = old;
    this.#next = next;
    this.#flash = new Ec200aFlash(old.images, old.flashMiB ?? 0);
    this.#places = next.images
      .filter(({ enabled, bytes }) => enabled && bytes !== null)
      .map(({ file, flashAddress, bytes }) => ({
        name: file,
        address: flashAddress,
        size: bytes?.length ?? 0,
      }));
  }

  get areas(): readonly RehearsalArea[] {
    return this.#places.map(({ name, size }) => ({ name, size }));
  }

  get steps(): number {
    return this.#pack?.pieces.length ?? 0;
  }

  receive(_file: number, bytes: Uint8Array): Verdict {
    try {
      const pack = readEc200aPackage("FotaFile.bin", bytes);
      demandPackageFits(bytes.length, pack.backupNeed);
      this.#pack = pack;
      return { ok: true };
    } catch (error) {
      if (isRefusal(error)) return refused(error);
      throw error;
    }
  }

  update(_file: number, power: Power, onStep: (report: StepReport) => void): UpdateEnd {
    const pack = this.#pack;
    if (pack === null) throw new Error("there is no package");
    try {
      this.#runner ??= new StepRunner(
        buildPieces(pack, this.#flash).map((built) => this.#step(built)),
        0,
        pack.pieces.length,
      );
      return this.#runner.run(power, onStep);
    } catch (error) {
      if (!(error instanceof Ec200aFailure)) throw error;
      const { why, nothingChanged } = error;
      return nothingChanged ? { kind: "declined", fault: "other-firmware", why } : { kind: "stuck", why };
    }
  }

  reached(): Reached {
    const found = demandRelease(this.#flash, this.#old, this.#next, this.steps);
    const { images, fileName } = this.#next;
    const program = images.find(({ id }) => id === PROGRAM_ID);
    const { sha256 } = digests(program?.bytes ?? new Uint8Array(0));
    return { ...found, image: program?.file ?? fileName, imageIn: "firmware", sha256 };
  }

  #step(built: BuiltPiece): RepeatableStep {
    const { newAddress, newLength } = built.piece;
    return {
      perform: () => {
        writePiece(built, this.#flash);
        return this.#written(newAddress, newLength);
      },
      interrupt: () => {
        this.#flash.interrupt(newAddress, newLength);
      },
    };
  }

  #written(at: number, length: number): WrittenPart[] {
    const area = this.#places.findIndex(({ address, size }) => at >= address && at < address + size);
    const from = at - (this.#places[area]?.address ?? at);
    return area < 0 ? [] : [{ area, from, to: from + length }];
  }
}
