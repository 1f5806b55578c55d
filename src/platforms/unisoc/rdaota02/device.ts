import type { RehearsalArea, RehearsalFault, WrittenPart } from "../../../contract/rehearsal.ts";
import { digests } from "../../../bytes/digest.ts";
import type { Unisoc8910Firmware } from "../firmware/firmware.ts";
import type { Unisoc8910RuleSet } from "../rules.ts";
import type { FileMethods } from "./file-methods.ts";
import { contentsBefore } from "./module-contents.ts";
import { demandWanted, type ProofTask } from "./prove.ts";
import type { Reason } from "../../../contract/reason.ts";
import { setReady } from "../module/application.ts";
import { BootLoader } from "../module/boot-loader.ts";
import { type Module, PoweredModule } from "../module/module.ts";
import { type ReceivedHeader, parseHeader } from "../module/received-package.ts";
import {
  land,
  moduleState,
  type ModuleState,
  type Operation,
  type Portion,
  readFlash,
  sameState,
  TEMP_FILE,
} from "../module/storage.ts";
import type { Device, Reached, StepReport, UpdateEnd, Verdict } from "../../device.ts";
import type { Power, StepCut } from "../../power.ts";

/** A loader that failed may succeed at the next boot; more often than this it does not. */
const MOST_FAILURES = 4;

/** Operations of the longest step before its last one, which says that it is done. */
const OPERATIONS = 4;

class PowerLost extends Error {}

/** The power fails while an operation is performed. */
class FailingModule implements Module {
  state: ModuleState;
  readonly #power: Power;
  readonly #steps: number;
  readonly #onWrite: (operation: Operation) => void;
  #step = -1;
  #cut: StepCut | null = null;
  #operations = 0;

  constructor(state: ModuleState, power: Power, steps: number, onWrite: (operation: Operation) => void) {
    this.state = state;
    this.#power = power;
    this.#steps = steps;
    this.#onWrite = onWrite;
  }

  /** In which the power failed last. */
  get cutStep(): number {
    return this.#step;
  }

  perform(operation: Operation): void {
    const { stage } = this.state;
    const starts =
      operation.kind === "stage" && operation.stage.ind === 2 && operation.stage.block === stage.block;
    const ends =
      operation.kind === "stage" && (operation.stage.ind === 4 || operation.stage.block > stage.block);
    if (!starts && stage.block < this.#steps) this.#meetPower(operation, ends);
    this.state = land(this.state, operation, "whole");
    this.#onWrite(operation);
    // A cut "after" comes when the step is on record as done.
    if (ends && this.#cut?.moment === "after") throw new PowerLost();
  }

  #meetPower(operation: Operation, ends: boolean): void {
    const step = this.state.stage.block;
    if (this.#step !== step) {
      this.#step = step;
      this.#operations = 0;
      this.#cut = this.#power.failsAtStep(step, this.#steps);
    }
    const cut = this.#cut;
    const number = this.#operations++;
    if (cut === null || cut.moment === "after") return;
    if (cut.moment === "before") throw new PowerLost();
    const due = Math.floor(cut.place * OPERATIONS);
    if (number < due && !ends) return;
    const portions: readonly Portion[] = ["destroyed", "emptied", "half", "nothing"];
    this.state = land(
      this.state,
      operation,
      portions[Math.floor(cut.place * 97) % portions.length] ?? "half",
    );
    throw new PowerLost();
  }
}

interface Place extends RehearsalArea {
  readonly matches: (operation: Operation) => WrittenPart | null;
}

/**
 * A UNISOC 8910 module: the application checks the package and makes it ready, the boot loader applies it and goes
 * on after power cuts as the real one does (docs/formats/rdaota02.md#what-the-module-does).
 */
export class Rdaota02Device implements Device {
  readonly renews = "firmware";
  readonly files = ["rdaota02"] as const;
  readonly #task: ProofTask;
  readonly #version: string;
  readonly #firmware: Unisoc8910Firmware;
  /** As it was before the package came. */
  readonly #before: ModuleState;
  #state: ModuleState;
  #pack: { readonly bytes: Uint8Array; readonly places: readonly Place[]; readonly steps: number } | null =
    null;
  #failures = 0;

  /**
   * @param version as the module calls its firmware; a package with another one is declined
   * @param fileMethods what the package was made to do with single files
   */
  constructor(
    old: Unisoc8910Firmware,
    next: Unisoc8910Firmware,
    ruleSet: Unisoc8910RuleSet,
    version: string,
    fileMethods: FileMethods = {},
  ) {
    this.#firmware = next;
    this.#task = { old, new: next, ruleSet, fileMethods };
    this.#before = moduleState(contentsBefore(old, ruleSet));
    this.#state = this.#before;
    this.#version = version;
  }

