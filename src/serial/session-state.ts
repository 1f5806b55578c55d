/** What a session tells: where it stands, and what happens on the way. */
import type { Recovery, SerialProblemValue } from "./problem.ts";
import type { Verdict } from "./verdict.ts";

export type SessionState =
  | { readonly step: "idle" }
  | { readonly step: "connecting"; readonly number: number; readonly of: number }
  | { readonly step: "ready" }
  | {
      readonly step: "sending";
      readonly what: "package" | "script";
      readonly done: number;
      readonly total: number;
    }
  | { readonly step: "running" }
  /** The script is over; the module may still be downloading. */
  | { readonly step: "settling" }
  | { readonly step: "restarting"; readonly restarts: number; readonly forgotten: boolean }
  | { readonly step: "confirming" }
  | { readonly step: "done"; readonly verdict: Verdict; readonly version: string; readonly restarts: number }
  | { readonly step: "problem"; readonly problem: SerialProblemValue; readonly recovery: Recovery };

/** What happens on the way, for the record. */
export type SessionNote =
  | { readonly kind: "connected" }
  | { readonly kind: "run" }
  | { readonly kind: "restart"; readonly number: number }
  | { readonly kind: "back" }
  | { readonly kind: "stopped" };

export interface SessionListener {
  onState(state: SessionState): void;
  /** What the module prints. */
  onOutput(text: string): void;
  onNote(note: SessionNote): void;
}
