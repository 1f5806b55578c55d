import type { Comparison } from "../../contract/comparison.ts";
import type {
  FirmwareFacts,
  MadePackage,
  MakeOptions,
  MakeProgress,
  MakeResult,
  PackageClass,
  PackageType,
  Platform,
  RefusalValue,
  SamplePlatform,
  Side,
} from "../../contract/maker.ts";
import {
  carriesUserPartition,
  decidingFacts,
  isReady,
  needsOld,
  offersOf,
  readinessOf,
  typeInUse,
  type Judgement,
  type Readiness,
  type SideState,
  type TypeOffers,
} from "./choices.ts";
import { nothingChosen, optionsInUse, PackageOptions } from "./package-options.svelte.ts";
import { rememberMade } from "../history/remember-made.ts";
import { Expectation } from "../share/expectation.svelte.ts";
import type { ReadLink, ShareLink } from "../share/share-link.ts";
import { Sides, type SideStates } from "../firmware/sides.svelte.ts";
import { MakerClient, type Answer, type Holding } from "../shell/maker-client.ts";
import { faultReport } from "../shell/report.ts";
import { UserPartition } from "../user-partition/user-partition.svelte.ts";
import { Work, type WorkState } from "../shell/work.svelte.ts";

/** A package and where each of its files can be downloaded. */
export interface Offered {
  readonly made: MadePackage;
  /** One for each of `made.files`. */
  readonly urls: readonly string[];
}

/** A result with what the page needs to offer it. */
export interface Made {
  readonly result: MakeResult;
  readonly type: PackageType;
  readonly platform: Platform;
  /** Of the new firmware, e.g. EC600N CNLF; null when not recognised. */
  readonly module: string | null;
  readonly options: MakeOptions;
  /** What it was made of; the old firmware is null where it is not needed. */
  readonly old: File | null;
  readonly new: File;
  /** From the click to the verified package. */
  readonly seconds: number;
  readonly safe: Offered;
  readonly compact: Offered | null;
}

