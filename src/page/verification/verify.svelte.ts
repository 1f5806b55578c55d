import type { FirmwareFacts, Inspection, Platform, RefusalValue, Side } from "../../contract/maker.ts";
import type { PackageFile, Verification, VerificationProgress } from "../../contract/verification.ts";
import type { SideState } from "../make/choices.ts";
import { MakerClient } from "../shell/maker-client.ts";
import { keepAwake } from "../shell/while-working.ts";
import { otherMini } from "./dropped-files.ts";
import type { ReportedFile } from "./report.ts";

/** The package that is shown on the inspect screen. */
export interface ShownPackage extends PackageFile {
  readonly inspection: Extract<Inspection, { readonly bytes: number }>;
}

export type SecondState =
  | { readonly phase: "empty" }
  | { readonly phase: "reading"; readonly file: File }
  | { readonly phase: "read"; readonly file: File; readonly inspection: Inspection }
  | { readonly phase: "refused"; readonly file: File; readonly refusal: RefusalValue };

export type VerifyJob =
  | { readonly phase: "idle"; readonly cancelled: boolean }
  | { readonly phase: "working"; readonly progress: VerificationProgress }
  | { readonly phase: "done"; readonly done: Verified }
  | { readonly phase: "failed"; readonly refusal: RefusalValue };

/** A verification with what it is about. */
export interface Verified {
  readonly verification: Verification;
  readonly pack: ShownPackage;
  readonly files: readonly ReportedFile[];
  readonly firmware: Readonly<Record<Side, FirmwareFacts | null>>;
  readonly old: File | null;
}

export type VerifyReadiness =
  | "choose-both"
  | "choose-old"
  | "choose-new"
  | "choose-second"
  | "reading"
  | "refused"
  | "platform"
  | "mini-kind"
  | "ready";

const empty = { phase: "empty" } as const;
const idle: VerifyJob = { phase: "idle", cancelled: false };

/** The firmware that packages are verified against, and the work itself. Files stay when another package is shown. */
class Verify {
  readonly #client = new MakerClient();
  #sides = $state.raw<Readonly<Record<Side, SideState>>>({ old: empty, new: empty });
  #second = $state.raw<SecondState>(empty);
  /** Belongs to this package, and to no other. */
  #job = $state.raw<{ readonly of: Inspection | null; readonly job: VerifyJob }>({ of: null, job: idle });

  get sides(): Readonly<Record<Side, SideState>> {
    return this.#sides;
  }
  get second(): SecondState {
    return this.#second;
  }
  get working(): boolean {
    return this.#job.job.phase === "working";
  }

  jobOf({ inspection }: ShownPackage): VerifyJob {
    return this.#job.of === inspection ? this.#job.job : idle;
  }

