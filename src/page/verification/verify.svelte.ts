import type { FirmwareFacts, Inspection, RefusalValue, Side } from "../../contract/maker.ts";
import type { PackageFile, Verification, VerificationProgress } from "../../contract/verification.ts";
import { Sides, type SideStates } from "../firmware/sides.svelte.ts";
import type { SideState } from "../make/choices.ts";
import { MakerClient } from "../shell/maker-client.ts";
import { Work, type WorkState } from "../shell/work.svelte.ts";
import type { ReportedFile } from "./report.ts";
import { fileMissing, type InspectedPackage, platformsFor, traitsOf } from "./shown-package.ts";

/** The package that is shown on the inspect screen. */
export interface ShownPackage extends PackageFile {
  readonly inspection: InspectedPackage;
}

export type SecondState =
  | { readonly phase: "empty" }
  | { readonly phase: "reading"; readonly file: File }
  | { readonly phase: "read"; readonly file: File; readonly inspection: Inspection }
  | { readonly phase: "refused"; readonly file: File; readonly refusal: RefusalValue };

export type VerifyWork = WorkState<VerificationProgress, Verified>;

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
const idle: VerifyWork = { phase: "idle", cancelled: false };

/** The firmware that packages are verified against, and the work itself. Files stay when another package is shown. */
class Verify {
  readonly #client = new MakerClient();
  readonly #files = new Sides(this.#client, () => this.#work.discard());
  readonly #work = new Work<VerificationProgress, Verified>(() => this.#client.end());
  #second = $state.raw<SecondState>(empty);
  /** What the work is about: this package, and no other. */
  #of = $state.raw<Inspection | null>(null);

  get sides(): SideStates {
    return this.#files.states;
  }
  get second(): SecondState {
    return this.#second;
  }
  get working(): boolean {
    return this.#work.working;
  }

  workOn({ inspection }: ShownPackage): VerifyWork {
    return this.#of === inspection ? this.#work.state : idle;
  }

  readinessFor({ inspection }: ShownPackage): VerifyReadiness {
    const { old, new: fresh } = this.sides;
    const oldNeeded = traitsOf(inspection).needsOld;
    const sides = [old, fresh];
    if (sides.some(({ phase }) => phase === "reading") || this.#second.phase === "reading") return "reading";
    if (sides.some(({ phase }) => phase === "refused")) return "refused";
    const wanted = fileMissing(inspection);
    if (wanted !== null) {
      if (this.#second.phase === "refused") return "refused";
      if (this.#second.phase === "empty") return "choose-second";
      if (this.#second.inspection.kind !== wanted) return "mini-kind";
    }
    if (oldNeeded && old.phase === "empty") return fresh.phase === "empty" ? "choose-both" : "choose-old";
    if (fresh.phase === "empty") return "choose-new";
    const takers = platformsFor(inspection);
    const others = sides.some((side) => side.phase === "read" && !takers.includes(side.facts.platform));
    return others ? "platform" : "ready";
  }

  async open(side: Side, file: File): Promise<void> {
    if (!this.working) await this.#files.open(side, file);
  }

  async openSecond(file: File): Promise<void> {
    if (this.working) return;
    this.#work.discard();
    this.#second = { phase: "reading", file };
    const answer = await this.#client.alone.inspect(file, file.name);
    const now = this.second;
    if (answer === null || now.phase !== "reading" || now.file !== file) return;
    this.#second = answer.ok
      ? { phase: "read", file, inspection: answer.value }
      : { phase: "refused", file, refusal: answer.refusal };
  }

  remove(side: Side): void {
    if (!this.working) this.#files.remove(side);
  }

  removeSecond(): void {
    if (this.working) return;
    this.#work.discard();
    this.#second = empty;
  }

  swap(): void {
    if (this.working) return;
    this.#work.discard();
    for (const { side, file } of this.#files.swap()) void this.open(side, file);
  }

  async run(pack: ShownPackage): Promise<void> {
    if (this.working || this.readinessFor(pack) !== "ready") return;
    const { old, new: fresh } = this.sides;
    const of = pack.inspection;
    const second = fileMissing(of) === null ? null : secondFile(this.#second);
    const files = [{ blob: pack.blob, fileName: pack.fileName }, ...(second === null ? [] : [second.pack])];
    const holding = { old: fileOf(old), new: fileOf(fresh), userPartition: null };
    this.#of = of;
    await this.#work.run({ stage: "check", done: 0 }, async (show) => {
      const answer = await this.#client.with(holding).verify(files, show);
      if (!answer?.ok) return answer;
      const value: Verified = {
        verification: answer.value,
        pack,
        files: [{ ...of, fileName: pack.fileName }, ...(second === null ? [] : [second.reported])],
        firmware: { old: factsOf(old), new: factsOf(fresh) },
        old: holding.old,
      };
      return { ok: true, value };
    });
  }

  /** Stops at once: the worker is ended, and the files are opened again when they are needed. */
  cancel(): void {
    this.#work.cancel();
  }
}

/** One for the page: what was chosen stays while the reader looks at other screens. */
export const verify = new Verify();

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
