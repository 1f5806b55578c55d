/** The parts of an address (RFC 3986), and what its server is. */

export interface Address {
  readonly scheme: "http" | "https" | "ftp";
  /** User and password, as written; empty without. */
  readonly user: string;
  /** In lower case; an IPv6 address without its brackets. */
  readonly host: string;
  /** Null where none is written. */
  readonly port: number | null;
  /** From "/" on; empty without. */
  readonly path: string;
  /** Without "?"; empty without. */
  readonly query: string;
}

export type AddressFault = "not-ascii" | "character" | "percent" | "scheme" | "host" | "port";

const LARGEST_PORT = 65_535;

/** What is written in an address, or why it is none. */
export function readAddress(url: string): Address | AddressFault {
  if (/[^\u0021-\u007e]/.test(url)) return "not-ascii";
  if (/["<>\\^`{|}]/.test(url)) return "character";
  if (/%(?![0-9a-f]{2})/i.test(url)) return "percent";
  const [, scheme = "", authority = "", path = "", query = ""] =
    /^([a-z]+):\/\/([^/?#]*)(\/[^?#]*)?(?:\?([^#]*))?/i.exec(url) ?? [];
  const known = (["http", "https", "ftp"] as const).find((one) => one === scheme.toLowerCase());
  if (known === undefined) return "scheme";
  const at = authority.lastIndexOf("@");
  const server = authority.slice(at + 1);
  const [, host = "", , digits] = /^(\[[^\]]*\]|[^:[\]]*)(:(\d*))?$/.exec(server) ?? [];
  if (!isHost(host)) return "host";
  const port = digits === undefined || digits === "" ? null : Number(digits);
  if (digits === "" || (port !== null && (port < 1 || port > LARGEST_PORT))) return "port";
  // Brackets belong to the server alone.
  if (/[[\]]/.test(path + query)) return "character";
  const plain = host.toLowerCase().replace(/^\[|\]$/g, "");
  return { scheme: known, user: at < 0 ? "" : authority.slice(0, at), host: plain, port, path, query };
}

/** Whether it is an address at all, whatever module it is for. */
export function isAddress(url: string): boolean {
  return typeof readAddress(url) !== "string";
}

function isHost(host: string): boolean {
  if (host.startsWith("[")) return isIpv6(host.slice(1, -1));
  if (/^[\d.]+$/.test(host)) return isIpv4(host);
  return (
    host.length <= 253 &&
    host.split(".").every((label, i, all) => isLabel(label, i > 0 && i === all.length - 1))
  );
}

/** A name may end in a dot. */
function isLabel(label: string, endsName: boolean): boolean {
  return (endsName && label === "") || /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label);
}

function isIpv4(host: string): boolean {
  const numbers = host.split(".");
  return numbers.length === 4 && numbers.every((number) => /^\d{1,3}$/.test(number) && Number(number) < 256);
}

function isIpv6(host: string): boolean {
  const [head = "", tail, more] = host.split("::");
  if (more !== undefined) return false;
  const groups = [head, tail ?? ""].flatMap((part) => (part === "" ? [] : part.split(":")));
  const last = groups.at(-1) ?? "";
  const mapped = last.includes(".");
  if (mapped && !isIpv4(last)) return false;
  const plain = mapped ? groups.slice(0, -1) : groups;
  const count = plain.length + (mapped ? 2 : 0);
  if (!plain.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false;
  return tail === undefined ? count === 8 : count < 8;
}

/** Whether only a network of a home or office has such a server. */
export function isPrivateHost(host: string): boolean {
  if (host.includes(":")) return /^(::1?$|f[cd]|fe[89ab])/.test(host) || /^::ffff:/.test(host);
  return (
    /^(localhost$|0\.|127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.)/.test(host) ||
    /\.(local|lan|internal|home\.arpa)\.?$/.test(host) ||
    /^[^.]+$/.test(host)
  );
}

/** Places where people share files by pages: the server, and which of its paths are pages. */
const SHARE_PAGES: readonly (readonly [host: RegExp, path: RegExp])[] = [
  [/^(pan|yun)\.baidu\.com$/, /^/],
  [/^(www\.)?(alipan|aliyundrive)\.com$/, /^/],
  [/^(pan\.quark\.cn|drive\.uc\.cn|pan\.xunlei\.com|share\.weiyun\.com)$/, /^/],
  [/^((cloud|h5\.cloud)\.189\.cn|(caiyun|yun)\.139\.com)$/, /^/],
  [/^(www\.)?(123pan|123684|123865|115|115cdn|jianguoyun|ctfile|wenshushu)\.(com|cn)$/, /^/],
  [/(^|\.)lanzou\w?\.com$/, /^/],
  [/^(drive|docs)\.google\.com$/, /^\/(file|drive|open|document)/],
  [/^(1drv\.ms|onedrive\.live\.com)$/, /^/],
  [/^(www\.)?dropbox\.com$/, /^/],
  [/^((www\.)?(mega\.nz|mediafire\.com|wetransfer\.com)|we\.tl)$/, /^/],
  [/^(github|gitee)\.com$/, /^\/[^/]+\/[^/]+\/blob\//],
];

/** Whether the address is that of a page on which a shared file is offered, as far as its server is known. */
export function isSharePage({ host, path, query }: Address): boolean {
  // With this a page of Dropbox is the file.
  if (/(^|&)(dl|raw)=1(&|$)/.test(query)) return false;
  return SHARE_PAGES.some(([server, pages]) => server.test(host) && pages.test(path));
}
