/** The report of what was verified: plain text, in the language of the page. Pure; the page gives date and words. */
import type { Dictionary } from "../../words/index.ts";
import type { FormatId } from "../../contract/formats.ts";
import type { FirmwareFacts, PackageType, Side } from "../../contract/maker.ts";
import type { Findings, PowerCutReport, Verification } from "../../contract/verification.ts";
import {
  chosenLine,
  placesLeftAlone,
  provedLines,
  scriptsLine,
  type ProofWords,
} from "../../words/proofs.ts";

export interface ReportedFile {
  readonly fileName: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly md5: string;
}

export interface ReportedFirmware extends ReportedFile {
  readonly version: string;
}

export interface VerificationReport {
  /** Of the app. */
  readonly release: string;
  readonly date: Date;
  readonly kind: Verification["kind"];
  /** Files of the package. */
  readonly files: readonly ReportedFile[];
  /** Version names inside; null where the format has none, empty where none were written. */
  readonly versions: Readonly<Record<Side, string>> | null;
  /** null: had no part in it. */
  readonly firmware: Readonly<Record<Side, ReportedFirmware | null>>;
  /** The rest is in words, a line each. */
  readonly verdict: readonly string[];
  readonly proved: readonly string[];
  readonly differences: readonly string[];
  readonly uncovered: readonly string[];
  readonly powerCuts: readonly string[];
  readonly hazards: readonly string[];
}

type ReportWords = Dictionary["verification"]["report"];

/** Lines end in "\n". */
export function reportText(all: Dictionary["verification"], report: VerificationReport): string {
  const words = all.report;
  const { sections } = words;
  const list = (lines: readonly string[]): string[] => lines.map((line) => `- ${line}`);
  const section = (name: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ["", name, ...lines];
  const versions = report.versions === null ? [] : [words.versions(report.versions.old, report.versions.new)];
  const lines = [
    words.heading,
    words.app(report.release),
    words.made(localTime(report.date)),
    ...section(sections.verdict, report.verdict),
    ...section(sections.pack, [
      words.type(all.kinds[report.kind]),
      ...versions,
      ...report.files.flatMap((file) => fileLines(words, file)),
    ]),
    ...section(
      sections.firmware,
      (["old", "new"] as const).flatMap((side) => firmwareLines(words, side, report.firmware[side])),
    ),
    ...section(sections.proved, list(report.proved)),
    ...section(sections.differences, list(report.differences)),
    ...section(sections.uncovered, list(report.uncovered)),
    ...section(sections.powerCuts, report.powerCuts.length === 0 ? [words.noCuts] : report.powerCuts),
    ...section(sections.hazards, report.hazards.length === 0 ? [words.noHazards] : list(report.hazards)),
    ...section(sections.limits, list([...words.limits.all, ...words.limits[report.kind]])),
  ];
  return `${lines.join("\n")}\n`;
}

function fileLines(words: ReportWords, { fileName, bytes, sha256, md5 }: ReportedFile): string[] {
  return [words.file(fileName, bytes), `  SHA-256  ${sha256}`, `  MD5      ${md5}`];
}

function firmwareLines(words: ReportWords, side: Side, firmware: ReportedFirmware | null): string[] {
  const name = `${words.side[side]}${words.colon}`;
  if (firmware === null) return [`${name}${words.none}`];
  const [file = "", ...hashes] = fileLines(words, firmware);
  return [
    `${name}${file}`,
    ...(firmware.version === "" ? [] : [`  ${words.version(firmware.version)}`]),
    ...hashes,
  ];
}

/** "2025-11-25 21:30 +08:00": as the reader's clock has it, and where that is. */
export function localTime(date: Date): string {
  const offset = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + offset * 60_000).toISOString();
  const two = (value: number): string => String(value).padStart(2, "0");
  const zone = `${offset < 0 ? "-" : "+"}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  return `${local.slice(0, 10)} ${local.slice(11, 16)} ${zone}`;
}

export function reportedFirmware(facts: FirmwareFacts | null): ReportedFirmware | null {
  if (facts === null) return null;
  const { fileName, bytes, sha256, md5, version } = facts;
  return { fileName, bytes, sha256, md5, version };
}

/** What is known of how modules go on after power cuts, beside what was tried; null where there is nothing to say. */
export function powerCutNote(words: Dictionary["verification"], kind: FormatId): string | null {
  const notes: Partial<Record<FormatId, string>> = words.powerCuts.notes;
  return notes[kind] ?? null;
}

/** What is known of power cuts, a line each; empty when none were tried. */
export function powerCutLines(words: Dictionary["verification"], cuts: PowerCutReport | null): string[] {
  if (cuts === null) return [];
  const { powerCuts } = words;
  if (cuts.failureCount === 0) return [powerCuts.recovered(cuts)];
  const rest = cuts.failureCount - cuts.failures.length;
  return [
    powerCuts.failed(cuts),
    ...cuts.failures.map((failure) => `- ${powerCuts.failure(failure)}`),
    ...(rest > 0 ? [`- ${powerCuts.more(rest)}`] : []),
  ];
}

export function differenceLines(words: Dictionary["verification"], verification: Verification): string[] {
  const { differences, differenceCount } = verification;
  const rest = differenceCount - differences.length;
  return [
    ...differences.map((difference) => words.difference(difference)),
    ...(rest > 0 ? [words.moreDifferences(rest)] : []),
  ];
}

/** Verdict of a package that was made here. */
export function madeVerdict(words: Dictionary["verification"], findings: Findings): string[] {
  return [words.report.madeVerdict, ...(leavesOut(findings) ? [words.report.madePartly] : [])];
}

function leavesOut(findings: Findings): boolean {
  return placesLeftAlone(findings).differing.length > 0;
}

/** What is said of a package that was made here as proved. */
export function madeProved(words: ProofWords, type: PackageType, findings: Findings): string[] {
  const chosen = chosenLine(words, findings);
  const scripts = scriptsLine(words, type, findings);
  return [
    ...provedLines(words, findings),
    ...(chosen === null ? [] : [chosen]),
    ...(scripts === null ? [] : [scripts]),
  ];
}

/** Title of the verdict: a package may apply and still leave out part of the new firmware. */
export function verdictOf(verification: Verification): keyof Dictionary["verification"]["verdicts"] {
  return verification.verdict === "applies" && leavesOut(verification) ? "partly" : verification.verdict;
}
