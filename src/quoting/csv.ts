/** Values as lines of a table that spreadsheets read (RFC 4180). */

/** What begins a formula, also as Chinese and Japanese keyboards type it: an apostrophe makes a text of it. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** One line with its end. Names of files come from outside: none of them becomes a formula, or a line of its own. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(cell).join(",")}\r\n`;
}

function cell(text: string): string {
  const plain = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
