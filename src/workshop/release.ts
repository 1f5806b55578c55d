import { releaseContents, releaseName, zipRelease } from "../release/release.ts";
import { Refusal } from "../contract/refusal.ts";
import type { Release, ReleaseFile, ReleaseOrder } from "../contract/release.ts";

/**
 * Packs everything that a release needs.
 * @throws Refusal file-unreadable
 */
export async function packRelease(order: ReleaseOrder): Promise<Release> {
  const contents = releaseContents(order, await Promise.all(order.files.map(bytesOf)));
  return {
    name: releaseName(order),
    files: [...contents].map(([fileName, bytes]) => ({ fileName, blob: new Blob([bytes]) })),
    zip: new Blob([zipRelease(contents)], { type: "application/zip" }),
  };
}

async function bytesOf({ blob, fileName }: ReleaseFile): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch {
    throw new Refusal("file-unreadable", { file: fileName });
  }
}
