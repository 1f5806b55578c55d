/**
 * What was established of a package, in words: for the page, reports, the documents of a release and rehearsals alike.
 * Each statement follows from what was compared.
 */
import type { Findings } from "../contract/verification.ts";
import type { PackageType } from "../contract/maker.ts";
import type { Language } from "./dictionary.ts";
import { count, exactSize } from "./format.ts";

/** More names than this make no sentence. */
const MOST_NAMED = 20;

/** ASR: the partition of the scripts. */
const USER_PARTITION = "customer_fs";

const zh = {
  names: (names: readonly string[], more: number) =>
    `${names.join("、")}${more > 0 ? `，另有 ${count(more)} 个` : ""}`,
  steps: (steps: number) => `模拟模组完成了整个升级，共 ${count(steps)} 步`,
  flash: (partitions: string, bytes: string) => `${partitions}：闪存 ${bytes} 与新固件逐字节一致`,
  decompressed: (partitions: string, bytes: string) =>
    `${partitions}：${bytes} 内容与新固件一致（由模组自己压缩的区域，比较的是解压后的内容）`,
  files: (written: number) => `升级包写入的 ${count(written)} 个文件与新固件一致`,
  sameFiles: (same: number) => `${count(same)} 个文件新旧固件相同，不用写入`,
  chosenPartition: (partition: string, bytes: string, files: number) =>
    `${partition}：${bytes}、${count(files)} 个文件与这里选定的逐字节一致`,
  chosenPlaces: (places: string) => `按这里的选择，与新固件不同：${places}`,
  leftAlone: {
    title: "升级包没有改动的部分",
    differs: (number: number) => `${count(number)} 处新旧固件不同，但不在升级包里，模组里的保持不变：`,
    unknown: (places: string) => `没有改动，也没有比较（缺旧固件或新固件里的对应内容）：${places}`,
    same: (places: string) => `没有改动，新旧固件相同：${places}`,
    sentence: (differs: string, places: string) => `${differs}${places}`,
    short: (places: string) => `不在升级包里：${places}`,
  },
  scripts: {
    none: "不含脚本：模组 /usr 里的文件保持不变。",
    all: (files: number) =>
      `包含脚本：模组 /usr 里的文件，包括运行中保存的设置，会全部换成这里的 ${count(files)} 个文件。`,
  },
};

export type ProofWords = typeof zh;

const en: ProofWords = {
  names: (names, more) => `${names.join(", ")}${more > 0 ? ` and ${count(more)} more` : ""}`,
  steps: (steps) =>
    `A simulated module went through the whole update, ${count(steps)} ${steps === 1 ? "step" : "steps"}`,
  flash: (partitions, bytes) => `${partitions}: ${bytes} of flash are the new firmware, byte for byte`,
  decompressed: (partitions, bytes) =>
    `${partitions}: ${bytes} are those of the new firmware (regions that the module compresses itself were compared by what is in them)`,
  files: (written) =>
    written === 1
      ? "1 file that the package writes is as in the new firmware"
      : `${count(written)} files that the package writes are as in the new firmware`,
  sameFiles: (same) =>
    same === 1
      ? "1 file is the same in old and new and need not be written"
      : `${count(same)} files are the same in old and new and need not be written`,
  chosenPartition: (partition, bytes, files) =>
    `${partition}: ${bytes} and ${count(files)} ${files === 1 ? "file" : "files"} are as chosen here, byte for byte`,
  chosenPlaces: (places) => `As chosen here, unlike the new firmware: ${places}`,
  leftAlone: {
    title: "What the package leaves alone",
    differs: (number) =>
      `Old and new firmware differ in ${count(number)} ${number === 1 ? "place that is" : "places that are"} not in the package; modules keep what they have:`,
    unknown: (places) =>
      `Left alone and not compared, for want of it in the old or the new firmware: ${places}`,
    same: (places) => `Left alone, the same in old and new: ${places}`,
    sentence: (differs, places) => `${differs} ${places}`,
    short: (places) => `not in the package: ${places}`,
  },
  scripts: {
    none: "No scripts in this package: the files in /usr on the module stay as they are.",
    all: (files) =>
      `With scripts: all files in /usr on the module, settings saved at run time included, are replaced by the ${files === 1 ? "one" : count(files)} here.`,
  },
};

export const proofWords: Readonly<Record<Language, ProofWords>> = { zh, en };

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
  if (type === "diff") return null;
  if (!replacesScripts(findings)) return words.scripts.none;
  return words.scripts.all(findings.chosen?.files ?? findings.compared.files);
}

function namesOf(words: ProofWords, names: readonly string[]): string {
  return words.names(names.slice(0, MOST_NAMED), Math.max(0, names.length - MOST_NAMED));
}
