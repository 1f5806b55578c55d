import type { PackageWarning } from "../../../contract/maker.ts";
import type { Verification, VerificationProgress } from "../../../contract/verification.ts";
import type { Unisoc8910Firmware } from "../firmware/firmware.ts";
import { UNISOC8910_RULE_SETS } from "../rules.ts";
import { isPackValid, setReady } from "../module/application.ts";
import { BootLoader, bootReason } from "../module/boot-loader.ts";
import { PoweredModule } from "../module/module.ts";
import { moduleState } from "../module/storage.ts";
import { appliedPackage, orRefusal, refusedPackage } from "../../verification.ts";
import { compareRdaota02 } from "./compare.ts";
import { inspectPackage } from "./inspect.ts";
import { contentsBefore } from "./module-contents.ts";
import { type ReadPackage, readPackage } from "./reader.ts";
import { writePackage } from "./writer.ts";
import { within } from "../../../contract/reason.ts";

/** Where files and running NV items are is the same in all rule sets. */
const PLACES = UNISOC8910_RULE_SETS.unisoc8910;

export interface Named8910 {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/**
 * Has a simulated module with the old firmware take a package, whoever made it, and compares with the new firmware
 * what the package touches. The module is asked with the old version that the package names itself.
 */
export function verifyPackage(
  { file, bytes }: Named8910,
  old: Unisoc8910Firmware,
  next: Unisoc8910Firmware,
  onProgress: (progress: VerificationProgress) => void = () => undefined,
): Verification {
  onProgress({ stage: "check", done: 0 });
  const read = orRefusal(() => ({
    pack: readPackage(file, bytes),
    // Also unpacks every bundle.
    hazards: inspectPackage(file, bytes).warnings,
  }));
  if ("refusal" in read) return refusedPackage("rdaota02", [read.refusal]);
  const { pack, hazards } = read.value;
  if (namesAreTerminated(pack)) return verifyReadable(pack, bytes, { old, next, hazards, onProgress });

  const { oldVersion, newVersion } = pack;
  const reason = {
    code: "package-version-field",
    detail: { old: oldVersion, new: newVersion },
  } as const;
  const copy = withoutNames(pack);
  const rest = verifyReadable(copy.pack, copy.bytes, { old, next, hazards, onProgress });
  return {
    ...rest,
    verdict: "refused",
    reasons: [reason, ...rest.reasons],
    otherwise: rest.verdict === "refused" ? null : rest.verdict,
  };
}

export function namesAreTerminated({ warnings }: ReadPackage): boolean {
  return !warnings.includes("version-not-terminated");
}

/** The same package naming no versions. */
export function withoutNames(pack: ReadPackage): { readonly pack: ReadPackage; readonly bytes: Uint8Array } {
  const unnamed: ReadPackage = { ...pack, oldVersion: "", newVersion: "", versionFieldSize: 0, warnings: [] };
  return { pack: unnamed, bytes: writePackage(unnamed) };
}

interface Against {
  readonly old: Unisoc8910Firmware;
  readonly next: Unisoc8910Firmware;
  readonly hazards: readonly PackageWarning[];
  readonly onProgress: (progress: VerificationProgress) => void;
}

function verifyReadable(pack: ReadPackage, bytes: Uint8Array, against: Against): Verification {
  const { old, next, hazards, onProgress } = against;
  const refused = (reason: Verification["reasons"][number]): Verification =>
    refusedPackage("rdaota02", [reason], hazards);
  const current = pack.versionFieldSize === 0 ? null : pack.oldVersion;
  const before = moduleState(contentsBefore(old, PLACES));
  const module = new PoweredModule(before);
  const ready = setReady(module, bytes, current);
  if (!ready.ok) {
    const fitsNew = isPackValid(moduleState(contentsBefore(next, PLACES)), bytes, current).ok;
    return refused(
      fitsNew
        ? { code: "package-old-is-new", detail: { why: ready.why } }
        : { code: "package-other-old", detail: { why: ready.why } },
    );
  }
  let steps = 0;
  const outcome = new BootLoader(bytes).boot(module, ({ total, done }) => {
    steps = done;
    onProgress({ stage: "apply", done: 0.05 + (0.8 * done) / total });
    return "go on";
  });
  if (outcome.kind !== "finished") {
    const detail = { why: within({ part: "step", number: steps }, bootReason(outcome)) };
    return refused({
      code: outcome.kind === "failed" ? "package-stuck" : "package-declined",
      detail,
    });
  }
  onProgress({ stage: "compare", done: 0.9 });
  const found = compareRdaota02({ before, after: module.state, pack: bytes, steps }, { old, new: next });
  onProgress({ stage: "compare", done: 1 });
  return appliedPackage("rdaota02", found, { hazards, warnings: [] });
}