/** The make screen: two files, the choices, and the job. Components show it and call its methods. */
export class Make {
  readonly #client = new MakerClient();
  readonly userPartition = new UserPartition(this.#client, () => this.#rejudge());
  readonly options = new PackageOptions((judgeAgain) => (judgeAgain ? this.#rejudge() : this.#discard()));
  readonly #files = new Sides(this.#client, (side, before) => this.#changed(side, before));
  readonly #work = new Work<MakeProgress, Made>(() => this.#client.end());
  /** The link that the page was opened with. */
  readonly expectation = new Expectation();
  #judgement = $state.raw<Judgement>({ phase: "none" });
  #platform = $state<Platform>("unknown");
  /** Of the user or the address; null follows the proposal of the firmware. */
  #wishedType = $state<PackageType | null>(null);
  #packageClass = $state<PackageClass>("safe");
  /** Address of the package on a server, as it is typed; empty while there is none. */
  packageUrl = $state("");
  #sampleComing = $state<SamplePlatform | null>(null);
  /** Counts changes of what is judged, so that a late judgement of something earlier is recognised. */
  #generation = 0;
  readonly #onDiscard: (() => void)[] = [];

  readonly facts: FirmwareFacts | null = $derived(decidingFacts(this.sides));
  readonly offers: TypeOffers = $derived(
    offersOf(this.#platform, this.facts?.platform === this.#platform ? this.facts : null),
  );
  readonly type: PackageType = $derived(typeInUse(this.#wishedType, this.offers));
  readonly readiness: Readiness = $derived(
    readinessOf({ ...this.sides, judgement: this.judgement, platform: this.#platform, type: this.type }),
  );

  /** The choices as they are now, with the proposals of the firmware where nothing was chosen. */
  readonly optionsInUse: MakeOptions = $derived(
    optionsInUse(this.type, this.options.chosen, {
      new: factsOf(this.sides.new),
      userPartition: this.userPartition.facts,
      linked: this.expectation.names(this.sides),
    }),
  );

  get sides(): SideStates {
    return this.#files.states;
  }
  get judgement(): Judgement {
    const beingChanged = carriesUserPartition(this.type) && this.userPartition.busy;
    return beingChanged && this.#judgement.phase === "judged" ? { phase: "judging" } : this.#judgement;
  }
  get platform(): Platform {
    return this.#platform;
  }
  get recognised(): Platform | null {
    return this.facts?.platform ?? null;
  }
  get wishedType(): PackageType | null {
    return this.#wishedType;
  }
  get packageClass(): PackageClass {
    return this.#packageClass;
  }
  get work(): WorkState<MakeProgress, Made> {
    return this.#work.state;
  }
  get working(): boolean {
    return this.#work.working;
  }
  get sampleComing(): SamplePlatform | null {
    return this.#sampleComing;
  }

  /** The package of the chosen class, as it is offered; null while there is none. */
  get offered(): Offered | null {
    if (this.work.phase !== "done") return null;
    const { safe, compact } = this.work.value;
    return this.#packageClass === "compact" ? (compact ?? safe) : safe;
  }

  /** Opens a link: its choices are taken, and what it is for is expected. */
  takeLink(read: ReadLink): void {
    if (this.working) return;
    this.expectation.take(read);
    this.#follow(read.link);
    this.packageUrl = read.link.url ?? this.packageUrl;
    if (this.expectation.crossed(this.sides)) this.swap();
  }

  /** Back to the choices of the link. */
  followLink(): void {
    if (this.expectation.link !== null && !this.working) this.#follow(this.expectation.link);
  }

  /** The link and its choices are left behind; the files stay. */
  leaveLink(): void {
    if (this.working) return;
    this.expectation.clear();
    this.#wishedType = null;
    this.options.choose(nothingChosen);
  }

  choosePlatform(platform: Platform): void {
    if (platform === this.#platform) return;
    this.#platform = platform;
    // The type may be another one with it.
    this.#rejudge();
  }

  chooseType(type: PackageType): void {
    const before = this.type;
    this.#wishedType = type;
    this.userPartition.dismiss();
    if (this.type !== before) this.#rejudge();
  }

  chooseClass(packageClass: PackageClass): void {
    this.#packageClass = packageClass;
  }

  async open(side: Side, file: File): Promise<void> {
    if (this.working) return;
    const state = await this.#files.open(side, file);
    if (state === null) return;
    if (state.phase === "refused") {
      // Which platform it is may be known even if nothing can be made for it.
      if (state.refusal.code === "platform-unsupported")
        this.#platform = (state.refusal.detail.platform as Platform | "") || "unknown";
      return;
    }
    this.#platform = this.recognised ?? this.#platform;
    if (this.expectation.crossed(this.sides)) {
      this.swap();
      return;
    }
    if (side === "new") this.userPartition.takeFirmware(file);
    await this.#judge();
  }

  /** Two files at once, nobody said which is which: the one that was built later is the new one. */
  async openPair(first: File, second: File): Promise<void> {
    await Promise.all([this.open("old", first), this.open("new", second)]);
    const { old, new: fresh } = this.sides;
    if (old.phase !== "read" || fresh.phase !== "read" || old.file !== first || fresh.file !== second) return;
    if (!this.expectation.knows(this.sides) && isOlder(fresh.facts, old.facts)) this.swap();
  }

  remove(side: Side): void {
    if (!this.working) this.#files.remove(side);
  }

  swap(): void {
    if (this.working) return;
    this.#discard();
    const unread = this.#files.swap();
    this.options.swap();
    const { new: fresh } = this.sides;
    this.userPartition.takeFirmware(fresh.phase === "read" ? fresh.file : null);
    for (const { side, file } of unread) void this.open(side, file);
    void this.#judge();
  }

  async openSample(platform: SamplePlatform): Promise<void> {
    if (this.working || this.#sampleComing !== null) return;
    this.#discard();
    this.#sampleComing = platform;
    const answer = await this.#client.alone.sample(platform);
    this.#sampleComing = null;
    if (answer === null) return;
    if (!answer.ok) {
      this.#work.fail(answer.refusal);
      return;
    }
    const { old, new: fresh } = answer.value;
    await Promise.all([
      this.open("old", new File([old.blob], old.fileName)),
      this.open("new", new File([fresh.blob], fresh.fileName)),
    ]);
  }

  async make(): Promise<void> {
    const holding = this.#holding();
    if (!isReady(this.readiness) || holding === null || this.working) return;
    const { type, optionsInUse: options } = this;
    const platform = this.#platform;
    const module = this.facts?.module ?? null;
    const startedAt = performance.now();
    this.#discard();
    this.userPartition.dismiss();
    this.#packageClass = this.expectation.packageClass;
    const made = await this.#work.run({ stage: "read", subject: "", done: 0 }, async (show) => {
      const answer = await this.#client.with(holding).make(options, show);
      if (!answer?.ok) return answer;
      const result = answer.value;
      const value: Made = {
        result,
        type,
        platform,
        module,
        options,
        old: holding.old,
        new: holding.new,
        seconds: (performance.now() - startedAt) / 1000,
        safe: offer(result.safe),
        compact: result.compact === null ? null : offer(result.compact),
      };
      return { ok: true, value };
    });
    if (made !== null) rememberMade(this, made);
  }

  /** What differs between two files that have been read; null when the worker was ended meanwhile. */
  compare(old: File, fresh: File): Promise<Answer<Comparison>> {
    return this.#client.with({ old, new: fresh, userPartition: null }).compare();
  }

  /** Stops at once: the worker is ended, and the files are opened again when they are needed. */
  cancel(): void {
    if (!this.working) return;
    this.#work.cancel();
    this.userPartition.resume();
  }

  /** Calls once, when what is made now is put away. */
  onceDiscarded(end: () => void): void {
    this.#onDiscard.push(end);
  }

  /** A report about a refusal, with what was chosen. */
  readonly report = (refusal: RefusalValue): string => {
    const userPartition = this.userPartition.facts;
    return faultReport(refusal, {
      old: factsOf(this.sides.old),
      new: factsOf(this.sides.new),
      choices: {
        platform: this.#platform,
        ...this.optionsInUse,
        fileMethods: JSON.stringify(this.options.chosen.fileMethods),
        userPartition: userPartition === null ? "–" : `${userPartition.source}, ${userPartition.bytes} B`,
      },
    });
  };

  #follow({ platform, type, options }: ShareLink): void {
    this.#platform = this.recognised ?? platform ?? this.#platform;
    this.#wishedType = type ?? this.#wishedType;
    // Names come from the link as long as nobody types others, and go with its files.
    this.options.choose({ ...options, versions: nothingChosen.versions });
  }

  /** What the worker needs for a package of the type in use; null while it is not all there. */
  #holding(): (Holding & { readonly new: File }) | null {
    const { old, new: fresh } = this.sides;
    if (fresh.phase !== "read") return null;
    const userPartition = carriesUserPartition(this.type) ? this.userPartition.wanted : null;
    if (!needsOld(this.type)) return { old: null, new: fresh.file, userPartition };
    return old.phase === "read" ? { old: old.file, new: fresh.file, userPartition } : null;
  }

  #changed(side: Side, before: SideState): void {
    this.#discard();
    this.#generation += 1;
    const state = this.sides[side];
    // Names of what was there before; those that were taken over for files still to come stay.
    if (before.phase !== "empty" && !(state.phase !== "empty" && state.file === before.file))
      this.options.nameVersion(side, null);
    if (side === "new" && state.phase !== "read") this.userPartition.takeFirmware(null);
    this.#judgement = { phase: "none" };
  }

  /** Other choices: what was made goes away, and what there is now is judged. */
  #rejudge(): void {
    this.#discard();
    void this.#judge();
  }

  async #judge(): Promise<void> {
    const generation = (this.#generation += 1);
    const holding = this.#holding();
    if (holding === null || this.offers[this.type].allowed === "no") {
      this.#judgement = { phase: "none" };
      return;
    }
    this.#judgement = { phase: "judging" };
    const answer = await this.#client.with(holding).judge(this.optionsInUse);
    if (answer === null || generation !== this.#generation) return;
    const verdict = answer.ok ? answer.value : { refusal: answer.refusal, warnings: [] };
    this.#judgement = { phase: "judged", verdict };
  }

  /** What was made belongs to other files or choices now. */
  #discard(): void {
    if (this.work.phase === "done") {
      const { safe, compact } = this.work.value;
      for (const url of [...safe.urls, ...(compact?.urls ?? [])]) URL.revokeObjectURL(url);
      for (const end of this.#onDiscard.splice(0)) end();
    }
    this.#work.discard();
  }
}

/** By the time of building; by the names where a firmware states none. */
export function isOlder(one: FirmwareFacts, other: FirmwareFacts): boolean {
  if (one.builtAt !== null && other.builtAt !== null) return one.builtAt < other.builtAt;
  return one.fileName.localeCompare(other.fileName, "en", { numeric: true }) < 0;
}

function factsOf(state: SideState): FirmwareFacts | null {
  return state.phase === "read" ? state.facts : null;
}

function offer(made: MadePackage): Offered {
  return { made, urls: made.files.map(({ blob }) => URL.createObjectURL(blob)) };
}
