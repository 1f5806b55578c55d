import { digests } from "../bytes/digest.ts";
import type { RefusalValue } from "../contract/refusal.ts";
import type { MadeFile, MakeProgress, MakeResult } from "../contract/maker.ts";

/** A package that can be made: what speaks against it, and how to make it. */
export interface PackageJob {
  /** Nothing here forbids to go on. */
  readonly warnings: readonly RefusalValue[];
  /** Does ahead of time what {@link make} would have to do first. */
  prepare?(): void;
  /** @throws Refusal version-name, proof-failed */
  make(versions: VersionNames, onProgress: (progress: MakeProgress) => void): MakeResult;
}

export interface VersionNames {
  /** As the user wants them in the package; both empty: none. */
  readonly written: { readonly old: string; readonly new: string };
  /** For file names. */
  readonly shown: { readonly old: string; readonly new: string };
}

export function madeFile(role: MadeFile["role"], fileName: string, bytes: Uint8Array<ArrayBuffer>): MadeFile {
  return { role, fileName, blob: new Blob([bytes]), bytes: bytes.length, ...digests(bytes) };
}
