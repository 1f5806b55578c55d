import type {
  MadePackage,
  MakeProgress,
  MakeResult,
  PackageClass,
  PackageType,
  Platform,
  RefusalValue,
  RuleSetId,
  Side,
} from "../../workers/maker-api.ts";
import {
  readinessOf,
  recognisedPlatform,
  type Judgement,
  type Readiness,
  type SideState,
} from "./choices.ts";
import { MakerClient, type FilePair } from "./maker-client.ts";
import { faultReport } from "./report.ts";
import type { Address } from "./route.svelte.ts";
import { keepAwake } from "./while-working.ts";

/** A result with what the page needs to offer it. */
export interface Made {
  readonly result: MakeResult;
  /** From the click to the verified package. */
  readonly seconds: number;
  readonly urls: { readonly safe: string; readonly compact: string | null };
}

export type Job =
  | { readonly phase: "idle"; readonly cancelled: boolean }
  | { readonly phase: "working"; readonly progress: MakeProgress; readonly startedAt: number }
  | { readonly phase: "made"; readonly made: Made }
  | { readonly phase: "failed"; readonly refusal: RefusalValue };

const empty: SideState = { phase: "empty" };
const idle: Job = { phase: "idle", cancelled: false };

/** The make screen: two files, the choices, and the job. Components show it and call its methods. */
export class Make {
  readonly #client = new MakerClient();
  #sides = $state.raw<Readonly<Record<Side, SideState>>>({ old: empty, new: empty });
  #judgement = $state.raw<Judgement>({ phase: "none" });
  #platform = $state<Platform>("unknown");
  #type = $state<PackageType>("diff");
  /** Chosen by hand; null follows the proposal of the new firmware. */
  #ruleSet = $state<RuleSetId | null>(null);
  /** Typed by hand; null follows the proposal of the file. */
  #versions = $state.raw<Readonly<Record<Side, string | null>>>({ old: null, new: null });
  #packageClass = $state<PackageClass>("safe");
  #job = $state.raw<Job>(idle);
  #sampleComing = $state(false);
  /** Counts changes of the pair, so that a late judgement of an earlier pair is recognised. */
  #pair = 0;

