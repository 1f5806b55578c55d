import { isZip, type UnpackBudget, unpackBudget, ZipArchive, type ZipEntry } from "../codecs/zip/reader.ts";
import { Refusal } from "../contract/refusal.ts";
import { folderOf, stepsOf } from "../platforms/archive-paths.ts";
import { containersOf, type Registry } from "../platforms/index.ts";
import type {
  ArchiveFile,
  ArchiveMembers,
  ArchiveView,
  Container,
  FoundFirmware,
} from "../platforms/platform.ts";
import { type Choice, chooseFirmware } from "./choose-firmware.ts";
import { FOREIGN_HEAD_SIZE, foreignKind, refuseForeign } from "./foreign-file.ts";

/**
 * Finds the firmware in archives in archives, by contents and never by extension. At each level the top and the
 * folders just below it are looked at.
 */

/** A release holds the vendor's archive, and that the platform's: three levels are usual. */
const MAX_DEPTH = 5;

/**
 * @param file shown in refusals.
 * @throws Refusal not-firmware, no-firmware-in-archive, several-firmwares-in-archive and those of archives
 */
export function findFirmware(file: string, bytes: Uint8Array, registry?: Registry): Choice {
  const containers = containersOf(registry);
  const container = containers.find((one) => one.matches?.(bytes) === true);
  if (container !== undefined) return { found: oneFile([], container, () => bytes, []), passedOver: [] };
  if (!isZip(bytes)) throw new Refusal("not-firmware", { file });

  const search = new Search(containers, unpackBudget());
  search.archive(file, bytes, []);
  return search.choose(file);
}

class Search {
  readonly #containers: readonly Container[];
  readonly #budget: UnpackBudget;
  readonly #found: FoundFirmware[] = [];
  /** Why something was not looked into; told only when nothing was found. */
  #trouble: Refusal | null = null;

  constructor(containers: readonly Container[], budget: UnpackBudget) {
    this.#containers = containers;
    this.#budget = budget;
  }

  archive(name: string, bytes: Uint8Array, path: readonly string[]): void {
    const archive = new ZipArchive(name, bytes, this.#budget);
    const entries = archive.entries.filter((entry) => entry.ordinary);
    const near = entries.filter((entry) => stepsOf(entry).length <= 2);
    const view = viewOf(archive, entries, near);
    if (this.#claimed(view, path, false)) return;
    const before = this.#found.length;
    for (const entry of near) this.#orTrouble(() => this.#entry(archive, entry, path, view));
    if (this.#found.length > before) return;
    this.#orTrouble(() => this.#claimed(view, path, true));
  }

  /** Whether the archive is a firmware itself. */
  #claimed(view: ArchiveView, path: readonly string[], lastResort: boolean): boolean {
    for (const container of this.#containers) {
      if ((container.lastResort === true) !== lastResort) continue;
      const members = container.membersOf?.(view) ?? null;
      if (members === null) continue;
      this.#found.push(severalFiles(path, container, members));
      return true;
    }
    return false;
  }

  #entry(archive: ZipArchive, entry: ZipEntry, path: readonly string[], { files }: ArchiveView): void {
    const head = archive.peek(entry, FOREIGN_HEAD_SIZE);
    const inner = [...path, entry.name];
    let bytes: Uint8Array | null = null;
    const read = () => (bytes ??= archive.read(entry));
    const container = this.#containers.find((one) => one.matches?.(head) === true);
    if (container !== undefined) {
      const beside = files.filter(
        ({ name }) => name !== entry.name && folderOf({ name }) === folderOf(entry),
      );
      this.#found.push(oneFile(inner, container, read, beside));
    } else if (isZip(head)) {
      if (inner.length >= MAX_DEPTH) {
        const why = { code: "too-many-archives" } as const;
        throw new Refusal("archive-unsupported", { file: archive.file, entry: entry.name, why });
      }
      this.archive(entry.name, read(), inner);
    }
    // Release notes may be web pages; whatever else it is stands for the firmware that is missing.
    else if (foreignKind(head) !== "web-page") refuseForeign(entry.name, head);
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

  choose(file: string): Choice {
    const [first, ...others] = this.#found;
    if (first === undefined) throw this.#trouble ?? new Refusal("no-firmware-in-archive", { file });
    return others.length === 0 ? { found: first, passedOver: [] } : chooseFirmware(file, this.#found);
  }
}

function viewOf(archive: ZipArchive, entries: readonly ZipEntry[], near: readonly ZipEntry[]): ArchiveView {
  const asFile = (entry: ZipEntry) => ({
    name: entry.name,
    size: entry.size,
    read: () => archive.read(entry),
  });
  return { file: archive.file, files: entries.map(asFile), near: near.map(asFile) };
}

function oneFile(
  path: readonly string[],
  container: Container,
  bytes: () => Uint8Array,
  beside: readonly ArchiveFile[],
): FoundFirmware {
  const members = (): never => {
    throw new Error("it is one file");
  };
  return { path, container, bytes, members, folder: "", beside };
}

function severalFiles(
  path: readonly string[],
  container: Container,
  { folder, read }: ArchiveMembers,
): FoundFirmware {
  const bytes = (): never => {
    throw new Error("it is several files");
  };
  return { path, container, bytes, members: read, folder, beside: [] };
}
