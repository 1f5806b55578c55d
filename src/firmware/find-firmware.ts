import { Refusal } from "../refusal.ts";
import { looksLikeBinpkg } from "./binpkg.ts";
import { looksLikePac } from "./pac.ts";
import { isZip, type UnpackBudget, unpackBudget, ZipArchive, type ZipEntry } from "./zip.ts";

/**
 * Finds the firmware in archives in archives, by contents and never by extension
 * (specs/quecpython.md, section 3.1). At each level the top and the folders just below it are looked at.
 */

export interface FoundFirmware {
  /** Archive members walked through, outermost first, the firmware itself last; empty for the file itself. */
  readonly path: readonly string[];
  /** `declared` is only named by the vendor's settings file, for platforms whose files are not known here. */
  readonly kind: "pac" | "binpkg" | "asr" | "declared-ec200a" | "declared-qualcomm";
  /** Bytes of the firmware; of an archive that is itself the firmware, all of it. */
  readonly read: () => Uint8Array;
}

/** A release holds the vendor's archive, and that the platform's: three levels are usual. */
const MAX_DEPTH = 5;
const SNIFF_SIZE = 64;

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
const DECLARED = new Map<string, FoundFirmware["kind"]>([
  ["ASR1803S", "declared-ec200a"],
  ["MDM9X05", "declared-qualcomm"],
]);

/**
 * @param file shown in refusals.
 * @throws Refusal not-firmware, no-firmware-in-archive, several-firmwares-in-archive and those of archives
 */
export function findFirmware(file: string, bytes: Uint8Array): FoundFirmware {
  const read = () => bytes;
  if (looksLikePac(bytes)) return { path: [], kind: "pac", read };
  if (looksLikeBinpkg(bytes)) return { path: [], kind: "binpkg", read };
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
    if (looksLikeAsr(entries)) {
      this.#found.push({ path, kind: "asr", read: () => bytes });
      return;
    }
    const before = this.#found.length;
    for (const entry of entries) this.#orTrouble(() => this.#entry(archive, entry, path));
    if (this.#found.length > before) return;
    const settings = entries.find((entry) => stepsOf(entry).at(-1) === SETTINGS_NAME);
    if (settings !== undefined) this.#orTrouble(() => this.#settings(archive, settings, path));
  }

  #entry(archive: ZipArchive, entry: ZipEntry, path: readonly string[]): void {
    const head = archive.peek(entry, SNIFF_SIZE);
    const inner = [...path, entry.name];
    const read = () => archive.read(entry);
    if (looksLikePac(head)) this.#found.push({ path: inner, kind: "pac", read });
    else if (looksLikeBinpkg(head)) this.#found.push({ path: inner, kind: "binpkg", read });
    else if (isZip(head)) {
      if (inner.length >= MAX_DEPTH) {
        const why = "too many archives in each other";
        throw new Refusal("archive-unsupported", { file: archive.file, entry: entry.name, why });
      }
      this.archive(entry.name, read(), inner);
    }
  }

  #settings(archive: ZipArchive, entry: ZipEntry, path: readonly string[]): void {
    if (entry.size > SETTINGS_MAX_SIZE) return;
    const kind = DECLARED.get(platformIn(new TextDecoder().decode(archive.read(entry))));
    if (kind !== undefined) this.#found.push({ path, kind, read: () => new Uint8Array() });
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

/** Whether the top or one folder holds members of an ASR firmware. */
function looksLikeAsr(entries: readonly ZipEntry[]): boolean {
  const evidence = new Map<string, Set<string>>();
  for (const entry of entries) {
    const steps = stepsOf(entry);
    const name = (steps.at(-1) ?? "").toLowerCase();
    if (!ASR_MEMBERS.has(name)) continue;
    const folder = steps.slice(0, -1).join("/");
    evidence.set(folder, (evidence.get(folder) ?? new Set()).add(name));
  }
  return [...evidence.values()].some((names) => names.size >= ASR_EVIDENCE);
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
