import type { ScriptFault } from "../contract/refusal.ts";
import type { SyntaxFault } from "./json-syntax.ts";

/**
 * Faults of a Python script that are certain without a full parser: strings, brackets, indentation, and the
 * colon of a compound statement. What this does not know it lets pass.
 */
export function pythonFaults(text: string): SyntaxFault[] {
  return new PythonScanner(text).scan();
}

/** Keywords that, first in a statement, need a colon. Not match and case, which may be names. */
const COMPOUND = new Set("class def elif else except finally for if try while with".split(" "));
const STRING_PREFIX = /^(?:[rbuf]|br|rb|fr|rf)$/i;
const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
/** What input methods for Chinese write instead of the punctuation of the language, and the wide space. */
const FULL_WIDTH =
  /[\u2018-\u201f\u3000-\u3002\u3008-\u3011\u3014-\u301f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff3e\uff40\uff5b-\uff64]/;

/** All other characters beyond ASCII: to the module each may be in a name. */
const BEYOND_ASCII =
  "\\u0080-\\u2017\\u2020-\\u2fff\\u3003-\\u3007\\u3012\\u3013\\u3020-\\uff00\\uff10-\\uff19\\uff21-\\uff3a\\uff3f\\uff41-\\uff5a\\uff65-\\uffff";
const NAME = new RegExp(`[A-Za-z_${BEYOND_ASCII}][\\w${BEYOND_ASCII}]*`, "y");
/** Digits with all that can be glued to them; `1if x` is valid, and read as one. */
const NUMBER = /\d[\w.]*/y;
const COMMENT = /#[^\r\n]*/y;
const NEWLINE = /\r\n|\r|\n/y;
const JOINED = /\\(?:\r\n|\r|\n)/y;

/** Enough to show; in a file that is no Python nearly every line has one. */
const MOST_FAULTS = 50;

interface Level {
  /** Width with tabs to multiples of 8, as the module counts. */
  readonly wide: number;
  /** With a tab as one: where both orders differ, the indentation depends on the width of a tab. */
  readonly narrow: number;
}

/** One statement, up to the end of its last line. */
interface Statement {
  /** First word, of `async` the second. */
  keyword: string;
  words: number;
  /** Outside brackets; those of lambdas, and :=, do not count. */
  colons: number;
  lambdas: number;
  endsWithColon: boolean;
  /** Where its last token ends. */
  end: number;
}

class PythonScanner {
  readonly #text: string;
  #at = 0;
  readonly #faults: SyntaxFault[] = [];
  readonly #levels: Level[] = [{ wide: 0, narrow: 0 }];
  readonly #brackets: { readonly closing: string; readonly at: number }[] = [];
  /** Where the statement before ended, when it wants an indented block. */
  #blockWanted: number | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  /** A fault in strings or brackets is the last one: all that follows would be guesswork. */
  scan(): SyntaxFault[] {
    while (this.#at < this.#text.length && this.#faults.length < MOST_FAULTS) {
      const level = this.#indentation();
      if (this.#blankLine()) continue;
      this.#indent(level);
      if (!this.#statement()) return this.#faults;
    }
    if (this.#blockWanted !== null) this.#fault(this.#blockWanted, "indentation-missing");
    return this.#faults;
  }

  #fault(at: number, why: ScriptFault): void {
    this.#faults.push({ at, why });
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found = ""] = pattern.exec(this.#text) ?? [];
    this.#at += found.length;
    return found;
  }

  /** A backslash that joins lines may stand in it: then that of the first line counts, unless it has none. */
  #indentation(): Level {
    let joined: Level | null = null;
    let wide = 0;
    let narrow = 0;
    for (;;) {
      const char = this.#text.charAt(this.#at);
      if (char === " ") wide++;
      else if (char === "\t") wide = (Math.floor(wide / 8) + 1) * 8;
      else if (char === "\f") wide = 0;
      else if (char === "\\" && this.#take(JOINED) !== "") {
        if (wide > 0) joined ??= { wide, narrow };
        wide = narrow = 0;
        continue;
      } else return joined ?? { wide, narrow };
      narrow = char === "\f" ? 0 : narrow + 1;
      this.#at++;
    }
  }

  /** Steps over the line when it has nothing but a comment; its indentation does not matter. */
  #blankLine(): boolean {
    this.#take(COMMENT);
    return this.#take(NEWLINE) !== "" || this.#at >= this.#text.length;
  }

