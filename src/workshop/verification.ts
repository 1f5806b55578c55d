import type { AsrFirmware } from "../platforms/asr/firmware/firmware.ts";
import type { OpenedFirmware } from "./open-firmware.ts";
import type { Unisoc8910Firmware } from "../platforms/unisoc/firmware/firmware.ts";
import { isFotaAll } from "../platforms/asr/fota-all/reader.ts";
import { verifyFotaAll } from "../platforms/asr/fota-all/verify.ts";
import { isFbf } from "../platforms/asr/fbf/reader.ts";
import { verifyFbf } from "../platforms/asr/fbf/verify.ts";
import { isMini } from "../platforms/asr/mini/reader.ts";
import { verifyMini } from "../platforms/asr/mini/verify.ts";
import { tryAsrPowerCuts } from "../packages/asr-power/power-cuts.ts";
import { tryPowerCuts } from "../platforms/unisoc/rdaota02/power-cuts.ts";
import { isPackage } from "../platforms/unisoc/rdaota02/reader.ts";
import { verifyPackage } from "../platforms/unisoc/rdaota02/verify.ts";
import { Refusal } from "../contract/refusal.ts";
import type {
  CutsWanted,
  PowerCutReport,
  Verification,
  VerificationProgress,
} from "../contract/verification.ts";

export interface PackageBytes {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** What is open, as far as it is. */
export interface OpenPair {
  readonly old: OpenedFirmware | null;
  readonly new: OpenedFirmware | null;
}

/**
 * Verifies a package of any known format, told by its first bytes.
 * @throws Refusal not-package, package-other-platform, package-not-verifiable, mini-incomplete, mini-no-pair,
 *   asr-no-system-image, firmware-damaged
 */
export function verifyAgainst(
  files: readonly PackageBytes[],
  open: OpenPair,
  onProgress: (progress: VerificationProgress) => void,
): Verification {
  const [first] = files;
  if (first === undefined) throw new Error("there must be a package");
  const { file, bytes } = first;
  if (isPackage(bytes)) return verifyPackage(first, as8910(open.old), as8910(open.new), onProgress);
  if (isFotaAll(bytes)) return verifyFotaAll(file, bytes, asAsr(open.old), asAsr(open.new), onProgress);
  if (isFbf(bytes)) {
    const old = open.old === null ? null : asAsr(open.old);
    return verifyFbf(file, bytes, old, asAsr(open.new), onProgress);
  }
  if (isMini(bytes)) return verifyMini(files, asAsr(open.old), asAsr(open.new), onProgress);
  throw new Refusal("not-package", { file });
}

/** @throws Refusal not-package, package-damaged, package-declined, package-other-platform, mini-incomplete */
export function powerCutsOf(
  { file, bytes }: PackageBytes,
  old: OpenedFirmware | null,
  wanted: CutsWanted,
  onProgress: (done: number) => void,
): PowerCutReport {
  return isFotaAll(bytes) || isMini(bytes)
    ? tryAsrPowerCuts(file, bytes, asAsr(old), wanted, onProgress)
    : tryPowerCuts(file, bytes, as8910(old), wanted, onProgress);
}

function as8910(opened: OpenedFirmware | null): Unisoc8910Firmware {
  const { unisoc8910, platform } = demandOpen(opened);
  if (unisoc8910 === null) {
    throw new Refusal("package-other-platform", { platform: "unisoc8910", firmware: platform });
  }
  return unisoc8910;
}

function asAsr(opened: OpenedFirmware | null): AsrFirmware {
  const { asr, platform } = demandOpen(opened);
  if (asr === null) throw new Refusal("package-other-platform", { platform: "asr", firmware: platform });
  return asr;
}

function demandOpen(opened: OpenedFirmware | null): OpenedFirmware {
  if (opened === null) throw new Error("the firmware must be open");
  return opened;
}