  readonly readiness: Readiness = $derived(
    readinessOf({ ...this.#sides, judgement: this.#judgement, platform: this.#platform, type: this.#type }),
  );

  get sides(): Readonly<Record<Side, SideState>> {
    return this.#sides;
  }
  get judgement(): Judgement {
    return this.#judgement;
  }
  get platform(): Platform {
    return this.#platform;
  }
  get recognised(): Platform | null {
    return recognisedPlatform(this.#sides);
  }
  get type(): PackageType {
    return this.#type;
  }
  get ruleSet(): RuleSetId {
    const { new: fresh } = this.#sides;
    return this.#ruleSet ?? (fresh.phase === "read" ? fresh.facts.ruleSet : null) ?? "unisoc8910";
  }
  get packageClass(): PackageClass {
    return this.#packageClass;
  }
  get job(): Job {
    return this.#job;
  }
  get working(): boolean {
    return this.#job.phase === "working";
  }
  get sampleComing(): boolean {
    return this.#sampleComing;
  }

  version(side: Side): string {
    const state = this.#sides[side];
    return this.#versions[side] ?? (state.phase === "read" ? state.facts.version : "");
  }

  /** The package of the chosen class, as it is offered; null while there is none. */
  get offered(): { readonly made: MadePackage; readonly url: string } | null {
    if (this.#job.phase !== "made") return null;
    const { result, urls } = this.#job.made;
    if (this.#packageClass === "compact" && result.compact !== null && urls.compact !== null)
      return { made: result.compact, url: urls.compact };
    return { made: result.safe, url: urls.safe };
  }

  /** What an address asks for; what it does not mention stays. */
  takeAddress({ platform, type }: Address): void {
    if (this.working) return;
    if (platform !== null && this.recognised === null) this.choosePlatform(platform);
    if (type !== null) this.chooseType(type);
  }

  choosePlatform(platform: Platform): void {
    if (platform === this.#platform) return;
    this.#withdraw();
    this.#platform = platform;
  }

  chooseType(type: PackageType): void {
    if (type === this.#type) return;
    this.#withdraw();
    this.#type = type;
  }

  chooseRuleSet(ruleSet: RuleSetId): void {
    this.#withdraw();
    this.#ruleSet = ruleSet;
    void this.#judge();
  }

  nameVersion(side: Side, name: string): void {
    this.#withdraw();
    this.#versions = { ...this.#versions, [side]: name };
  }

  chooseClass(packageClass: PackageClass): void {
    this.#packageClass = packageClass;
  }

  async open(side: Side, file: File): Promise<void> {
    if (this.working) return;
    this.#change(side, { phase: "reading", file });
    const answer = await this.#client.open(side, file);
    const now = this.#sides[side];
    if (answer === null || now.phase !== "reading" || now.file !== file) return;
    if (!answer.ok) {
      this.#change(side, { phase: "refused", file, refusal: answer.refusal });
      // Which platform it is may be known even if nothing can be made for it.
      if (answer.refusal.code === "platform-unsupported")
        this.#platform = (answer.refusal.detail.platform as Platform | "") || "unknown";
      return;
    }
    this.#change(side, { phase: "read", file, facts: answer.value });
    this.#platform = this.recognised ?? this.#platform;
    await this.#judge();
  }

  /** Two files at once, nobody said which is which: the one that was built later is the new one. */
  async openPair(first: File, second: File): Promise<void> {
    await Promise.all([this.open("old", first), this.open("new", second)]);
    const { old, new: fresh } = this.#sides;
    if (old.phase !== "read" || fresh.phase !== "read" || old.file !== first || fresh.file !== second) return;
    if ((old.facts.builtAt ?? 0) > (fresh.facts.builtAt ?? Infinity)) this.swap();
  }

  remove(side: Side): void {
    if (this.working) return;
    this.#change(side, empty);
    void this.#client.close(side);
  }

  swap(): void {
    if (this.working) return;
    this.#withdraw();
    this.#sides = { old: this.#sides.new, new: this.#sides.old };
    this.#versions = { old: this.#versions.new, new: this.#versions.old };
    // A file that is still being read is read again for its new side.
    for (const side of ["old", "new"] as const) {
      const state = this.#sides[side];
      if (state.phase === "reading") void this.open(side, state.file);
    }
    void this.#judge();
  }

  async openSample(): Promise<void> {
    if (this.working || this.#sampleComing) return;
    this.#withdraw();
    this.#sampleComing = true;
    const answer = await this.#client.sample();
    this.#sampleComing = false;
    if (answer === null) return;
    if (!answer.ok) {
      this.#job = { phase: "failed", refusal: answer.refusal };
      return;
    }
    const { old, new: fresh } = answer.value;
    await Promise.all([
      this.open("old", new File([old.blob], old.fileName)),
      this.open("new", new File([fresh.blob], fresh.fileName)),
    ]);
  }

  async make(): Promise<void> {
    const files = this.#files();
    if (this.readiness !== "ready" || files === null || this.working) return;
    const startedAt = performance.now();
    const show = (progress: MakeProgress): void => {
      if (this.#job.phase === "working" && this.#job.startedAt === startedAt)
        this.#job = { phase: "working", progress, startedAt };
    };
    this.#withdraw();
    this.#packageClass = "safe";
    this.#job = { phase: "working", progress: { stage: "read", subject: "", done: 0 }, startedAt };
    const release = keepAwake();
    const options = {
      type: this.#type,
      ruleSet: this.ruleSet,
      oldVersion: this.version("old").trim(),
      newVersion: this.version("new").trim(),
    };
    const answer = await this.#client.make(files, options, show);
    release();
    if (answer === null) return;
    if (!answer.ok) {
      this.#job = { phase: "failed", refusal: answer.refusal };
      return;
    }
    const result = answer.value;
    this.#job = {
      phase: "made",
      made: {
        result,
        seconds: (performance.now() - startedAt) / 1000,
        urls: {
          safe: URL.createObjectURL(result.safe.blob),
          compact: result.compact === null ? null : URL.createObjectURL(result.compact.blob),
        },
      },
    };
  }

  /** Stops at once: the worker is ended, and the files are opened again when they are needed. */
  cancel(): void {
    if (!this.working) return;
    this.#client.end();
    this.#job = { phase: "idle", cancelled: true };
  }

  /** A report about a refusal, with what was chosen. */
  readonly report = (refusal: RefusalValue): string => {
    const facts = (state: SideState) => (state.phase === "read" ? state.facts : null);
    return faultReport(refusal, {
      old: facts(this.#sides.old),
      new: facts(this.#sides.new),
      choices: {
        type: this.#type,
        platform: this.#platform,
        ruleSet: this.ruleSet,
        oldVersion: this.version("old"),
        newVersion: this.version("new"),
      },
    });
  };

  #files(): FilePair | null {
    const { old, new: fresh } = this.#sides;
    return old.phase === "read" && fresh.phase === "read" ? { old: old.file, new: fresh.file } : null;
  }

  #change(side: Side, state: SideState): void {
    this.#withdraw();
    this.#pair += 1;
    this.#sides = { ...this.#sides, [side]: state };
    this.#versions = { ...this.#versions, [side]: null };
    this.#judgement = { phase: "none" };
  }

  async #judge(): Promise<void> {
    const files = this.#files();
    if (files === null) return;
    this.#pair += 1;
    const pair = this.#pair;
    this.#judgement = { phase: "judging" };
    const answer = await this.#client.judge(files, this.ruleSet);
    if (answer === null || pair !== this.#pair) return;
    const verdict = answer.ok ? answer.value : { refusal: answer.refusal, warnings: [] };
    this.#judgement = { phase: "judged", verdict };
  }

  /** What was made belongs to other files or choices now. */
  #withdraw(): void {
    if (this.#job.phase === "made") {
      const { safe, compact } = this.#job.made.urls;
      URL.revokeObjectURL(safe);
      if (compact !== null) URL.revokeObjectURL(compact);
    }
    if (this.#job.phase !== "working") this.#job = idle;
  }
}
