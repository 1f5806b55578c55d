/** Proposes a version name for a firmware: printable ASCII without spaces, at most 60 characters. */

export const VERSION_NAME_LIMIT = 60;

/** Quectel's own naming, e.g. EC600UCNLBR03A08M08_OCPU_QPY: the whole stem is the version. */
const QUECTEL_NAME = /(?<![0-9A-Z])[A-Z]{2}\d{3}[A-Z]*R\d{2}A\d{2}/;

/** Date with what hangs on it; dotted numbers; V and digits. */
const VERSION_TOKENS = [
  /(?<!\d)20\d{6}(?:[-_.][0-9A-Za-z]+)*/g,
  /(?<![0-9A-Za-z])[vV]?\d+(?:\.\d+)+(?:[-_+.][0-9A-Za-z]+)*/g,
  /(?<![0-9A-Za-z])[vV]\d+(?:[-_.][0-9A-Za-z]+)*/g,
];

/**
 * @param fileNames of the file and what it is wrapped in, best first; the first with a version in it counts.
 * @param builtAt Unix seconds, used when no name gives anything.
 */
export function proposeVersion(fileNames: readonly string[], builtAt: number | null): string {
  const stems = fileNames.map(stemOf);
  const found = stems.map(versionIn).find((version) => version !== "");
  const proposed = found ?? stems.map(sanitize).find((stem) => stem !== "");
  if (proposed !== undefined) return proposed;
  return builtAt === null ? "firmware" : new Date(builtAt * 1000).toISOString().replace(/[-:]|\..*/g, "");
}

/** Names inside archives may be very long; no more of one is looked at. */
const LONGEST_NAME = 255;

function stemOf(fileName: string): string {
  const name = (fileName.split(/[/\\]/).at(-1) ?? "").slice(-LONGEST_NAME);
  return name.replace(/(?<=.)\.[0-9A-Za-z]{1,6}$/, "");
}

function versionIn(stem: string): string {
  if (QUECTEL_NAME.test(stem)) return sanitize(stem);
  const tokens = VERSION_TOKENS.flatMap((pattern) => stem.match(pattern) ?? []);
  return sanitize(tokens.reduce((longest, token) => (token.length > longest.length ? token : longest), ""));
}

function sanitize(name: string): string {
  const ascii = name.replace(/[^!-~]+/g, "_").replace(/^_+|_+$/g, "");
  return ascii.slice(0, VERSION_NAME_LIMIT);
}
