import { BINPKG_SNIFF_SIZE, looksLikeBinpkg } from "../platforms/eigen/firmware/binpkg.ts";
import { Refusal } from "../contract/refusal.ts";
import { looksLikePac } from "../platforms/unisoc/firmware/pac.ts";
import { isZip, type UnpackBudget, unpackBudget, ZipArchive, type ZipEntry } from "../codecs/zip/reader.ts";

/**
 * Finds the firmware in archives in archives, by contents and never by extension
 * (specs/quecpython.md, section 3.1). At each level the top and the folders just below it are looked at.
 */

export type FoundFirmware = {
  /** Archive members walked through, outermost first, the firmware itself last; empty for the file itself. */
  readonly path: readonly string[];
} & (
  | {
      readonly kind: "pac";
      /** Bytes of the firmware. */
      readonly read: () => Uint8Array;
    }
  | {
      readonly kind: "binpkg";
      readonly read: () => Uint8Array;
      /** Other .bin files of its folder in an archive, by base name in lower case. */
      readonly beside: () => ReadonlyMap<string, Uint8Array>;
    }
  | {
      /** `declared` is only named, by the vendor's settings file or file names: its files are not known here. */
      readonly kind: "asr" | DeclaredKind;
      /** Files of the archive that is the firmware. ASR: by base name in lower case, those of its folder alone. */
      readonly members: () => ReadonlyMap<string, Uint8Array>;
    }
);

type DeclaredKind = "declared-ec200a" | "declared-qualcomm";

/** A release holds the vendor's archive, and that the platform's: three levels are usual. */
const MAX_DEPTH = 5;
const SNIFF_SIZE = BINPKG_SNIFF_SIZE;

/** Members of an ASR firmware, which is an archive; two of them are evidence enough. */
const ASR_MEMBERS = new Set([
  "system.img",
  "partition.bin",
  "download.json",
  "fota.json",
  "flashinfo.bin",
  "customer_fs.bin",
]);
const ASR_EVIDENCE = 2;

/** `platform` in platform_config.json; others are recognised by their firmware. */
const SETTINGS_NAME = "platform_config.json";
const SETTINGS_MAX_SIZE = 64 * 1024;
const DECLARED = new Map<string, DeclaredKind>([
  ["ASR1803S", "declared-ec200a"],
  ["MDM9X05", "declared-qualcomm"],
]);

/** Files that give a platform away where there are no settings; they lie in deeper folders. */
const DECLARED_BY_FILE: readonly (readonly [RegExp, DeclaredKind])[] = [
  [/\.blf$/i, "declared-ec200a"],
  [/(^|[/\\])firehose[/\\]partition\.mbn$/i, "declared-qualcomm"],
];

/**
 * @param file shown in refusals.
 * @throws Refusal not-firmware, no-firmware-in-archive, several-firmwares-in-archive and those of archives
 */
export function findFirmware(file: string, bytes: Uint8Array): FoundFirmware {
  const read = () => bytes;
  if (looksLikePac(bytes)) return { path: [], kind: "pac", read };
  if (looksLikeBinpkg(bytes)) return { path: [], kind: "binpkg", read, beside: () => new Map() };
  if (!isZip(bytes)) throw new Refusal("not-firmware", { file });

  const search = new Search(unpackBudget());
  search.archive(file, bytes, []);
  return search.choose(file);
}

class Search {
  readonly #budget: UnpackBudget;
  readonly #found: FoundFirmware[] = [];
  /** Why something was not looked into; told only when nothing was found. */
  #trouble: Refusal | null = null;

  constructor(budget: UnpackBudget) {
    this.#budget = budget;
  }

