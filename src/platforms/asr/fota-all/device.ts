import { digests } from "../../../bytes/digest.ts";
import { type AsrFirmware, SYSTEM_IMAGE, systemOf } from "../firmware/firmware.ts";
import { FlashInUpdate } from "./flash-in-update.ts";
import { areasOf } from "./areas.ts";
import { backupRoom } from "./backup-room.ts";
import { compareWithNew } from "./prove.ts";
import { type FotaAll, readFotaAll } from "./reader.ts";
import { Updater, UpdateFailure, type UpdaterStep, updaterSteps } from "./updater.ts";
import { isRefusal, type RefusalCode } from "../../../contract/refusal.ts";
import type { RehearsalArea, WrittenPart } from "../../../contract/rehearsal.ts";
import type { Device, Reached, StepReport, UpdateEnd, Verdict } from "../../device.ts";
import type { Power } from "../../power.ts";
import { refused } from "../refused.ts";
import { type RepeatableStep, StepRunner } from "../../step-runner.ts";

const LACKS_ROOM: ReadonlySet<RefusalCode> = new Set(["backup-partition-missing", "backup-too-small"]);

/**
 * An ASR module that takes a differential package (specs/asr.md section 3.4). After the download: signature, size,
 * room in fota_pkg, magic, XOR of every payload, number of images. After the restart: XOR of every old area, then
 * image by image in place, with what is overwritten backed up. A step that lost power begins again from its backup;
 * a move is not simulated in its middle.
 */
export class AsrDiffDevice implements Device {
  readonly renews = "firmware";
  readonly files = ["asr-diff"] as const;
  readonly #old: AsrFirmware;
  readonly #new: AsrFirmware;
  readonly #apps: readonly string[];
  readonly #flash: FlashInUpdate;
  readonly #places: readonly { readonly name: string; readonly address: number; readonly size: number }[];
  #pack: FotaAll | null = null;
  /** Bytes for the backup. */
  #room = 0;
  #updater: Updater | null = null;
  #runner: StepRunner | null = null;

  /** @throws Refusal asr-no-system-image */
  constructor(old: AsrFirmware, next: AsrFirmware, apps: readonly string[]) {
    this.#old = old;
    this.#new = next;
    this.#apps = apps;
    const areas = areasOf(old, systemOf(old), systemOf(next));
    this.#flash = new FlashInUpdate(areas);
    const named = areas.map(({ address, bytes }, i) => ({
      name: i === 0 ? "system" : (old.apps[i - 1]?.name ?? ""),
      address,
      size: bytes.length,
    }));
    this.#places = named.filter(({ name }, i) => i === 0 || apps.includes(name));
  }

  get areas(): readonly RehearsalArea[] {
    return this.#places.map(({ name, size }) => ({ name, size }));
  }

  get steps(): number {
    return this.#pack === null ? 0 : updaterSteps(this.#pack).length;
  }

  receive(_file: number, bytes: Uint8Array): Verdict {
    try {
      const pack = readFotaAll("FotaFile.bin", bytes);
      this.#room = backupRoom(pack, this.#old);
      this.#pack = pack;
      return { ok: true };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return LACKS_ROOM.has(error.code) ? { ok: false, fault: "no-room", why: "fota_pkg" } : refused(error);
    }
  }

  update(_file: number, power: Power, onStep: (report: StepReport) => void): UpdateEnd {
    const pack = this.#pack;
    if (pack === null) throw new Error("there is no package");
    try {
      this.#runner ??= this.#start(pack);
    } catch (error) {
      if (!(error instanceof UpdateFailure)) throw error;
      return { kind: "declined", fault: "other-firmware", why: `${error.step}: ${error.message}` };
    }
    try {
      return this.#runner.run(power, onStep);
    } catch (error) {
      if (!(error instanceof UpdateFailure)) throw error;
      return { kind: "stuck", why: `${error.step}: ${error.message}` };
    }
  }

  reached(): Reached {
    const next = systemOf(this.#new);
    const comparedBytes = compareWithNew(this.#flash, this.#old, this.#new, next, this.#apps);
    return { image: SYSTEM_IMAGE, sha256: digests(next.image).sha256, comparedBytes, comparedFiles: 0 };
  }

  #start(pack: FotaAll): StepRunner {
    const updater = new Updater(this.#flash, this.#room, pack.storedBytes);
    updater.checkOldAreas(pack.images);
    this.#updater = updater;
    const steps = updaterSteps(pack);
    return new StepRunner(
      steps.map((step) => this.#repeatable(step)),
      0,
      steps.length,
    );
  }

  #repeatable(step: UpdaterStep): RepeatableStep {
    return {
      perform: () => {
        this.#updater?.perform(step);
        return this.#written(step.at, step.image.newLength);
      },
      interrupt: step.kind === "build" ? () => this.#updater?.interrupt(step) : null,
    };
  }

  #written(address: number, length: number): WrittenPart[] {
    const area = this.#places.findIndex(
      (place) => address >= place.address && address < place.address + place.size,
    );
    const from = address - (this.#places[area]?.address ?? address);
    return area < 0 ? [] : [{ area, from, to: from + length }];
  }
}
