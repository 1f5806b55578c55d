import { digests } from "../../../bytes/digest.ts";
import { type Reason, within } from "../../../contract/reason.ts";
import { isRefusal, reasonOf } from "../../../contract/refusal.ts";
import type { Device, Reached, StepReport, UpdateEnd, Verdict } from "../../device.ts";
import type { Power } from "../../power.ts";
import type { RehearsalArea } from "../../../contract/rehearsal.ts";
import { CHIPS } from "../firmware/chips.ts";
import type { EigenFirmware } from "../firmware/eigen-firmware.ts";
import { ParModule, UpdateFailure } from "./module.ts";
import { demandNew } from "./prove.ts";
import { type Par, readPar } from "./reader.ts";

/** An Eigencomm module that takes a package, with the power failing between its writes. */
export class ParDevice implements Device {
  readonly renews = "firmware";
  readonly files = ["par"] as const;
  readonly #old: EigenFirmware;
  readonly #new: EigenFirmware;
  #par: Par | null = null;
  #module: ParModule | null = null;

  constructor(old: EigenFirmware, next: EigenFirmware) {
    this.#old = old;
    this.#new = next;
  }

  get areas(): readonly RehearsalArea[] {
    return (this.#par?.images ?? []).map(({ type, newSize }) => ({ name: type, size: newSize }));
  }

  get steps(): number {
    return (this.#par?.images ?? []).reduce((sum, { parts }) => sum + parts.length, 0);
  }

  receive(_file: number, bytes: Uint8Array): Verdict {
    try {
      const par = readPar("package", bytes);
      if (par.chip !== this.#old.chip) {
        const why: Reason = { code: "for-other-chip", chip: CHIPS[par.chip].name };
        return { ok: false, fault: "other-firmware", why };
      }
      const { packageRoom } = CHIPS[par.chip];
      if (par.flashClass === 0 && par.storedBytes > packageRoom) {
        const why: Reason = { code: "no-room", needed: par.storedBytes, free: packageRoom };
        return { ok: false, fault: "no-room", why };
      }
      this.#par = par;
      return { ok: true };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const why = within({ part: "download" }, reasonOf(error));
      return { ok: false, fault: "package-refused", why };
    }
  }

  update(_file: number, power: Power, onStep: (report: StepReport) => void): UpdateEnd {
    if (this.#par === null) throw new Error("there is no package");
    try {
      this.#module ??= new ParModule(this.#par, this.#old);
      return this.#run(this.#module, power, onStep);
    } catch (error) {
      if (!(error instanceof UpdateFailure)) throw error;
      const { kind, why } = error;
      switch (kind) {
        case "old":
          return { kind: "declined", fault: "other-firmware", why };
        case "declined":
          return { kind: "declined", fault: "package-refused", why };
        case "stuck":
          return { kind: "stuck", why };
      }
    }
  }

  /** The hash is that of the first image of the package. */
  reached(): Reached {
    if (this.#module === null || this.#par === null) throw new Error("there was no update");
    const found = demandNew(this.#module, this.#par, this.#old, this.#new);
    const image = this.#par.images[0].type;
    const { sha256 } = digests(this.#module.imageNow(image) ?? new Uint8Array(0));
    return { ...found, image, imageIn: "module", sha256 };
  }

  #run(module: ParModule, power: Power, onStep: (report: StepReport) => void): UpdateEnd {
    const total = module.steps.length;
    for (let step = module.nextStep; step < total; step = module.nextStep) {
      const cut = power.failsAtStep(step, total);
      if (cut?.moment === "before") return { kind: "power-cut", step };
      if (cut?.moment === "during") {
        interrupt(module, step, cut.place);
        return { kind: "power-cut", step };
      }
      module.perform(step);
      onStep({ done: step + 1, total, written: [this.#written(module, step)] });
      if (cut !== null) return { kind: "power-cut", step };
    }
    module.finish();
    return { kind: "done" };
  }

  #written(module: ParModule, step: number): StepReport["written"][number] {
    const block = module.steps[step];
    const area = this.areas.findIndex(({ name }) => name === block?.image.type);
    return { area, from: block?.from ?? 0, to: block?.to ?? 0 };
  }
}

/** Does a part of a step, and a half of what comes next. */
function interrupt(module: ParModule, step: number, place: number): void {
  const before = module.stateOf(step);
  const count = countOperations(module, step);
  module.restore(step, before);
  const whole = Math.floor(place * count);
  let done = 0;
  for (const operation of module.operations(step)) {
    if (done === whole) {
      module.land(operation, operation.kind === "mark" ? "nothing" : "half");
      return;
    }
    module.land(operation, "whole");
    done++;
  }
}

function countOperations(module: ParModule, step: number): number {
  let count = 0;
  for (const operation of module.operations(step)) {
    module.land(operation, "whole");
    count++;
  }
  return count;
}
