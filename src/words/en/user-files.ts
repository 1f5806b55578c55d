import type { ScriptFault, UserPathFault } from "../../contract/refusal.ts";

/** Faults of paths in the user partition, after the path and a colon. */
export const pathFaultsEn: { readonly [F in UserPathFault]: string } = {
  "empty-name": "one of its names is empty",
  "name-too-long": "one of its names has more than 255 bytes (a Chinese character takes 3)",
  "forbidden-character": "it has a character that cannot be used (a control character or a backslash)",
  "reserved-name": "“.” and “..” cannot be names",
  exists: "a file or folder of this name is there already",
  missing: "there is no such file or folder",
  "below-a-file": "what it would lie in is a file, not a folder",
  "into-itself": "a folder cannot be moved into itself",
  "too-deep": "too many folders inside each other",
};

/** Faults of scripts, as they follow a line number and a colon. */
export const scriptFaultsEn: { readonly [F in ScriptFault]: string } = {
  "not-utf8": "the line is not UTF-8",
  "byte-order-mark": "the file begins with a byte order mark, which the module does not know",
  "full-width-punctuation": "Chinese punctuation in the code",
  "bracket-not-closed": "this bracket is never closed",
  "bracket-not-opened": "a closing bracket too many",
  "bracket-of-other-kind": "the closing bracket is of another kind than the opening one",
  "string-not-closed": "the string has no closing quote",
  "triple-quotes-not-closed": "the triple-quoted string never ends",
  "tabs-and-spaces": "tabs and spaces are mixed in the indentation",
  "indentation-of-no-level": "the indentation matches no level further out",
  "indentation-unexpected": "the line is indented for no reason",
  "indentation-missing": "an indented block should follow the colon",
  "colon-missing": "the colon at the end of the statement is missing",
  "json-value-expected": "a value should be here",
  "json-name-expected": "a name in double quotes should be here",
  "json-colon-expected": "a colon should follow the name",
  "json-comma-expected": "a comma or a closing bracket should be here",
  "json-number": "the number is not written as JSON wants it",
  "json-escape": "what follows the backslash is not allowed",
  "json-control-character": "a line break, tab or control character inside a string",
  "json-after-end": "something follows after the end of the JSON text",
};