  readinessFor({ inspection }: ShownPackage): VerifyReadiness {
    const { old, new: fresh } = this.#sides;
    const oldNeeded = inspection.kind !== "asr-full";
    const sides = [old, fresh];
    if (sides.some(({ phase }) => phase === "reading") || this.#second.phase === "reading") return "reading";
    if (sides.some(({ phase }) => phase === "refused")) return "refused";
    const wanted = otherMini(inspection);
    if (wanted !== null) {
      if (this.#second.phase === "refused") return "refused";
      if (this.#second.phase === "empty") return "choose-second";
      if (this.#second.inspection.kind !== wanted) return "mini-kind";
    }
    if (oldNeeded && old.phase === "empty") return fresh.phase === "empty" ? "choose-both" : "choose-old";
    if (fresh.phase === "empty") return "choose-new";
    const platform = platformOf(inspection);
    const others = sides.filter((side) => side.phase === "read" && side.facts.platform !== platform);
    return others.length > 0 ? "platform" : "ready";
  }

  async open(side: Side, file: File): Promise<void> {
    if (this.working) return;
    this.#set(side, { phase: "reading", file });
    const answer = await this.#client.open(side, file);
    const now = this.#sides[side];
    if (answer === null || now.phase !== "reading" || now.file !== file) return;
    this.#set(
      side,
      answer.ok
        ? { phase: "read", file, facts: answer.value }
        : { phase: "refused", file, refusal: answer.refusal },
    );
  }

  async openSecond(file: File): Promise<void> {
    if (this.working) return;
    this.#withdraw();
    this.#second = { phase: "reading", file };
    const answer = await this.#client.inspect(file, file.name);
    const now = this.second;
    if (answer === null || now.phase !== "reading" || now.file !== file) return;
    this.#second = answer.ok
      ? { phase: "read", file, inspection: answer.value }
      : { phase: "refused", file, refusal: answer.refusal };
  }

  remove(side: Side): void {
    if (this.working) return;
    this.#set(side, empty);
    void this.#client.close(side);
  }

  removeSecond(): void {
    if (this.working) return;
    this.#withdraw();
    this.#second = empty;
  }

  swap(): void {
    if (this.working) return;
    this.#withdraw();
    this.#sides = { old: this.#sides.new, new: this.#sides.old };
    // A file that is still being read is read again for its new side.
    for (const side of ["old", "new"] as const) {
      const state = this.#sides[side];
      if (state.phase === "reading") void this.open(side, state.file);
    }
  }

  async run(pack: ShownPackage): Promise<void> {
    if (this.working || this.readinessFor(pack) !== "ready") return;
    const { old, new: fresh } = this.#sides;
    const of = pack.inspection;
    const second = otherMini(of) === null ? null : secondFile(this.#second);
    const files = [{ blob: pack.blob, fileName: pack.fileName }, ...(second === null ? [] : [second.pack])];
    const holding = { old: fileOf(old), new: fileOf(fresh), userPartition: null };
    const show = (progress: VerificationProgress): void => {
      if (this.working) this.#job = { of, job: { phase: "working", progress } };
    };
    this.#job = { of, job: { phase: "working", progress: { stage: "check", done: 0 } } };
    const release = keepAwake();
    const answer = await this.#client.verify(holding, files, show);
    release();
    if (answer === null) return;
    if (!answer.ok) {
      this.#job = { of, job: { phase: "failed", refusal: answer.refusal } };
      return;
    }
    const done: Verified = {
      verification: answer.value,
      pack,
      files: [{ ...of, fileName: pack.fileName }, ...(second === null ? [] : [second.reported])],
      firmware: { old: factsOf(old), new: factsOf(fresh) },
      old: holding.old,
    };
    this.#job = { of, job: { phase: "done", done } };
  }

  /** Stops at once: the worker is ended, and the files are opened again when they are needed. */
  cancel(): void {
    if (!this.working) return;
    this.#client.end();
    this.#job = { of: this.#job.of, job: { phase: "idle", cancelled: true } };
  }

  #set(side: Side, state: SideState): void {
    this.#withdraw();
    this.#sides = { ...this.#sides, [side]: state };
  }

  /** What was found belongs to other files now. */
  #withdraw(): void {
    this.#job = { of: null, job: idle };
  }
}

/** One for the page: what was chosen stays while the reader looks at other screens. */
export const verify = new Verify();

export function platformOf(inspection: Inspection): Platform {
  return inspection.kind === "rdaota02" ? inspection.platform : "asr";
}

function fileOf(state: SideState): File | null {
  return state.phase === "read" ? state.file : null;
}

function factsOf(state: SideState): FirmwareFacts | null {
  return state.phase === "read" ? state.facts : null;
}

function secondFile(
  state: SecondState,
): { readonly pack: PackageFile; readonly reported: ReportedFile } | null {
  if (state.phase !== "read" || !("bytes" in state.inspection)) return null;
  const { name: fileName } = state.file;
  return { pack: { blob: state.file, fileName }, reported: { ...state.inspection, fileName } };
}
