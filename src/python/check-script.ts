import type { ScriptFault } from "../contract/refusal.ts";
import { jsonFault, type SyntaxFault } from "./json-syntax.ts";
import { pythonFaults } from "./python-syntax.ts";

/** A fault of a script that the module will not accept. */
export interface ScriptProblem {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  readonly why: ScriptFault;
}

/**
 * Faults of a Python script (.py, what is certain without a full parser) or of a JSON file (.json, the first
 * one), in the order of the text. None for other files.
 */
export function checkScript(path: string, bytes: Uint8Array): ScriptProblem[] {
  const check = checkerFor(path);
  if (check === null) return [];
  const undecodable = lineThatIsNotUtf8(bytes);
  if (undecodable !== null) return [{ line: undecodable, column: 1, why: "not-utf8" }];
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  if (text.startsWith("\ufeff")) return [{ line: 1, column: 1, why: "byte-order-mark" }];
  return check(text).map(({ at, why }) => ({ ...placeOf(text, at), why }));
}

function checkerFor(path: string): ((text: string) => SyntaxFault[]) | null {
  const name = path.toLowerCase();
  if (name.endsWith(".py")) return pythonFaults;
  if (!name.endsWith(".json")) return null;
  return (text) => {
    const fault = jsonFault(text);
    return fault === null ? [] : [fault];
  };
}

/** No byte of a longer character is a line feed, so every line can be decoded by itself. */
function lineThatIsNotUtf8(bytes: Uint8Array): number | null {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for (let start = 0, line = 1; start < bytes.length; line++) {
    const feed = bytes.indexOf(0x0a, start);
    const end = feed < 0 ? bytes.length : feed + 1;
    try {
      decoder.decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    start = end;
  }
  return null;
}

function placeOf(text: string, at: number): { line: number; column: number } {
  const lines = text.slice(0, at).split(/\r\n|\r|\n/);
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
