import { Refusal } from "../../contract/refusal.ts";
import { baseNameOf } from "../archive-paths.ts";
import type { ArchiveFile, Container } from "../platform.ts";
import { looksLikeBinpkg, readBinpkg } from "./firmware/binpkg.ts";
import { eigenFirmwareOf } from "./firmware/eigen-firmware.ts";

/** .binpkg, for all chips of Eigencomm, with the images that lie beside it in a release. */
export const binpkgContainer: Container = {
  matches: looksLikeBinpkg,
  open(file, { bytes, beside }) {
    const binpkg = readBinpkg(file, bytes());
    return { platform: binpkg.platform, firmware: eigenFirmwareOf(file, binpkg, imagesIn(file, beside)) };
  },
};

/** E.g. ap_application.bin, by base name in lower case. */
function imagesIn(file: string, beside: readonly ArchiveFile[]): ReadonlyMap<string, Uint8Array> {
  const images = new Map<string, Uint8Array>();
  for (const entry of beside) {
    const name = baseNameOf(entry);
    if (!name.endsWith(".bin")) continue;
    if (images.has(name)) throw new Refusal("firmware-damaged", { file, part: name, why: { code: "twice" } });
    images.set(name, entry.read());
  }
  return images;
}
