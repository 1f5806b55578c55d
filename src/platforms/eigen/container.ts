import type { Container } from "../platform.ts";
import { looksLikeBinpkg, readBinpkg } from "./firmware/binpkg.ts";

/** .binpkg, for all chips of Eigencomm. */
export const binpkgContainer: Container = {
  matches: looksLikeBinpkg,
  open(file, { bytes }) {
    const firmware = readBinpkg(file, bytes());
    return { platform: firmware.platform, firmware };
  },
};
