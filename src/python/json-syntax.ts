import type { ScriptFault } from "../contract/refusal.ts";

/** Position in the text and what is wrong there. */
export interface SyntaxFault {
  readonly at: number;
  readonly why: ScriptFault;
}

/** What may come next, besides white space. */
type Expected = "value" | "value or ]" | "name" | "name or }" | "colon" | "comma or end";

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /[\w.+-]*/y;
const SPACE = /[ \t\r\n]*/y;
/** What ends a string, or is special or wrong in it. */
// eslint-disable-next-line no-control-regex -- control characters are what must not be there
const STRING_STOP = /["\\\u0000-\u001f]/g;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

/** First fault of a JSON text (RFC 8259), null when there is none. Works without recursion: depth is no limit. */
export function jsonFault(text: string): SyntaxFault | null {
  /** Closing brackets of what is open. */
  const open: ("]" | "}")[] = [];
  let expected: Expected = "value";
  let at = 0;
  const fault = (why: ScriptFault): SyntaxFault => ({ at, why });
  for (;;) {
    at = endOf(SPACE, text, at);
    const next = text.charAt(at);
    switch (expected) {
      case "value":
      case "value or ]":
        if (next === "[" || next === "{") {
          open.push(next === "[" ? "]" : "}");
          expected = next === "[" ? "value or ]" : "name or }";
          at++;
        } else if (next === "]" && expected === "value or ]") {
          open.pop();
          expected = "comma or end";
          at++;
        } else {
          const end = scalarEnd(text, at);
          if (typeof end !== "number") return end;
          at = end;
          expected = "comma or end";
        }
        break;
      case "name":
      case "name or }":
        if (next === "}" && expected === "name or }") {
          open.pop();
          expected = "comma or end";
          at++;
        } else {
          if (next !== '"') return fault("json-name-expected");
          const end = stringEnd(text, at);
          if (typeof end !== "number") return end;
          at = end;
          expected = "colon";
        }
        break;
      case "colon":
        if (next !== ":") return fault("json-colon-expected");
        expected = "value";
        at++;
        break;
      case "comma or end": {
        const closing = open.at(-1);
        if (closing === undefined) return at === text.length ? null : fault("json-after-end");
        if (next === closing) open.pop();
        else if (next !== ",") return fault("json-comma-expected");
        else expected = closing === "]" ? "value" : "name";
        at++;
        break;
      }
    }
  }
}

/** End of the match at `at`, `at` itself when there is none. */
function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

function scalarEnd(text: string, at: number): number | SyntaxFault {
  if (text.charAt(at) === '"') return stringEnd(text, at);
  const wordEnd = endOf(WORD, text, at);
  const word = text.slice(at, wordEnd);
  if (word === "true" || word === "false" || word === "null") return wordEnd;
  if (!/^[-+.\d]/.test(word)) return { at, why: "json-value-expected" };
  return endOf(NUMBER, text, at) === wordEnd ? wordEnd : { at, why: "json-number" };
}

/** `at` is at the opening quote. */
function stringEnd(text: string, at: number): number | SyntaxFault {
  for (let from = at + 1; ;) {
    STRING_STOP.lastIndex = from;
    const stop = STRING_STOP.exec(text);
    if (stop === null) return { at, why: "string-not-closed" };
    if (stop[0] === '"') return stop.index + 1;
    if (stop[0] !== "\\") return { at: stop.index, why: "json-control-character" };
    from = endOf(ESCAPE, text, stop.index);
    if (from === stop.index) return { at: from, why: "json-escape" };
  }
}
