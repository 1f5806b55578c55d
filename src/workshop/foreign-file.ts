import { type ArchiveKind, Refusal } from "../contract/refusal.ts";
import { viewOf } from "../bytes/layout.ts";

/**
 * Files that are no firmware and that people have nevertheless in the place of one, told by their first bytes and
 * never by their ending.
 */

export type ForeignKind = ArchiveKind | "web-page" | "git-lfs-pointer";

/** That many bytes tell all of them apart. */
export const FOREIGN_HEAD_SIZE = 512;

const ARCHIVE_STARTS: readonly (readonly [ArchiveKind, readonly number[]])[] = [
  ["7z", [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ["rar", [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07]],
  ["gzip", [0x1f, 0x8b, 0x08]],
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
];
/** "BZh", the level, and the magic number of a block. */
const BZIP2 = /^BZh[1-9]1AY&SY/;
const TAR_MAGIC = "ustar";
const TAR_MAGIC_AT = 257;
const LFS_POINTER = "version https://git-lfs.github.com/spec/";
/** After white space and comments; what servers send instead of a file, e.g. a page that asks to log in. */
const WEB_PAGE = /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:!doctype\s+html|html|head|body)[\s>]/i;

/** What such a file is; null for everything else. */
export function foreignKind(bytes: Uint8Array): ForeignKind | null {
  const head = bytes.subarray(0, FOREIGN_HEAD_SIZE);
  const archive = ARCHIVE_STARTS.find(([, start]) => start.every((byte, at) => head[at] === byte));
  if (archive !== undefined) return archive[0];
  const start = asText(head);
  if (BZIP2.test(start)) return "bzip2";
  if (start.startsWith(TAR_MAGIC, TAR_MAGIC_AT)) return "tar";
  if (start.startsWith(LFS_POINTER)) return "git-lfs-pointer";
  return WEB_PAGE.test(isUtf16(head) ? asUtf16(head) : start.replace(/^ï»¿/, "")) ? "web-page" : null;
}

/** @throws Refusal file-is-web-page, file-is-git-lfs-pointer, archive-of-other-kind */
export function refuseForeign(file: string, bytes: Uint8Array): void {
  const kind = foreignKind(bytes);
  if (kind === null) return;
  if (kind === "web-page") throw new Refusal("file-is-web-page", { file });
  if (kind === "git-lfs-pointer") throw new Refusal("file-is-git-lfs-pointer", { file });
  throw new Refusal("archive-of-other-kind", { file, kind });
}

/** One character a byte: only ASCII is looked for. */
function asText(head: Uint8Array): string {
  return String.fromCharCode(...head);
}

function isUtf16(head: Uint8Array): boolean {
  return head[0] === 0xff && head[1] === 0xfe;
}

function asUtf16(head: Uint8Array): string {
  const view = viewOf(head);
  const units = Array.from({ length: Math.floor(head.length / 2) - 1 }, (_, i) =>
    view.getUint16(2 * i + 2, true),
  );
  return String.fromCharCode(...units);
}
