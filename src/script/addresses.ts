/** Where a module fetches packages from, and what modules do not take (docs/quecpython.md#addresses). */
import { type ApiLimits, URL_LIMITS } from "../modules/catalogue.ts";
import { type Address, isPrivateHost, isSharePage, readAddress } from "./address-parts.ts";

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
  /** Others that no address has as they are: quotes, braces, backslashes … */
  | "character"
  /** A percent sign without two hexadecimal digits behind it. */
  | "percent"
  /** No name or number of a server, or one that cannot be. */
  | "host"
  /** Ports are 1 to 65535. */
  | "port"
  /** Mini-system: the first file must end in .mini_1, the second in .mini_2. */
  | "not-first"
  | "not-second"
  /** Mini-system: what stands before the suffixes differs. */
  | "not-a-pair"
  /** A folder, without the name of the file. */
  | "folder"
  /** A page on which people fetch a shared file: what is behind the address is the page. */
  | "share-page"
  /** The module comes from the mobile network and does not reach addresses of a home or office. */
  | "private-host";

/** Those with which a module can still work: they are said, and nothing else. */
export const DOUBTS: readonly AddressProblem[] = ["folder", "share-page", "private-host"];

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
  const address = readAddress(url);
  if (typeof address === "string") return address;
  if (address.scheme === "ftp") {
    if (api?.ftp !== true) return "scheme";
    const [user = "", password = ""] = address.user.split(":");
    if (user === "" || password === "" || address.port === null || address.path.length < 2) return "ftp-form";
  }
  if (url.length > URL_LIMITS[type]) return "too-long";
  if (place === "first" && secondAddress(url) === null) return "not-first";
  if (place === "second" && firstAddress(url) === null) return "not-second";
  return doubtAbout(address);
}

function doubtAbout(address: Address): AddressProblem | null {
  if (isSharePage(address)) return "share-page";
  if (/(^|\/)$/.test(address.path) && address.query === "") return "folder";
  return isPrivateHost(address.host) ? "private-host" : null;
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
