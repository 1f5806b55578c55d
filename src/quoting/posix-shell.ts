/** Values as words of a POSIX shell, for commands that people paste into a terminal. */

/** Words of nothing but these need no quotes. */
const PLAIN = /^[A-Za-z0-9_./:@%+,=-]+$/;

/**
 * One word on one line, whatever the text. Control characters, line breaks among them, are left out: a terminal acts upon
 * them before the shell sees any quotes.
 */
export function shellWord(text: string): string {
  const kept = text.replace(/\p{Cc}/gu, "");
  return PLAIN.test(kept) ? kept : `'${kept.replaceAll("'", `'\\''`)}'`;
}