  get areas(): readonly RehearsalArea[] {
    return (this.#pack?.places ?? []).map(({ name, size }) => ({ name, size }));
  }

  get steps(): number {
    return this.#pack?.steps ?? 0;
  }

  receive(_file: number, bytes: Uint8Array): Verdict {
    const module = new PoweredModule(this.#state);
    const verdict = setReady(module, bytes, this.#version === "" ? null : this.#version);
    if (!verdict.ok) return { ok: false, fault: faultOf(verdict.why), why: verdict.why };
    // The application does not look at the magic; the loader would not start.
    const header = parseHeader(bytes);
    this.#pack = { bytes, places: this.#placesOf(header), steps: stepsIn(bytes) };
    this.#state = module.state;
    return { ok: true };
  }

  update(_file: number, power: Power, onStep: (report: StepReport) => void): UpdateEnd {
    if (this.#pack === null) throw new Error("there is no package");
    const { bytes, places, steps } = this.#pack;
    for (;;) {
      let written: WrittenPart[] = [];
      const module = new FailingModule(this.#state, power, steps, (operation) => {
        for (const { matches } of places) {
          const part = matches(operation);
          if (part !== null) written.push(part);
        }
      });
      try {
        const outcome = new BootLoader(bytes).boot(module, ({ done, total }) => {
          onStep({ done, total, written });
          written = [];
          return "go on";
        });
        const before = this.#state;
        this.#state = module.state;
        switch (outcome.kind) {
          case "finished":
            return { kind: "done" };
          case "not-ready":
          case "stopped":
            return { kind: "stuck", why: { code: "nothing-to-do" } };
          case "cannot-start":
            return { kind: "declined", fault: faultOf(outcome.why), why: outcome.why };
          case "failed":
            // The loader resets the module and tries again.
            if (sameState(before, this.#state) || ++this.#failures > MOST_FAILURES) {
              return { kind: "stuck", why: outcome.why };
            }
        }
      } catch (error) {
        if (!(error instanceof PowerLost)) throw error;
        this.#state = module.state;
        // A step that was over before the power went is done all the same.
        if (module.state.stage.block > module.cutStep) {
          onStep({ done: module.cutStep + 1, total: steps, written });
        }
        return { kind: "power-cut", step: module.cutStep };
      }
    }
  }

  reached(): Reached {
    if (this.#pack === null) throw new Error("there is no package");
    const { bytes: pack, steps } = this.#pack;
    const found = demandWanted({ before: this.#before, after: this.#state, pack, steps }, this.#task);
    const application = this.#firmware.flash.find(({ id }) => id === "AP") ?? this.#firmware.flash[0];
    const image = new Uint8Array(application?.image.length ?? 0);
    if (application !== undefined) readFlash(this.#state, application.device, application.offset, image);
    return { ...found, image: application?.id ?? "", imageIn: "module", sha256: digests(image).sha256 };
  }

  /** Flash images and blocked files on their own, all other files together. */
  #placesOf({ bulks }: ReceivedHeader): Place[] {
    const places: Place[] = [];
    const small = new Map<string, number>();
    for (const bulk of bulks) {
      switch (bulk.kind) {
        case "flash":
          places.push(this.#flashPlace(bulk.device, bulk.base, bulk.oldSize, places.length));
          break;
        case "blocked":
          places.push(blockedPlace(bulk.name, bulk.newSize, bulk.dataBlockSize, places.length));
          break;
        case "plain":
        case "insert":
        case "remove":
          // A file may be removed and then inserted.
          if (!small.has(bulk.name)) small.set(bulk.name, small.size);
          break;
      }
    }
    if (small.size === 0) return places;
    const area = places.length;
    const matches = (operation: Operation): WrittenPart | null => {
      if (operation.kind !== "write" && operation.kind !== "unlink") return null;
      const from = small.get(operation.path);
      return from === undefined ? null : { area, from, to: from + 1 };
    };
    return [...places, { name: "", size: small.size, matches }];
  }

  #flashPlace(device: number, base: number, oldSize: number, area: number): Place {
    const image = this.#firmware.flash.find((one) => one.device === device && one.offset === base);
    const size = Math.max(oldSize, image?.image.length ?? 0);
    return {
      name: image?.id ?? `0x${base.toString(16)}`,
      size,
      matches: (operation) =>
        operation.kind === "program" &&
        operation.device === device &&
        operation.offset >= base &&
        operation.offset < base + size
          ? { area, from: operation.offset - base, to: operation.offset - base + operation.bytes.length }
          : null,
    };
  }
}

function blockedPlace(name: string, size: number, partSize: number, area: number): Place {
  return {
    name,
    size,
    matches: (operation) => {
      if (operation.kind !== "write" || operation.path === TEMP_FILE) return null;
      if (!operation.path.startsWith(`${name}.`)) return null;
      const part = Number(operation.path.slice(name.length + 1));
      // Parts that are inserted whole are files of their own.
      if (!(part * partSize < size)) return null;
      return { area, from: part * partSize, to: Math.min(size, (part + 1) * partSize) };
    },
  };
}

/** u32 at 28 of the fixed header. */
function stepsIn(pack: Uint8Array): number {
  return new DataView(pack.buffer, pack.byteOffset, pack.byteLength).getUint32(28, true);
}

function faultOf(why: Reason): RehearsalFault {
  switch (why.code) {
    case "within":
      return faultOf(why.why);
    case "no-room":
      return "no-room";
    case "other-version":
    case "old-differs":
    case "missing":
    case "outside-flash":
      return "other-firmware";
    default:
      return "package-refused";
  }
}
