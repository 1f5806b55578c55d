/** What a module is to do, and how long it may take. */
import type { PackageType } from "../contract/maker.ts";

export interface Job {
  readonly type: PackageType;
  /** Run as it is. */
  readonly script: string;
  /** A file that the script reads on the module and that is sent before it; null when the script downloads. */
  readonly file: { readonly path: string; readonly bytes: Uint8Array } | null;
}

/** Where the script goes on the module. */
export const SCRIPT_PATH = "/usr/fota_workshop.py";

export const MINUTE = 60_000;

/** Until the first restart; modules whose download goes on beside the script need longer. */
export const RESTART_WITHIN = { beside: 20 * MINUTE, otherwise: 3 * MINUTE } as const;

/** From the first restart to the last; the vendor speaks of 5 minutes. */
export const BACK_WITHIN: Readonly<Record<PackageType, number>> = {
  diff: 15 * MINUTE,
  full: 15 * MINUTE,
  mini: 25 * MINUTE,
};

/** A module that comes back unchanged may be about to restart once more. */
export const UNCHANGED_GRACE = 20_000;
