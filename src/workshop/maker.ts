/**
 * What the maker worker does, free of worker machinery: it keeps the firmware files that are open and turns
 * refusals into values.
 */
import { compareFirmware } from "../difference/compare.ts";
import { typesTaken } from "../platforms/asr/firmware/updater.ts";
import { factsOf } from "./firmware-facts.ts";
import { type OpenedFirmware, openFirmware } from "./open-firmware.ts";
import { writeZip } from "../codecs/zip/writer.ts";
import { allowedTypes, moduleLabel, recogniseModule } from "../modules/catalogue.ts";
import { ignoredFiles, proposeUnisoc8910RuleSet } from "../platforms/unisoc/rules.ts";
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
import { as8910, asAsr, bytesOf, outcome, valueOf } from "./opened.ts";
import type { PackageJob } from "../platforms/package-job.ts";
import type { Release, ReleaseOrder } from "../contract/release.ts";
import { packRelease } from "./release.ts";
import { asrDiffJob } from "../platforms/asr/fota-all/prepare.ts";
import { asrFullJob } from "../platforms/asr/fbf/prepare.ts";
import { asrMiniJob } from "../platforms/asr/mini/prepare.ts";
import { samplePairOf } from "./samples.ts";
import { unisoc8910Job } from "../platforms/unisoc/rdaota02/prepare.ts";
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
  readonly #opened = new Map<Side, OpenedFirmware>();
  readonly #identities = new Map<Side, Identity>();
  readonly #userPartition = new UserPartitionInUse();
  /** Prepared from what is open now, for these options. */
  #prepared: { readonly key: string; readonly job: PackageJob } | null = null;

  open(side: Side, file: Blob, fileName: string): Promise<Outcome<FirmwareFacts>> {
    return outcome("open", async () => {
      this.#forget(side);
      const opened = openFirmware(fileName, await bytesOf(file, fileName));
      const facts = allFactsOf(opened);
      this.#opened.set(side, opened);
      this.#identities.set(side, facts);
      if (side === "new") this.#userPartition.takeFirmware(opened.asr);
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
      return compareFirmware(old, next);
    });
  }

  userPartition(): Promise<Outcome<UserPartitionFacts | null>> {
    return outcome("userPartition", () => this.#userPartition.facts());
  }

  replaceUserPartition(file: Blob | null, fileName: string): Promise<Outcome<UserPartitionFacts | null>> {
    return outcome("replaceUserPartition", async () => {
      const bytes = file === null ? null : await bytesOf(file, fileName);
      this.#prepared = null;
      this.#userPartition.replace(bytes, fileName);
      return this.#userPartition.facts();
    });
  }

  changeUserFiles(changes: readonly UserFileChange[]): Promise<Outcome<UserPartitionFacts>> {
    return outcome("changeUserFiles", async () => {
      const contents = await Promise.all(
        changes.map(async (change) =>
          change.kind === "put" ? await bytesOf(change.contents, change.path) : null,
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
    return outcome("sample", () => samplePairOf(platform));
  }

  inspect(file: Blob, fileName: string): Promise<Outcome<Inspection>> {
    return outcome("inspect", async () => {
      const bytes = await bytesOf(file, fileName);
      return (
        inspectFile(fileName, bytes) ?? { kind: "firmware", facts: allFactsOf(openFirmware(fileName, bytes)) }
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
        bytes: await bytesOf(blob, fileName),
      }));
      const open = { old: this.#opened.get("old") ?? null, new: this.#opened.get("new") ?? null };
      return verifyAgainst(await Promise.all(all), open, throttled(onProgress));
    });
  }

  tryPowerCuts(
    { blob, fileName }: PackageFile,
    wanted: CutsWanted,
    onProgress: (done: number) => void,
  ): Promise<Outcome<PowerCutReport>> {
    return outcome("tryPowerCuts", async () => {
      const pack = { file: fileName, bytes: await bytesOf(blob, fileName) };
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
      return { refusal: null, warnings: this.#jobFor(options).warnings };
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
    if (options.type === "full")
      return asrFullJob(asAsr(next), this.#userPartition.replacementOrNull(), options);
    const old = this.#opened.get("old");
    if (old === undefined) throw new Error("the old firmware must be open");
    if (old.platform !== next.platform) {
      throw new Refusal("different-platform", { old: old.platform, new: next.platform });
    }
    if (options.type === "mini") {
      const image = options.withUserPartition ? this.#userPartition.image() : null;
      return asrMiniJob(asAsr(old), asAsr(next), image);
    }
    if (next.platform === "asr") return asrDiffJob(asAsr(old), asAsr(next), options);
    return unisoc8910Job(as8910(old), as8910(next), options);
  }
}

function allFactsOf(opened: OpenedFirmware): FirmwareFacts {
  const { asr, unisoc8910, platform, innerName, wrapping, fileName } = opened;
  const application = unisoc8910?.flash.find(({ id }) => id === "APPIMG");
  const ruleSet = unisoc8910 === null ? null : proposeUnisoc8910RuleSet(application?.address ?? null);
  const flashMiB = asr?.flashMiB ?? null;
  const updater = asr?.updater ?? null;
  const module = recogniseModule([innerName, ...[...wrapping].reverse(), fileName], platform, flashMiB);
  return {
    ...factsOf(opened),
    ruleSet,
    ignoredFiles: ruleSet === null ? [] : ignoredFiles(ruleSet),
    module: module === null ? null : moduleLabel(module),
    types: allowedTypes(platform, module, flashMiB, updater === null ? null : typesTaken(updater)),
  };
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
