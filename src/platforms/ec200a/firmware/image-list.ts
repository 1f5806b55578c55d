import { type ImageListFault, Refusal } from "../../../contract/refusal.ts";

/** An image of a release, as its list (`.blf`) has it. */
export interface ListedImage {
  /** Counted from 1, in the order of the list. */
  readonly number: number;
  /** Four letters, e.g. OSLO; hexadecimal when they are no letters. */
  readonly id: string;
  /** Whether it can be in a package at all. */
  readonly enabled: boolean;
  /** Name of its file, beside the list. */
  readonly file: string;
  /** Offset in flash. */
  readonly flashAddress: number;
  /** Where the program has it in memory. */
  readonly loadAddress: number;
  /** RAW, LZMA, DTIM. */
  readonly type: string;
  /** Null where the list states none. */
  readonly nextId: number | null;
  /** Bytes of its place in flash; 0 where the list states none. */
  readonly eraseSize: number;
}

export interface ImageList {
  readonly images: readonly ListedImage[];
  /** The module checks signatures. */
  readonly trusted: boolean;
}

/** `nor16`, `nor8`: NOR flash of 16 and 8 MiB. */
export type FlashKind = "nor16" | "nor8" | "nand";

/** The program, which has a load table. */
export const PROGRAM_ID = "OSLO";
export const UPDATER_ID = "UPTE";
/** Can never be in a package: header, boot loader, updater. */
export const FIXED_IDS: ReadonlySet<string> = new Set(["TIMH", "OBMI", UPDATER_ID]);

const LAST_IMAGE = 0xffff_ffff;
const MOST_IMAGES = 100;
const FIELD = /^(\d{1,3})_Image_(\w+)$/;
const HEX = /^(?:0x)?[0-9a-f]{1,8}$/i;
const TRUSTED = /^(?:0x)?0*1$/i;

type Fields = ReadonlyMap<string, string>;

/**
 * Reads the text of a list. Sections and keys that are not needed are not looked at.
 * @param file shown in refusals
 * @throws Refusal image-list-damaged
 */
export function readImageList(file: string, text: string): ImageList {
  const refuse = (why: ImageListFault, image = ""): Refusal => {
    return new Refusal("image-list-damaged", { file, why, image });
  };
  const byNumber = new Map<number, Map<string, string>>();
  let trusted = false;
  for (const line of text.split(/[\r\n]+/)) {
    const [key = "", value = null] = splitOnce(line);
    if (value === null) continue;
    if (key === "Trusted" && TRUSTED.test(value)) trusted = true;
    const [, number, field] = FIELD.exec(key) ?? [];
    if (number === undefined || field === undefined) continue;
    const fields = byNumber.get(Number(number)) ?? new Map<string, string>();
    byNumber.set(Number(number), fields.set(field, value));
  }
  if (byNumber.size === 0) throw refuse("no-images");
  if (byNumber.size > MOST_IMAGES) throw refuse("too-many-images");
  const images = Array.from({ length: byNumber.size }, (_, i) => {
    const fields = byNumber.get(i + 1);
    if (fields === undefined) throw refuse("image-skipped", String(i + 1));
    const image = readImage(i + 1, fields);
    if (image === null) throw refuse("field-missing", String(i + 1));
    return image;
  });
  return { images, trusted };
}

function splitOnce(line: string): readonly string[] {
  const at = line.indexOf("=");
  return at === -1 ? [line] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
}

/** Null when something is missing that a package cannot do without. */
function readImage(number: number, fields: Fields): ListedImage | null {
  const id = hexIn(fields, "Image_ID");
  const flashAddress = hexIn(fields, "Flash_Entry_Address");
  const loadAddress = hexIn(fields, "Load_Address");
  const path = fields.get("Path");
  const type = fields.get("Type");
  const enable = fields.get("Enable");
  if (id === null || flashAddress === null || loadAddress === null) return null;
  if (path === undefined || path === "" || type === undefined || enable === undefined) return null;
  return {
    number,
    id: lettersOf(id),
    enabled: enable === "1",
    file: path.split(/[/\\]/).at(-1) ?? path,
    flashAddress,
    loadAddress,
    type,
    nextId: hexIn(fields, "Next_Image_ID"),
    eraseSize: hexIn(fields, "Erase_Size") ?? 0,
  };
}

function hexIn(fields: Fields, name: string): number | null {
  const value = fields.get(name) ?? "";
  return HEX.test(value) ? Number.parseInt(value, 16) : null;
}

/** An id is its four letters, first one in the highest byte. */
function lettersOf(id: number): string {
  const letters = [24, 16, 8, 0].map((shift) => String.fromCharCode((id >>> shift) & 0xff)).join("");
  return /^[0-9A-Za-z]{4}$/.test(letters) ? letters : id.toString(16).padStart(8, "0");
}

/** By all images, enabled or not, as the vendor's tool tells it. */
export function flashKindOf(images: readonly ListedImage[]): FlashKind {
  const program = images.find(({ id }) => id === PROGRAM_ID);
  if (program?.type !== "LZMA") return "nand";
  const small = images.some(
    ({ nextId, flashAddress }) => nextId === LAST_IMAGE && flashAddress < SMALL_FLASH,
  );
  return small ? "nor8" : "nor16";
}

const SMALL_FLASH = 0x80_0000;
