/** How a package gets to a module: which of the two ways are open, and what closes them. */
import { comesInTwo, traitsFor } from "../../contract/formats.ts";
import type { PackageType } from "../../contract/maker.ts";

/** `url`: the module downloads it; `local`: it goes over the serial port into a file, from which the script takes it. */
export type Way = "url" | "local";

export interface WayFacts {
  readonly type: PackageType;
  /** From where the script on the page takes the package. */
  readonly scriptTakes: "server" | "file";
  /** Such a script is run as it is, whatever would suit the other way. */
  readonly scriptEdited: boolean;
  /** Whether the module has the calls for it; null when nobody knows. */
  readonly localUpgrade: boolean | null;
  /** Free in /usr, and what the package's file has there already; null when the module does not tell. */
  readonly roomBytes: number | null;
  readonly packageBytes: number;
}

export interface ClosedWays {
  /** `script-reads-file`, and `edited` when the choice of the source no longer changes that. */
  readonly url: "script-reads-file" | "edited" | null;
  /**
   * `mini`: two files, and the calls take one; `edited`: by a script that downloads; `module`, `unknown`: whether
   * it has the calls (docs/quecpython.md#calls).
   */
  readonly local: "mini" | "edited" | "module" | "unknown" | "space" | null;
}

export function closedWays(facts: WayFacts): ClosedWays {
  const { scriptTakes, scriptEdited } = facts;
  return {
    url: scriptTakes === "server" ? null : scriptEdited ? "edited" : "script-reads-file",
    local:
      scriptTakes === "server" && scriptEdited && !comesInTwo(facts.type) ? "edited" : closedLocal(facts),
  };
}

function closedLocal({ type, localUpgrade, roomBytes, packageBytes }: WayFacts): ClosedWays["local"] {
  if (comesInTwo(type)) return "mini";
  if (localUpgrade === null) return "unknown";
  if (!localUpgrade) return "module";
  return roomBytes !== null && roomBytes < packageBytes ? "space" : null;
}

/**
 * Whether the room may not do: there is firmware which keeps a full package in the user partition once more
 * (docs/formats/asr-fbf.md#what-the-module-does).
 */
export function mayNeedRoomTwice({ type, roomBytes, packageBytes }: WayFacts): boolean {
  const whole = traitsFor("unknown", type).userPartition === "always";
  return whole && roomBytes !== null && roomBytes < 2 * packageBytes;
}
