/**
 * What the maker worker does, free of worker machinery: it keeps the firmware files that are open and turns
 * refusals into values.
 */
import { compareFirmware } from "./comparison.ts";
import { platformOf, platforms, type Registry } from "../platforms/index.ts";
import type { Opened } from "../platforms/platform.ts";
import { formatToMake } from "./formats.ts";
import { factsOf } from "./firmware-facts.ts";
import { writeZip } from "../codecs/zip/writer.ts";
import { distinctVersions, type Identity } from "../platforms/package-file-name.ts";
import { isRefusal, Refusal } from "../contract/refusal.ts";
import type { ArchiveEntry } from "../contract/archive.ts";
import type { Comparison } from "../contract/comparison.ts";
import { inspectFile } from "./inspect.ts";
import type {
  FirmwareFacts,
  Inspection,
  MakeOptions,
  MakeProgress,
  MakerApi,
  MakeResult,
  Outcome,
  PairVerdict,
  SamplePair,
  SamplePlatform,
  Side,
  UserFileChange,
  UserPartitionFacts,
} from "../contract/maker.ts";
import { bytesOf, outcome, valueOf } from "./opened.ts";
import type { PackageJob } from "../platforms/package-job.ts";
import { nameWarnings, ofSameModule } from "./pair-by-name.ts";
import {
  openNamed,
  readFile,
  readUserFile,
  refuseInFirmwarePlace,
  refuseInUserPartitionPlace,
} from "./read-file.ts";
import type { Release, ReleaseOrder } from "../contract/release.ts";
import { packRelease } from "./release.ts";
import { samplePairOf } from "./samples.ts";
import { UserPartitionInUse } from "./user-partition.ts";
import type {
  CutsWanted,
  PackageFile,
  PowerCutReport,
  Verification,
  VerificationProgress,
} from "../contract/verification.ts";
import { powerCutsOf, verifyAgainst } from "./verification.ts";

/** Times a second that progress crosses to the page. */
const REPORTS_PER_SECOND = 20;

export class Maker implements MakerApi {
  readonly #registry: Registry;
  readonly #opened = new Map<Side, Opened>();
  readonly #identities = new Map<Side, Identity>();
  readonly #userPartition = new UserPartitionInUse();
  /** Prepared from what is open now, for these options. */
  #prepared: { readonly key: string; readonly job: PackageJob } | null = null;

  constructor(registry: Registry = platforms) {
    this.#registry = registry;
  }

