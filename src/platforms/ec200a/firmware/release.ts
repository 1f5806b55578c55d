import { flashMiBIn, quectelNameIn } from "../../../modules/quectel-name.ts";
import { proposeVersion } from "../../../modules/version-name.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { type FlashKind, flashKindOf, type ListedImage, PROGRAM_ID, readImageList } from "./image-list.ts";
import { type ProgramRegion, readProgramRegions } from "./load-table.ts";

/** An image with its file. */
export interface ReleaseImage extends ListedImage {
  /** Null when the release has no such file; those that are not for packages may be missing. */
  readonly bytes: Uint8Array | null;
  /** Of the program where it is compressed; else empty. */
  readonly regions: readonly ProgramRegion[];
}

/** An EC200A release: the list of its images and their files. */
export interface Ec200aFirmware {
  /** Shown in refusals. */
  readonly fileName: string;
  /** Path of the list. */
  readonly list: string;
  readonly images: readonly ReleaseImage[];
  readonly trusted: boolean;
  /** By its name: the build with Linux, which is updated in another way. */
  readonly linux: boolean;
  readonly flash: FlashKind;
  /** Null when neither name nor list tell. */
  readonly flashMiB: number | null;
  /** Proposed version name. */
  readonly version: string;
  /** Module and variant as the file names have them; null when they have none. */
  readonly module: string | null;
}

const LIST_ENDING = ".blf";
const LINUX = /M2G/i;

/**
 * Reads a release; nothing is decompressed yet. What forbids an update is for {@link demandUpgradable} to say.
 *
 * @param fileName shown in refusals
 * @param members files of the archive by path
 * @param names of the file and what it is wrapped in, best first
 * @throws Refusal image-list-damaged, load-table-damaged
 */
export function readEc200a(
  fileName: string,
  members: ReadonlyMap<string, Uint8Array>,
  names: readonly string[] = [fileName],
): Ec200aFirmware {
  const [list, ...others] = [...members.keys()].filter((path) => path.toLowerCase().endsWith(LIST_ENDING));
  const refuse = (why: "no-list" | "several-lists"): Refusal => {
    return new Refusal("image-list-damaged", { file: fileName, why, image: "" });
  };
  if (list === undefined) throw refuse("no-list");
  if (others.length > 0) throw refuse("several-lists");
  const { images, trusted } = readImageList(fileName, new TextDecoder("latin1").decode(members.get(list)));
  const folder = folderOf(list);
  const flash = flashKindOf(images);
  const name = quectelNameIn(names);
  return {
    fileName,
    list,
    images: images.map((image) => withFile(fileName, image, members.get(folder + image.file) ?? null)),
    trusted,
    linux: [...names, list].some((one) => LINUX.test(one)),
    flash,
    flashMiB: flashMiBIn(names) ?? flashMiBOf(flash),
    version: proposeVersion(names, null),
    module: name === null ? null : `${name.module} ${name.variant}`.trim(),
  };
}

/** With the separator at its end; empty for the top. */
function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}

function withFile(file: string, image: ListedImage, bytes: Uint8Array | null): ReleaseImage {
  const hasTable = image.id === PROGRAM_ID && image.type === "LZMA" && bytes !== null;
  return { ...image, bytes, regions: hasTable ? readProgramRegions(file, image, bytes) : [] };
}

function flashMiBOf(flash: FlashKind): number | null {
  switch (flash) {
    case "nor16":
      return 16;
    case "nor8":
      return 8;
    case "nand":
      return null;
  }
}
