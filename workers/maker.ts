/**
 * What the maker worker does, free of worker machinery: it keeps the two firmware files that are open and turns
 * refusals into values.
 */
import { digests } from "../src/checksum/digest.ts";
import { factsOf } from "../src/firmware/firmware-facts.ts";
import { type OpenedFirmware, openFirmware } from "../src/firmware/open-firmware.ts";
import { proposeUnisoc8910RuleSet, UNISOC8910_RULE_SETS } from "../src/modules/unisoc8910-rules.ts";
import { indexOldImages, type OldIndexes } from "../src/packages/rdaota02/encode.ts";
import { type Fit, fitTogether, type Opened8910 } from "../src/packages/rdaota02/fit.ts";
import { inspectPackage } from "../src/packages/rdaota02/inspect.ts";
import { makePackages, type ProvenPackage } from "../src/packages/rdaota02/make.ts";
import { packageFileName } from "../src/packages/rdaota02/package-file-name.ts";
import { isPackage } from "../src/packages/rdaota02/reader.ts";
import { isRefusal, Refusal, type RefusalValue } from "../src/refusal.ts";
import { samplePair } from "../src/sample/unisoc8910-sample.ts";
import type {
  FirmwareFacts,
  Inspection,
  MadePackage,
  MakeOptions,
  MakeProgress,
  MakerApi,
  MakeResult,
  Outcome,
  PackageBulk,
  PackageClass,
  PairVerdict,
  RuleSetId,
  SamplePair,
  Side,
} from "./maker-api.ts";

/** Times a second that progress crosses to the page. */
const REPORTS_PER_SECOND = 20;

export class Maker implements MakerApi {
  readonly #opened = new Map<Side, OpenedFirmware>();
  readonly #versions = new Map<Side, string>();
  /** Of the pair as it is open now. */
  #fit: { readonly ruleSet: RuleSetId; readonly fit: Fit; readonly indexes: OldIndexes } | null = null;

  open(side: Side, file: Blob, fileName: string): Promise<Outcome<FirmwareFacts>> {
    return outcome("open", async () => {
      this.#forget(side);
      const opened = openFirmware(fileName, await bytesOf(file, fileName));
      const facts = allFactsOf(opened);
      this.#opened.set(side, opened);
      this.#versions.set(side, facts.version);
      return facts;
    });
  }

  close(side: Side): Promise<void> {
    this.#forget(side);
    return Promise.resolve();
  }

  judge(ruleSet: RuleSetId): Promise<Outcome<PairVerdict>> {
    return outcome("judge", () => {
      try {
        return { refusal: null, warnings: this.#fitOf(ruleSet).fit.warnings };
      } catch (error) {
        if (isRefusal(error)) return { refusal: valueOf(error), warnings: [] };
        throw error;
      }
    });
  }

  make(options: MakeOptions, onProgress: (progress: MakeProgress) => void): Promise<Outcome<MakeResult>> {
    return outcome("make", () => {
      const { old, next } = this.#pair();
      const { fit, indexes } = this.#fitOf(options.ruleSet);
      const { plan } = fit;
      const job = {
        old: old.unisoc8910,
        new: next.unisoc8910,
        ruleSet: UNISOC8910_RULE_SETS[options.ruleSet],
        plan,
        indexes,
        oldVersion: options.oldVersion,
        newVersion: options.newVersion,
      };
      // Names of files go by the versions that were seen, even if the package names none.
      const oldName = options.oldVersion || (this.#versions.get("old") ?? "");
      const newName = options.newVersion || (this.#versions.get("new") ?? "");
      const { safe, compact } = makePackages(job, throttled(onProgress));
      const named = (made: ProvenPackage, packageClass: PackageClass): MadePackage =>
        madePackage(made, packageClass, packageFileName(oldName, newName, packageClass));
      return {
        safe: named(safe, "safe"),
        compact: compact === null ? null : named(compact, "compact"),
        fullImageBytes: plan.reduce((sum, bulk) => sum + ("new" in bulk ? bulk.new.length : 0), 0),
      };
    });
  }

  sample(): Promise<Outcome<SamplePair>> {
    return outcome("sample", () => {
      const pair = samplePair();
      const asFile = ({ fileName, bytes }: (typeof pair)["old"]): SamplePair["old"] => ({
        fileName,
        blob: new Blob([bytes]),
      });
      return { old: asFile(pair.old), new: asFile(pair.new) };
    });
  }

  inspect(file: Blob, fileName: string): Promise<Outcome<Inspection>> {
    return outcome("inspect", async () => {
      const bytes = await bytesOf(file, fileName);
      if (isPackage(bytes)) return inspectPackage(fileName, bytes);
      return { kind: "firmware", facts: allFactsOf(openFirmware(fileName, bytes)) };
    });
  }

  #forget(side: Side): void {
    this.#opened.delete(side);
    this.#fit = null;
  }

  #pair(): { old: Opened8910; next: Opened8910 } {
    const old = this.#opened.get("old");
    const next = this.#opened.get("new");
    if (old === undefined || next === undefined) throw new Error("both files must be open");
    if (old.platform !== next.platform) {
      throw new Refusal("different-platform", { old: old.platform, new: next.platform });
    }
    return { old: as8910(old), next: as8910(next) };
  }

  #fitOf(ruleSet: RuleSetId): { readonly fit: Fit; readonly indexes: OldIndexes } {
    if (this.#fit?.ruleSet !== ruleSet) {
      const { old, next } = this.#pair();
      const fit = fitTogether(old, next, UNISOC8910_RULE_SETS[ruleSet]);
      this.#fit = { ruleSet, fit, indexes: indexOldImages(fit.plan) };
    }
    return this.#fit;
  }
}