  open(side: Side, file: Blob, fileName: string): Promise<Outcome<FirmwareFacts>> {
    return outcome("open", async () => {
      this.#forget(side);
      const bytes = await readFile(file, fileName);
      refuseInFirmwarePlace(fileName, bytes);
      const opened = openNamed(fileName, bytes, this.#registry);
      const facts = factsOf(opened, this.#registry);
      this.#opened.set(side, opened);
      this.#identities.set(side, facts);
      if (side === "new") {
        const image = platformOf(opened, this.#registry).userPartition(opened);
        this.#userPartition.takeFirmware({ fileName: opened.innerName, image });
      }
      return facts;
    });
  }

  close(side: Side): Promise<void> {
    this.#forget(side);
    return Promise.resolve();
  }

  judge(options: MakeOptions): Promise<Outcome<PairVerdict>> {
    return outcome("judge", () => {
      const verdict = this.#verdictOn(options);
      // Nobody should have to wait for it after the click.
      if (verdict.refusal === null) this.#jobFor(options).prepare?.();
      return verdict;
    });
  }

  fits(options: MakeOptions): Promise<Outcome<PairVerdict>> {
    return outcome("fits", () => this.#verdictOn(options));
  }

  make(options: MakeOptions, onProgress: (progress: MakeProgress) => void): Promise<Outcome<MakeResult>> {
    return outcome("make", () => {
      const written = { old: options.oldVersion, new: options.newVersion };
      // Names of files go by the versions that were seen, even if the package names none.
      const shownOf = (side: Side): Identity => {
        const { version = "", sha256 = "" } = this.#identities.get(side) ?? {};
        return { version: written[side] || version, sha256 };
      };
      const shown = distinctVersions(shownOf("old"), shownOf("new"));
      return this.#jobFor(options).make({ written, shown }, throttled(onProgress));
    });
  }

  compare(): Promise<Outcome<Comparison>> {
    return outcome("compare", () => {
      const [old, next] = [this.#opened.get("old"), this.#opened.get("new")];
      if (old === undefined || next === undefined) throw new Error("both firmwares must be open");
      return compareFirmware(old, next, this.#registry);
    });
  }

  userPartition(): Promise<Outcome<UserPartitionFacts | null>> {
    return outcome("userPartition", () => this.#userPartition.facts());
  }

  replaceUserPartition(file: Blob | null, fileName: string): Promise<Outcome<UserPartitionFacts | null>> {
    return outcome("replaceUserPartition", async () => {
      const bytes = file === null ? null : await readFile(file, fileName);
      if (bytes !== null) refuseInUserPartitionPlace(fileName, bytes);
      this.#prepared = null;
      this.#userPartition.replace(bytes, fileName);
      return this.#userPartition.facts();
    });
  }

  changeUserFiles(changes: readonly UserFileChange[]): Promise<Outcome<UserPartitionFacts>> {
    return outcome("changeUserFiles", async () => {
      const contents = await Promise.all(
        changes.map(async (change) =>
          change.kind === "put" ? await readUserFile(change.contents, change.path) : null,
        ),
      );
      this.#prepared = null;
      return this.#userPartition.change(changes, contents);
    });
  }

  userFile(path: string): Promise<Outcome<Blob>> {
    return outcome("userFile", () => new Blob([this.#userPartition.file(path)]));
  }

  userPartitionImage(): Promise<Outcome<Blob>> {
    return outcome("userPartitionImage", () => new Blob([this.#userPartition.image()]));
  }

  userFilesArchive(): Promise<Outcome<Blob>> {
    return outcome("userFilesArchive", () => new Blob([this.#userPartition.archive()]));
  }

  sample(platform: SamplePlatform): Promise<Outcome<SamplePair>> {
    return outcome("sample", () => samplePairOf(platform, this.#registry));
  }

  inspect(file: Blob, fileName: string): Promise<Outcome<Inspection>> {
    return outcome("inspect", async () => {
      const bytes = await readFile(file, fileName);
      return (
        inspectFile(fileName, bytes, this.#registry) ?? {
          kind: "firmware",
          facts: factsOf(openNamed(fileName, bytes, this.#registry), this.#registry),
        }
      );
    });
  }

  release(order: ReleaseOrder): Promise<Outcome<Release>> {
    return outcome("release", () => packRelease(order));
  }

  verify(
    files: readonly PackageFile[],
    onProgress: (progress: VerificationProgress) => void,
  ): Promise<Outcome<Verification>> {
    return outcome("verify", async () => {
      const all = files.map(async ({ blob, fileName }) => ({
        file: fileName,
        bytes: await readFile(blob, fileName),
      }));
      const open = { old: this.#opened.get("old") ?? null, new: this.#opened.get("new") ?? null };
      return verifyAgainst(await Promise.all(all), open, throttled(onProgress), this.#registry);
    });
  }

  tryPowerCuts(
    { blob, fileName }: PackageFile,
    wanted: CutsWanted,
    onProgress: (done: number) => void,
  ): Promise<Outcome<PowerCutReport>> {
    return outcome("tryPowerCuts", async () => {
      const pack = { file: fileName, bytes: await readFile(blob, fileName) };
      const report = throttled<{ stage: null; done: number }>(({ done }) => onProgress(done));
      return powerCutsOf(pack, this.#opened.get("old") ?? null, wanted, (done) =>
        report({ stage: null, done }),
      );
    });
  }

  zip(entries: readonly ArchiveEntry[]): Promise<Outcome<Blob>> {
    return outcome("zip", async () => {
      const files = entries.map(async ({ name, blob }) => [name, await bytesOf(blob, name)] as const);
      return new Blob([writeZip(new Map(await Promise.all(files)))], { type: "application/zip" });
    });
  }

  #verdictOn(options: MakeOptions): PairVerdict {
    try {
      const { warnings, whenNamed = [] } = this.#jobFor(options);
      const named = options.oldVersion !== "" || options.newVersion !== "";
      return { refusal: null, warnings: named ? [...warnings, ...whenNamed] : warnings };
    } catch (error) {
      if (isRefusal(error)) return { refusal: valueOf(error), warnings: [] };
      throw error;
    }
  }

  #forget(side: Side): void {
    this.#opened.delete(side);
    this.#identities.delete(side);
    this.#prepared = null;
    if (side === "new") this.#userPartition.takeFirmware(null);
  }

  #jobFor(options: MakeOptions): PackageJob {
    const { type, ruleSet, apps, cutErased, withUserPartition, fileMethods } = options;
    const key = JSON.stringify([type, ruleSet, apps, cutErased, withUserPartition, fileMethods]);
    if (this.#prepared?.key !== key) this.#prepared = { key, job: this.#prepare(options) };
    return this.#prepared.job;
  }

  #prepare(options: MakeOptions): PackageJob {
    const next = this.#opened.get("new");
    if (next === undefined) throw new Error("the new firmware must be open");
    const old = this.#opened.get("old") ?? null;
    const format = formatToMake(next, options.type, this.#registry);
    if (!format.traits.needsOld) return format.prepare({ old: null, next }, options, this.#userPartition);
    if (old === null) throw new Error("the old firmware must be open");
    if (old.platform !== next.platform) {
      throw new Refusal("different-platform", { old: old.platform, new: next.platform });
    }
    const job = ofSameModule(
      old,
      next,
      () => format.prepare({ old, next }, options, this.#userPartition),
      this.#registry,
    );
    return { ...job, warnings: [...nameWarnings(old, next, this.#registry), ...job.warnings] };
  }
}

/** Passes on the first and the last report of each stage, and the others at a rate that the page can draw. */
function throttled<P extends { readonly stage: string | null; readonly done: number }>(
  onProgress: (progress: P) => void,
): (progress: P) => void {
  let lastTime = -Infinity;
  let lastStage: P["stage"] | undefined;
  return (progress) => {
    const now = performance.now();
    const due = now - lastTime >= 1000 / REPORTS_PER_SECOND;
    if (!due && progress.stage === lastStage && progress.done < 1) return;
    lastTime = now;
    lastStage = progress.stage;
    onProgress(progress);
  };
}
