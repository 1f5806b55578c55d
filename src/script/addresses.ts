/** Where a module fetches packages from, and what modules do not take (specs/quecpython.md sections 1.1, 1.3, 6). */
import { type ApiLimits, URL_LIMITS } from "../modules/catalogue.ts";

export type PackageType = keyof typeof URL_LIMITS;

/** In characters. */
export const LONGEST_ADDRESS: Readonly<Record<PackageType, number>> = URL_LIMITS;

export type AddressProblem =
  /** Neither HTTP nor HTTPS, nor FTP where the module has it. */
  | "scheme"
  /** FTP of this module wants user, password and port written out. */
  | "ftp-form"
  | "too-long"
  /** Blanks and letters beyond ASCII. */
  | "not-ascii"
  /** Mini-system: the first file must end in .mini_1, the second in .mini_2. */
  | "not-first"
  | "not-second"
  /** Mini-system: what stands before the suffixes differs. */
  | "not-a-pair"
  /** The module comes from the mobile network and does not reach addresses of a home or office. */
  | "private-host";

/** Those with which a module can still work: they are said, and nothing else. */
export const DOUBTS: readonly AddressProblem[] = ["private-host"];

/**
 * What is wrong with an address; null for nothing.
 * @param place of the file among those of the package.
 */
export function addressProblem(
  url: string,
  type: PackageType,
  api: ApiLimits | null,
  place: "only" | "first" | "second" = "only",
): AddressProblem | null {
  // Anything but printable ASCII.
  if (/[^\u0021-\u007e]/.test(url)) return "not-ascii";
  if (/^ftp:\/\//i.test(url)) {
    if (api?.ftp !== true) return "scheme";
    if (!/^ftp:\/\/[^:@/]+:[^:@/]+@[^:@/]+:\d+\/./i.test(url)) return "ftp-form";
  } else if (!/^https?:\/\/./i.test(url)) {
    return "scheme";
  }
  if (url.length > URL_LIMITS[type]) return "too-long";
  if (place === "first" && secondAddress(url) === null) return "not-first";
  if (place === "second" && firstAddress(url) === null) return "not-second";
  return isPrivate(url) ? "private-host" : null;
}

/** Address of the second file, beside the first; null when the address is not that of a first file. */
export function secondAddress(first: string): string | null {
  return withSuffix(first, "1", "2");
}

function firstAddress(second: string): string | null {
  return withSuffix(second, "2", "1");
}

function withSuffix(url: string, from: string, to: string): string | null {
  const [, stem, rest = ""] = new RegExp(`^([^?#]*\\.mini_)${from}([?#].*)?$`).exec(url) ?? [];
  return stem === undefined ? null : `${stem}${to}${rest}`;
}

/** Whether two addresses are those of one mini-system package: the files' names must agree, not the folders. */
export function arePair(first: string, second: string): boolean {
  const name = (url: string): string => /[^/]*$/.exec(url.replace(/[?#].*$/, ""))?.[0] ?? "";
  return name(first).replace(/\.mini_1$/, "") === name(second).replace(/\.mini_2$/, "");
}

function isPrivate(url: string): boolean {
  const [, host = ""] = /^[a-z]+:\/\/(?:[^@/]*@)?([^:/?#]+)/i.exec(url) ?? [];
  return (
    /^(localhost|127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.)/i.test(host) ||
    /\.(local|lan|internal)$/i.test(host) ||
    /^[^.]+$/.test(host)
  );
}
