import type { Findings } from "../../../contract/verification.ts";
import type { Unisoc8910Firmware } from "../firmware/firmware.ts";
import type { Unisoc8910RuleSet } from "../rules.ts";
import { Refusal } from "../../../contract/refusal.ts";
import {
  encodeBulk,
  type EncodedBoth,
  type EncodedBulk,
  type EncodeStage,
  type OldIndexes,
} from "./encode.ts";
import type { FileMethods } from "./file-methods.ts";
import type { PlannedBulk } from "./plan.ts";
import { prove } from "./prove.ts";
import { LONGEST_VERSION, writePackage } from "./writer.ts";

/** Everything a package is made from. */
export interface MakeJob {
  readonly old: Unisoc8910Firmware;
  readonly new: Unisoc8910Firmware;
  readonly ruleSet: Unisoc8910RuleSet;
  /** Left out: all files go by the rules. */
  readonly fileMethods?: FileMethods;
  /** From {@link fitTogether} of the same firmware, rules and file methods. */
  readonly plan: readonly PlannedBulk[];
  /** Of this plan, from {@link indexOldImages}; what is missing is made on the way. */
  readonly indexes?: OldIndexes;
  /** Written into the package; both empty: none. */
  readonly oldVersion: string;
  readonly newVersion: string;
}

/** A package that passed its proof. */
export interface ProvenPackage {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly bulks: readonly EncodedBulk[];
  /** Free bytes that the module's file system must have. */
  readonly freeBytesNeeded: number;
  /** Memory of the boot loader at its highest, in bytes. */
  readonly loaderPeakBytes: number;
  readonly proof: Findings;
}

export interface MadeClasses {
  /** Recovers from a power cut at any moment. */
  readonly safe: ProvenPackage;
  /** Smaller, with the risk of the vendor's tool; null when it would not be smaller. */
  readonly compact: ProvenPackage | null;
}

export interface MakeStep {
  readonly stage: EncodeStage | "assemble" | "prove";
  /** Partition or path; empty when it is the whole. */
  readonly subject: string;
  /** 0 … 1 of the whole job, never falls. */
  readonly done: number;
}

const ENCODE_SHARE = 0.88;
const PROVE_SHARE = 0.1;

/**
 * Makes both classes of a package and proves each.
 * @throws Refusal version-name, proof-failed
 */
export function makePackages(job: MakeJob, onStep: (step: MakeStep) => void = () => undefined): MadeClasses {
  if (job.newVersion !== "" && job.oldVersion === "") {
    throw new Refusal("version-name", { name: job.newVersion, why: "old-missing", limit: LONGEST_VERSION });
  }
  const encoded = encodeAll(job, onStep);
  onStep({ stage: "assemble", subject: "", done: ENCODE_SHARE });
  const hasCompact = encoded.some(({ compact }) => compact !== null);
  const share = PROVE_SHARE / (hasCompact ? 2 : 1);
  const from = ENCODE_SHARE + 0.02;
  const provenClass = (bulks: readonly EncodedBulk[], start: number): ProvenPackage =>
    assembleAndProve(job, bulks, (done) => {
      onStep({ stage: "prove", subject: "", done: start + share * done });
    });
  const safe = provenClass(
    encoded.flatMap((both) => both.safe),
    from,
  );
  const compact = hasCompact
    ? provenClass(
        encoded.flatMap((both) => both.compact ?? both.safe),
        from + share,
      )
    : null;
  onStep({ stage: "prove", subject: "", done: 1 });
  return { safe, compact };
}

function encodeAll({ plan, indexes }: MakeJob, onStep: (step: MakeStep) => void): EncodedBoth[] {
  const weights = plan.map(weightOf);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let before = 0;
  return plan.map((planned, i) => {
    const weight = weights[i] ?? 0;
    const both = encodeBulk(planned, indexes ?? new Map(), (stage, done) => {
      onStep({
        stage,
        subject: planned.kind === "flash" ? planned.id : planned.name,
        done: (ENCODE_SHARE * (before + weight * done)) / total,
      });
    });
    before += weight;
    return both;
  });
}

/** Work grows with the bytes of the new image; blocked files are encoded in both classes. */
function weightOf(planned: PlannedBulk): number {
  switch (planned.kind) {
    case "remove":
      return 1;
    case "blocked":
      return 2 * planned.new.length + 1;
    case "flash":
    case "plain":
    case "insert":
      return planned.new.length + 1;
  }
}

function assembleAndProve(
  job: MakeJob,
  bulks: readonly EncodedBulk[],
  onProgress: (done: number) => void,
): ProvenPackage {
  const tmpFileSize = Math.max(0, ...bulks.map(({ temporaryBytes }) => temporaryBytes));
  const { oldVersion, newVersion } = job;
  const bytes = writePackage({
    oldVersion,
    newVersion,
    tmpFileSize,
    blockCount: bulks.reduce((sum, { steps }) => sum + steps, 0),
    bulks: bulks.map(({ bulk }) => bulk),
  });
  const current = oldVersion === "" && newVersion === "" ? null : oldVersion;
  const proof = prove(bytes, job, current, onProgress);
  return {
    bytes,
    bulks,
    freeBytesNeeded: tmpFileSize + 4096,
    loaderPeakBytes: loaderPeak(bytes.length, job.plan, bulks),
    proof,
  };
}

/** Probabilities of an LZMA decoder, 2 bytes each, at the largest lc + lp that the encoder uses (4). */
const LZMA_PROBABILITIES = 2 * (1846 + (768 << 4));

/** Work memory of the loader's LZMAR compressor, which writes the parts of a blocked file. */
const COMPRESSOR = 245_904 + 65_536 + 2 * 1_536 + 536_584;

/**
 * Package, largest bundle, decoder, a block, and a blocked file in old and new with what compresses it
 * (docs/formats/rdaota02.md#what-the-module-does).
 */
function loaderPeak(packBytes: number, plan: readonly PlannedBulk[], bulks: readonly EncodedBulk[]): number {
  const largest = (sizes: readonly number[]): number => Math.max(0, ...sizes);
  const blockedFiles = plan.map((planned) =>
    planned.kind === "blocked"
      ? Math.max(planned.old.length, planned.new.length) + planned.partSize + 8192 + COMPRESSOR
      : 0,
  );
  return (
    packBytes +
    largest(bulks.map(({ rawBytes }) => rawBytes)) +
    LZMA_PROBABILITIES +
    largest(bulks.map(({ temporaryBytes }) => temporaryBytes)) +
    largest(blockedFiles)
  );
}