  archive(name: string, bytes: Uint8Array, path: readonly string[]): void {
    const archive = new ZipArchive(name, bytes, this.#budget);
    const entries = archive.entries.filter((entry) => entry.ordinary && stepsOf(entry).length <= 2);
    const folder = asrFolderIn(entries);
    if (folder !== null) {
      const inFolder = entries.filter((entry) => folderOf(entry) === folder);
      this.#found.push({ path, kind: "asr", members: () => membersByBaseName(archive, inFolder) });
      return;
    }
    const before = this.#found.length;
    for (const entry of entries) this.#orTrouble(() => this.#entry(archive, entry, path));
    if (this.#found.length > before) return;
    this.#orTrouble(() => this.#declared(archive, entries, path));
  }

  #entry(archive: ZipArchive, entry: ZipEntry, path: readonly string[]): void {
    const head = archive.peek(entry, SNIFF_SIZE);
    const inner = [...path, entry.name];
    const read = () => archive.read(entry);
    if (looksLikePac(head)) this.#found.push({ path: inner, kind: "pac", read });
    else if (looksLikeBinpkg(head)) {
      const others = archive.entries.filter(
        (other) =>
          other.ordinary &&
          other !== entry &&
          folderOf(other) === folderOf(entry) &&
          /\.bin$/i.test(other.name),
      );
      const beside = () => membersByBaseName(archive, others);
      this.#found.push({ path: inner, kind: "binpkg", read, beside });
    } else if (isZip(head)) {
      if (inner.length >= MAX_DEPTH) {
        const why = "too many archives in each other";
        throw new Refusal("archive-unsupported", { file: archive.file, entry: entry.name, why });
      }
      this.archive(entry.name, read(), inner);
    }
  }

  #declared(archive: ZipArchive, entries: readonly ZipEntry[], path: readonly string[]): void {
    const ordinary = archive.entries.filter((entry) => entry.ordinary);
    const settings = entries.find((entry) => stepsOf(entry).at(-1) === SETTINGS_NAME);
    const kind =
      settings === undefined
        ? DECLARED_BY_FILE.find(([name]) => ordinary.some((entry) => name.test(entry.name)))?.[1]
        : platformDeclared(archive, settings);
    if (kind === undefined) return;
    const members = () => new Map(ordinary.map((entry) => [entry.name, archive.read(entry)]));
    this.#found.push({ path, kind, members });
  }

  /** One member that cannot be read must not hide the others; running out of budget ends the search. */
  #orTrouble(look: () => void): void {
    try {
      look();
    } catch (error) {
      if (!(error instanceof Refusal) || error.code === "archive-too-large") throw error;
      this.#trouble ??= error;
    }
  }

  choose(file: string): FoundFirmware {
    const [first, ...others] = this.#found;
    if (first === undefined) throw this.#trouble ?? new Refusal("no-firmware-in-archive", { file });
    if (others.length === 0) return first;
    const [pac, ...otherPacs] = this.#found.filter((found) => found.kind === "pac");
    if (pac !== undefined && otherPacs.length === 0) return pac;
    const names = this.#found.map((found) => found.path.at(-1) ?? file).join(", ");
    throw new Refusal("several-firmwares-in-archive", { file, names });
  }
}

function stepsOf(entry: ZipEntry): readonly string[] {
  return entry.name.split(/[/\\]/).filter((step) => step !== "");
}

function folderOf(entry: ZipEntry): string {
  return stepsOf(entry).slice(0, -1).join("/");
}

function baseNameOf(entry: ZipEntry): string {
  return (stepsOf(entry).at(-1) ?? "").toLowerCase();
}

/** The folder, "" for the top, that holds most members of an ASR firmware; null when none holds enough. */
function asrFolderIn(entries: readonly ZipEntry[]): string | null {
  const evidence = new Map<string, Set<string>>();
  for (const entry of entries) {
    const name = baseNameOf(entry);
    if (!ASR_MEMBERS.has(name)) continue;
    const folder = folderOf(entry);
    evidence.set(folder, (evidence.get(folder) ?? new Set()).add(name));
  }
  let best: string | null = null;
  let most = ASR_EVIDENCE - 1;
  for (const [folder, names] of evidence) {
    if (names.size <= most) continue;
    most = names.size;
    best = folder;
  }
  return best;
}

/** @throws Refusal firmware-damaged and those of archives */
function membersByBaseName(
  archive: ZipArchive,
  entries: readonly ZipEntry[],
): ReadonlyMap<string, Uint8Array> {
  const members = new Map<string, Uint8Array>();
  for (const entry of entries) {
    const name = baseNameOf(entry);
    if (members.has(name)) {
      throw new Refusal("firmware-damaged", {
        file: archive.file,
        part: name,
        why: "the file is there twice",
      });
    }
    members.set(name, archive.read(entry));
  }
  return members;
}

function platformDeclared(archive: ZipArchive, settings: ZipEntry): DeclaredKind | undefined {
  if (settings.size > SETTINGS_MAX_SIZE) return undefined;
  return DECLARED.get(platformIn(new TextDecoder().decode(archive.read(settings))));
}

function platformIn(json: string): string {
  try {
    const settings: unknown = JSON.parse(json);
    if (typeof settings !== "object" || settings === null || !("platform" in settings)) return "";
    return typeof settings.platform === "string" ? settings.platform.toUpperCase() : "";
  } catch {
    return "";
  }
}