function allFactsOf(opened: OpenedFirmware): FirmwareFacts {
  const application = opened.unisoc8910?.flash.find(({ id }) => id === "APPIMG");
  const ruleSet = opened.unisoc8910 === null ? null : proposeUnisoc8910RuleSet(application?.address ?? null);
  return { ...factsOf(opened), ruleSet };
}

function as8910(opened: OpenedFirmware): Opened8910 {
  const { unisoc8910 } = opened;
  if (unisoc8910 === null) {
    throw new Refusal("platform-unsupported", { file: opened.fileName, platform: opened.platform });
  }
  return { ...opened, unisoc8910 };
}

function madePackage(made: ProvenPackage, packageClass: PackageClass, fileName: string): MadePackage {
  const { proof, freeBytesNeeded, loaderPeakBytes } = made;
  return {
    packageClass,
    fileName,
    blob: new Blob([made.bytes]),
    bytes: made.bytes.length,
    ...digests(made.bytes),
    bulks: made.bulks.map(({ bulk, target, newSize, steps, order, packedBytes }): PackageBulk => ({
      kind: bulk.kind,
      target,
      oldSize: bulk.kind === "insert" ? 0 : bulk.oldSize,
      newSize,
      packedBytes,
      blocks: steps,
      order,
    })),
    proof: { ...proof, freeBytesNeeded, loaderPeakBytes },
  };
}

async function bytesOf(file: Blob, fileName: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    // Moved, changed or on a drive that is gone since it was chosen.
    throw new Refusal("file-unreadable", { file: fileName });
  }
}

/** Passes on the first and the last report of each stage, and the others at a rate that the page can draw. */
function throttled(onProgress: (progress: MakeProgress) => void): (progress: MakeProgress) => void {
  let lastTime = -Infinity;
  let lastStage: MakeProgress["stage"] | null = null;
  return (progress) => {
    const now = performance.now();
    const due = now - lastTime >= 1000 / REPORTS_PER_SECOND;
    if (!due && progress.stage === lastStage && progress.done < 1) return;
    lastTime = now;
    lastStage = progress.stage;
    onProgress(progress);
  };
}

/** Refusals as values; whatever else is thrown is a fault of the app and crosses as an error. */
async function outcome<T>(stage: keyof MakerApi, work: () => T | Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (isRefusal(error)) return { ok: false, refusal: valueOf(error) };
    if (error instanceof RangeError && /allocation|array length/i.test(error.message)) {
      return { ok: false, refusal: { code: "out-of-memory", detail: { stage } } };
    }
    throw error;
  }
}

function valueOf(refusal: Refusal): RefusalValue {
  return { code: refusal.code, detail: refusal.detail } as RefusalValue;
}
