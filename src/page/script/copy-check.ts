/** Compares a file that came back from the server with the one that was put there. */
import type { MadeFile } from "../../contract/maker.ts";

export type CopyVerdict =
  | { readonly kind: "same"; readonly file: MadeFile }
  | { readonly kind: "other-size"; readonly got: number; readonly wanted: MadeFile }
  | { readonly kind: "other-contents"; readonly wanted: MadeFile }
  /** A page instead of the file: of a login, or of an error. */
  | { readonly kind: "html"; readonly wanted: MadeFile }
  | { readonly kind: "unreadable" };

/** Bytes in which a page betrays itself. */
const HEAD = 512;

/** `wanted`: of a package of several files, the copy is compared with the one of its size. */
export async function checkCopy(
  copy: Blob,
  wanted: readonly [MadeFile, ...MadeFile[]],
): Promise<CopyVerdict> {
  try {
    const head = new TextDecoder().decode(await copy.slice(0, HEAD).arrayBuffer());
    for (const file of wanted) {
      if (file.bytes === copy.size && (await sameBytes(copy, file.blob))) return { kind: "same", file };
    }
    const nearest = wanted.find(({ bytes }) => bytes === copy.size) ?? wanted[0];
    if (/^\s*<(!doctype|html|head|\?xml)/i.test(head)) return { kind: "html", wanted: nearest };
    return nearest.bytes === copy.size
      ? { kind: "other-contents", wanted: nearest }
      : { kind: "other-size", got: copy.size, wanted: nearest };
  } catch {
    // Moved or deleted since it was chosen.
    return { kind: "unreadable" };
  }
}

async function sameBytes(one: Blob, other: Blob): Promise<boolean> {
  const [a, b] = await Promise.all([one.arrayBuffer(), other.arrayBuffer()]);
  const [x, y] = [new Uint8Array(a), new Uint8Array(b)];
  return x.length === y.length && x.every((byte, at) => byte === y[at]);
}
