/** Lines of lists as `sha256sum -c`, `md5sum -c` and `shasum -c` read them. */

/**
 * @param digest in hex.
 * @returns the line with its end. A backslash in front says that the name has escapes, as these programs write it.
 */
export function sumLine(digest: string, fileName: string): string {
  // By itself it would be the standard input.
  const name = fileName === "-" ? "./-" : fileName;
  const escaped = name.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
  return `${escaped === name ? "" : "\\"}${digest}  ${escaped}\n`;
}
