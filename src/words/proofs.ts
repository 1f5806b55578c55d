/**
 * What was established of a package, in words: for the page, reports, the documents of a release and rehearsals alike.
 * Each statement follows from what was compared.
 */
import { traitsFor } from "../contract/formats.ts";
import type { Findings } from "../contract/verification.ts";
import type { PackageType } from "../contract/maker.ts";
import type { proofsZh } from "./zh/proofs.ts";
import { exactSize } from "./format.ts";

/** More names than this make no sentence. */
const MOST_NAMED = 20;

/** ASR: the partition of the scripts. */
const USER_PARTITION = "customer_fs";

export type ProofWords = typeof proofsZh;

/** What is as it should be, a sentence without its end each; empty when nothing was compared. */
export function provedLines(words: ProofWords, { compared, chosen }: Findings): string[] {
  const { partitions, flashBytes, decompressed, files, sameFiles, steps } = compared;
  const names = namesOf(words, partitions);
  return [
    ...(steps > 0 ? [words.steps(steps)] : []),
    ...(flashBytes > 0 ? [words[decompressed ? "decompressed" : "flash"](names, exactSize(flashBytes))] : []),
    ...(files > 0 ? [words.files(files)] : []),
    ...(sameFiles > 0 ? [words.sameFiles(sameFiles)] : []),
    ...(chosen !== null && chosen.partition !== null
      ? [words.chosenPartition(chosen.partition, exactSize(chosen.flashBytes), chosen.files)]
      : []),
  ];
}

/** What is not as in the new firmware because it was chosen so; null when there is nothing. */
export function chosenLine(words: ProofWords, { chosen }: Findings): string | null {
  if (chosen === null || chosen.places.length === 0) return null;
  return words.chosenPlaces(namesOf(words, chosen.places));
}

export interface PlacesLeftAlone {
  /** Old and new firmware differ there. */
  readonly differing: readonly string[];
  readonly same: readonly string[];
  /** Not compared. */
  readonly unknown: readonly string[];
}

export function placesLeftAlone({ uncovered }: Pick<Findings, "uncovered">): PlacesLeftAlone {
  const places = (differs: boolean | null): string[] =>
    uncovered.filter((one) => one.differs === differs).map(({ place }) => place);
  return { differing: places(true), same: places(false), unknown: places(null) };
}

/** What the package leaves alone, a line each: every place that differs by its name. */
export function leftAloneLines(words: ProofWords, findings: Pick<Findings, "uncovered">): string[] {
  const { differing, same, unknown } = placesLeftAlone(findings);
  const all = (places: readonly string[]): string => words.names(places, 0);
  return [
    ...(differing.length > 0
      ? [words.leftAlone.sentence(words.leftAlone.differs(differing.length), all(differing))]
      : []),
    ...(unknown.length > 0 ? [words.leftAlone.unknown(all(unknown))] : []),
    ...(same.length > 0 ? [words.leftAlone.same(all(same))] : []),
  ];
}

/** The places that differ, in few words and each by its name; null when there are none. */
export function leftAloneShort(words: ProofWords, findings: Pick<Findings, "uncovered">): string | null {
  const { differing } = placesLeftAlone(findings);
  return differing.length === 0 ? null : words.leftAlone.short(words.names(differing, 0));
}

/** Whether the package brings the partition of the scripts. */
export function replacesScripts({ compared, chosen }: Pick<Findings, "compared" | "chosen">): boolean {
  return chosen?.partition === USER_PARTITION || compared.partitions.includes(USER_PARTITION);
}

/** What becomes of the scripts on a module; null for packages that have nothing to do with scripts. */
export function scriptsLine(words: ProofWords, type: PackageType, findings: Findings): string | null {
  if (traitsFor("unknown", type).userPartition === "no") return null;
  if (!replacesScripts(findings)) return words.scripts.none;
  return words.scripts.all(findings.chosen?.files ?? findings.compared.files);
}

function namesOf(words: ProofWords, names: readonly string[]): string {
  return words.names(names.slice(0, MOST_NAMED), Math.max(0, names.length - MOST_NAMED));
}
