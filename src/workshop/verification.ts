import { nameWarnings } from "./pair-by-name.ts";
import type {
  CutsWanted,
  PowerCutReport,
  Verification,
  VerificationProgress,
} from "../contract/verification.ts";
import { Refusal } from "../contract/refusal.ts";
import type { Registry } from "../platforms/index.ts";
import type { Opened, PackageBytes } from "../platforms/platform.ts";
import { formatIn, type OpenPair, pairFor } from "./formats.ts";

/**
 * Verifies a package of any known format, told by its first bytes.
 * @throws Refusal not-package, package-other-platform and those of the format
 */
export function verifyAgainst(
  files: readonly PackageBytes[],
  open: OpenPair,
  onProgress: (progress: VerificationProgress) => void,
  registry?: Registry,
): Verification {
  const verification = verified(files, open, onProgress, registry);
  if (open.old === null || open.new === null) return verification;
  return {
    ...verification,
    warnings: [...nameWarnings(open.old, open.new, registry), ...verification.warnings],
  };
}

function verified(
  files: readonly PackageBytes[],
  open: OpenPair,
  onProgress: (progress: VerificationProgress) => void,
  registry: Registry | undefined,
): Verification {
  const [first] = files;
  if (first === undefined) throw new Error("there must be a package");
  const format = formatIn(first.bytes, registry);
  if (format === null) throw new Refusal("not-package", { file: first.file });
  format.demandSimulated?.(first);
  return format.verify(files, pairFor(format, open, registry), onProgress);
}

/** @throws Refusal not-package, package-damaged, package-declined, package-other-platform, mini-incomplete */
export function powerCutsOf(
  pack: PackageBytes,
  old: Opened | null,
  wanted: CutsWanted,
  onProgress: (done: number) => void,
  registry?: Registry,
): PowerCutReport {
  const format = formatIn(pack.bytes, registry);
  if (format?.powerCuts === undefined) throw new Refusal("not-package", { file: pack.file });
  format.demandSimulated?.(pack);
  if (old === null) throw new Error("the old firmware must be open");
  // A firmware of another platform is refused as such.
  const { next } = pairFor(format, { old: null, new: old }, registry);
  return format.powerCuts(pack, next, wanted, onProgress);
}
