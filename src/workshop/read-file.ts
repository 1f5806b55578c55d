/** What comes from the user's disk: what is no firmware, package or user partition is told at once. */
import { FOREIGN_HEAD_SIZE, refuseForeign } from "./foreign-file.ts";
import { openFirmware } from "./open-firmware.ts";
import { containersOf, type Registry } from "../platforms/index.ts";
import type { Opened } from "../platforms/platform.ts";
import { isZip, ZipArchive } from "../codecs/zip/reader.ts";
import { ownerOf } from "../codecs/littlefs/owner.ts";
import { readLittleFs1 } from "../codecs/littlefs/reader.ts";
import { looksLikeLittleFs } from "../codecs/littlefs/superblock.ts";
import { userFilesOf } from "../codecs/littlefs/user-files.ts";
import { packageKindOf } from "./package-kind.ts";
import { type FilePlace, isRefusal, type LittleFsOwner, Refusal } from "../contract/refusal.ts";
import { bytesOf } from "./opened.ts";

/** The largest flash of these modules has 32 MiB; a firmware has loaders besides, and some images twice. */
const LARGEST = 64 * 1024 * 1024;
/** Releases bring maps and symbols for debugging along. */
const LARGEST_ARCHIVE = 512 * 1024 * 1024;

/**
 * Reads a file, unless its size and first bytes tell already that it is of no use: that is said at once, however
 * large it is.
 * @throws Refusal file-empty, file-is-web-page, file-is-git-lfs-pointer, archive-of-other-kind, file-too-large,
 *   package-rdaota01, file-unreadable
 */
export async function readFile(file: Blob, fileName: string): Promise<Uint8Array<ArrayBuffer>> {
  if (file.size === 0) throw new Refusal("file-empty", { file: fileName });
  const head = await bytesOf(file.slice(0, FOREIGN_HEAD_SIZE), fileName);
  refuseForeign(fileName, head);
  const limit = isZip(head) ? LARGEST_ARCHIVE : LARGEST;
  if (file.size > limit) throw new Refusal("file-too-large", { file: fileName, bytes: file.size, limit });
  const bytes = await bytesOf(file, fileName);
  refuseUnreadablePackage(fileName, bytes);
  return bytes;
}

/** A file for the user partition: it may be anything, and empty. @throws Refusal file-too-large, file-unreadable */
export async function readUserFile(file: Blob, path: string): Promise<Uint8Array<ArrayBuffer>> {
  if (file.size > LARGEST) {
    throw new Refusal("file-too-large", { file: path, bytes: file.size, limit: LARGEST });
  }
  return bytesOf(file, path);
}

/** Packages of which no more than their name is known. */
function refuseUnreadablePackage(file: string, bytes: Uint8Array): void {
  switch (packageKindOf(bytes)) {
    case "rdaota01":
      throw new Refusal("package-rdaota01", { file });
    default:
  }
}

/** @throws Refusal package-in-other-place, littlefs-in-other-place */
export function refuseInFirmwarePlace(file: string, bytes: Uint8Array): void {
  refusePackage(file, bytes, "firmware");
  if (!looksLikeLittleFs(bytes)) return;
  throw new Refusal("littlefs-in-other-place", {
    file,
    partition: littleFsOwner(file, bytes),
    place: "firmware",
  });
}

/** Enough of a package to tell what it is. */
const PACKAGE_HEAD_SIZE = 4096;

/**
 * Opens a firmware; of an archive that holds packages instead says so.
 * @throws Refusal packages-in-archive, and those of {@link openFirmware}
 */
export function openNamed(fileName: string, bytes: Uint8Array, registry?: Registry): Opened {
  try {
    return openFirmware(fileName, bytes, registry);
  } catch (error) {
    if (!isRefusal(error) || error.code !== "no-firmware-in-archive") throw error;
    const archive = new ZipArchive(fileName, bytes);
    const packages = archive.entries.filter(
      (entry) => entry.ordinary && packageKindOf(archive.peek(entry, PACKAGE_HEAD_SIZE)) !== null,
    );
    if (packages.length === 0) throw error;
    throw new Refusal("packages-in-archive", { file: fileName, names: packages.map(({ name }) => name) });
  }
}

/** @throws Refusal package-in-other-place, littlefs-in-other-place, firmware-in-other-place */
export function refuseInUserPartitionPlace(file: string, bytes: Uint8Array): void {
  refusePackage(file, bytes, "user-partition");
  if (isZip(bytes) || containersOf().some((container) => container.matches?.(bytes) === true)) {
    throw new Refusal("firmware-in-other-place", { file });
  }
  if (!looksLikeLittleFs(bytes)) return;
  const partition = littleFsOwner(file, bytes);
  if (partition === "customer_fs") return;
  throw new Refusal("littlefs-in-other-place", { file, partition, place: "user-partition" });
}

function refusePackage(file: string, bytes: Uint8Array, place: FilePlace): void {
  const kind = packageKindOf(bytes);
  // The others are refused wherever they are.
  if (kind === null || kind === "rdaota01") return;
  throw new Refusal("package-in-other-place", { file, package: kind, place });
}

/** Of a damaged image the name alone tells. */
export function littleFsOwner(fileName: string, bytes: Uint8Array): LittleFsOwner {
  try {
    return ownerOf(fileName, [...userFilesOf(readLittleFs1(bytes, { mayBeCut: true })).files.keys()]);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return ownerOf(fileName, []);
  }
}
