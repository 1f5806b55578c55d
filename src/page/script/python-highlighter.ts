/** Colours for Python; a part of its own, fetched when there is a script to show. */
import highlighter from "highlight.js/lib/core";
import python from "highlight.js/lib/languages/python";

highlighter.registerLanguage("python", python);

/** The code as HTML, with everything escaped and `hljs-` classes around what it knows. */
export function highlightPython(code: string): string {
  return highlighter.highlight(code, { language: "python", ignoreIllegals: true }).value;
}