  #indent(level: Level): void {
    const wanted = this.#blockWanted !== null;
    this.#blockWanted = null;
    const current = this.#levels.at(-1) ?? level;
    if (level.wide > current.wide) {
      if (!wanted) this.#fault(this.#at, "indentation-unexpected");
      else if (level.narrow <= current.narrow) this.#fault(this.#at, "tabs-and-spaces");
      this.#levels.push(level);
      return;
    }
    if (wanted) this.#fault(this.#at, "indentation-missing");
    while (level.wide < (this.#levels.at(-1)?.wide ?? 0)) this.#levels.pop();
    const outer = this.#levels.at(-1) ?? level;
    if (outer.wide !== level.wide) {
      this.#fault(this.#at, "indentation-of-no-level");
      this.#levels.push(level);
    } else if (outer.narrow !== level.narrow) {
      this.#fault(this.#at, "tabs-and-spaces");
      this.#levels.splice(-1, 1, level);
    }
  }

  /** False when the check ends here: what follows is not certain, or there are faults enough. */
  #statement(): boolean {
    const statement: Statement = {
      keyword: "",
      words: 0,
      colons: 0,
      lambdas: 0,
      endsWithColon: false,
      end: this.#at,
    };
    for (;;) {
      if (this.#at >= this.#text.length) break;
      if (this.#take(NEWLINE) !== "") {
        if (this.#brackets.length === 0) break;
        continue;
      }
      if (this.#take(COMMENT) !== "" || this.#space()) continue;
      if (!this.#token(statement) || this.#faults.length >= MOST_FAULTS) return false;
      statement.end = this.#at;
    }
    const bracket = this.#brackets.at(-1);
    if (bracket !== undefined) {
      this.#fault(bracket.at, "bracket-not-closed");
      return false;
    }
    this.#endStatement(statement);
    return true;
  }

  #endStatement({ keyword, colons, lambdas, endsWithColon, end }: Statement): void {
    const colonMissing = COMPOUND.has(keyword) && colons <= lambdas;
    if (colonMissing) this.#fault(end, "colon-missing");
    if (endsWithColon || colonMissing) this.#blockWanted = end;
  }

  /** White space inside a line, and a backslash that joins it to the next. */
  #space(): boolean {
    const char = this.#text.charAt(this.#at);
    if (char !== " " && char !== "\t" && char !== "\f" && char !== "\\") return false;
    this.#at++;
    if (char === "\\") this.#take(NEWLINE);
    return true;
  }

  #token(statement: Statement): boolean {
    const start = this.#at;
    const char = this.#text.charAt(start);
    const outside = this.#brackets.length === 0;
    statement.endsWithColon = false;
    if (FULL_WIDTH.test(char)) return this.#fullWidth(char, statement);
    const name = this.#take(NAME);
    if (name !== "") {
      const quote = this.#text.charAt(this.#at);
      if ((quote === '"' || quote === "'") && STRING_PREFIX.test(name)) return this.#string(start);
      if (statement.words === 0 || (statement.words === 1 && statement.keyword === "async")) {
        if (outside) statement.keyword = name;
      }
      statement.words++;
      if (outside && name === "lambda") statement.lambdas++;
      return true;
    }
    statement.words++;
    if (char === '"' || char === "'") return this.#string(start);
    if (this.#take(NUMBER) !== "") return true;
    this.#at++;
    if (char === ":" && outside) {
      if (this.#text.charAt(this.#at) === "=") this.#at++;
      else {
        statement.colons++;
        statement.endsWithColon = true;
      }
    }
    return this.#bracket(char, start);
  }

  #fullWidth(char: string, statement: Statement): boolean {
    this.#fault(this.#at, "full-width-punctuation");
    this.#at++;
    if (char === "：" && this.#brackets.length === 0) {
      statement.colons++;
      statement.endsWithColon = true;
    }
    // One of a pair of brackets or quotes would be missed next.
    return !/[（）［］｛｝“”‘’]/.test(char);
  }

  #bracket(char: string, start: number): boolean {
    const closing = CLOSING[char];
    if (closing !== undefined) {
      this.#brackets.push({ closing, at: start });
      return true;
    }
    if (char !== ")" && char !== "]" && char !== "}") return true;
    const open = this.#brackets.pop();
    if (open?.closing === char) return true;
    this.#fault(start, open === undefined ? "bracket-not-opened" : "bracket-of-other-kind");
    return false;
  }

  /** From the quote on; `start` is where its prefix is. A backslash takes the next character in raw strings, too. */
  #string(start: number): boolean {
    const quote = this.#text.charAt(this.#at);
    const triple = this.#text.startsWith(quote.repeat(3), this.#at);
    const end = triple ? quote.repeat(3) : quote;
    this.#at += end.length;
    while (this.#at < this.#text.length) {
      if (this.#text.startsWith(end, this.#at)) {
        this.#at += end.length;
        return true;
      }
      const char = this.#text.charAt(this.#at);
      if (char === "\\") {
        this.#at++;
        if (this.#take(NEWLINE) === "") this.#at++;
      } else if (!triple && (char === "\n" || char === "\r")) break;
      else this.#at++;
    }
    this.#fault(start, triple ? "triple-quotes-not-closed" : "string-not-closed");
    return false;
  }
}
