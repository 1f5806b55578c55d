import { digests } from "../../../bytes/digest.ts";
import { type AsrFirmware, SYSTEM_IMAGE, systemOf } from "../firmware/firmware.ts";
import { decompressRegion } from "../firmware/system-image.ts";
import { type FlashArea, FlashInUpdate } from "./flash-in-update.ts";
import { areasOf } from "./areas.ts";
import { backupRoom } from "./backup-room.ts";
import { isPacked } from "./layout.ts";
import { demandNew } from "./prove.ts";
import { type FotaAll, readFotaAll } from "./reader.ts";
import { Updater, UpdateFailure, updaterSteps } from "./updater.ts";
import { ResumingUpdater, StuckError } from "../power/resuming-updater.ts";
import { type Stage, stagesOf } from "../power/stages.ts";
import { notedStage, readFlash, type Storage, storageOf } from "../power/storage.ts";
import { within } from "../../../contract/reason.ts";
import { isRefusal, reasonOf, type RefusalCode } from "../../../contract/refusal.ts";
import type { RehearsalArea, WrittenPart } from "../../../contract/rehearsal.ts";
import type { Device, Reached, StepReport, UpdateEnd, Verdict } from "../../device.ts";
import type { Power } from "../../power.ts";
import { refused } from "../refused.ts";

const LACKS_ROOM: ReadonlySet<RefusalCode> = new Set(["backup-partition-missing", "backup-too-small"]);

/**
 * An ASR module that takes a differential package (docs/formats/asr-fota-all.md#what-the-module-does). After the
 * download: signature, size, room in fota_pkg, magic, XOR of every payload, number of images. After the restart: XOR of
 * every old area, then stage by stage, with what is overwritten backed up, and notes of the progress by which it goes
 * on after a power cut.
 */
export class AsrDiffDevice implements Device {
  readonly renews = "firmware";
  readonly files = ["asr-diff"] as const;
  readonly #old: AsrFirmware;
  readonly #new: AsrFirmware;
  readonly #apps: readonly string[];
  readonly #areas: readonly FlashArea[];
  readonly #places: readonly { readonly name: string; readonly address: number; readonly size: number }[];
  #pack: FotaAll | null = null;
  /** Bytes for the backup. */
  #room = 0;
  #stages: readonly Stage[] = [];
  #storage: Storage;
  #checked = false;

  /** @throws Refusal asr-no-system-image */
  constructor(old: AsrFirmware, next: AsrFirmware, apps: readonly string[]) {
    this.#old = old;
    this.#new = next;
    this.#apps = apps;
    const areas = areasOf(old, systemOf(old), systemOf(next));
    this.#areas = areas;
    this.#storage = storageOf(areas);
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
    return this.#stages.length;
  }

  receive(_file: number, bytes: Uint8Array): Verdict {
    try {
      const pack = readFotaAll("FotaFile.bin", bytes);
      this.#room = backupRoom(pack, this.#old);
      this.#pack = pack;
      this.#stages = stagesOf(updaterSteps(pack));
      return { ok: true };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return LACKS_ROOM.has(error.code)
        ? { ok: false, fault: "no-room", why: within("fota_pkg", reasonOf(error)) }
        : refused(error);
    }
  }

  update(_file: number, power: Power, onStep: (report: StepReport) => void): UpdateEnd {
    const pack = this.#pack;
    if (pack === null) throw new Error("there is no package");
    try {
      this.#checkOnce(pack);
      return this.#run(power, onStep);
    } catch (error) {
      if (error instanceof StuckError) return { kind: "stuck", why: error.why };
      if (!(error instanceof UpdateFailure)) throw error;
      return { kind: "declined", fault: "other-firmware", why: error.why };
    }
  }

  reached(): Reached {
    const pack = this.#pack;
    if (pack === null) throw new Error("there is no package");
    const task = { old: this.#old, new: this.#new, apps: this.#apps };
    const found = demandNew(this.#flashNow(pack), pack, task, updaterSteps(pack).length);
    return {
      ...found,
      image: SYSTEM_IMAGE,
      imageIn: "firmware",
      sha256: digests(systemOf(this.#new).image).sha256,
    };
  }

  /** What the updater looks at when it starts for the first time. */
  #checkOnce({ images, storedBytes }: FotaAll): void {
    if (this.#checked) return;
    new Updater(new FlashInUpdate(this.#areas), this.#room, storedBytes).checkOldAreas(images);
    this.#checked = true;
  }

  #run(power: Power, onStep: (report: StepReport) => void): UpdateEnd {
    const updater = new ResumingUpdater(this.#stages, this.#storage, new Map());
    const total = this.#stages.length;
    let number = notedStage(this.#storage);
    let cut = power.failsAtStep(number, total);
    for (const operation of updater.operations()) {
      if (cut !== null && cut.moment !== "after") {
        if (cut.moment === "during") this.#storage = operation.land(this.#storage, "half");
        return { kind: "power-cut", step: number };
      }
      updater.storage = this.#storage = operation.land(this.#storage, "whole");
      const [first, second] = this.#storage.notes;
      if (first !== second || first === number) continue;
      onStep({ done: number + 1, total, written: this.#writtenBy(this.#stages[number]) });
      if (cut !== null) return { kind: "power-cut", step: number };
      number = notedStage(this.#storage);
      if (number < total) cut = power.failsAtStep(number, total);
    }
    return { kind: "done" };
  }

  #writtenBy(stage: Stage | undefined): WrittenPart[] {
    switch (stage?.kind) {
      case "build":
        return this.#written(stage.at, stage.image.newLength);
      case "put-down":
        return this.#written(stage.at, stage.length);
      case "back-up":
      case "lift":
      case undefined:
        return [];
    }
  }

  /** As proofs look at it: what the module has compressed itself, by what is in it. */
  #flashNow({ images }: FotaAll): FlashInUpdate {
    const areas = this.#areas.map(({ address, bytes }) => ({
      address,
      bytes: readFlash(this.#storage, address, bytes.length) ?? bytes,
    }));
    const flash = new FlashInUpdate(areas);
    for (const { kind, oldLength, newAddress, newLength } of images) {
      if (!isPacked(kind) || oldLength === 0) continue;
      const held = flash.read(newAddress, newLength).slice();
      flash.writeRegion(newAddress, newLength, decompressRegion(this.#old.fileName, SYSTEM_IMAGE, held));
    }
    return flash;
  }

  #written(address: number, length: number): WrittenPart[] {
    const area = this.#places.findIndex(
      (place) => address >= place.address && address < place.address + place.size,
    );
    const from = address - (this.#places[area]?.address ?? address);
    return area < 0 ? [] : [{ area, from, to: from + length }];
  }
}
