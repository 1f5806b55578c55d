/** The QuecPython script by which a module fetches a package and updates itself. */
import type { PackageType } from "../../../workers/maker-api.ts";

export interface ScriptComments {
  readonly heading: Readonly<Record<PackageType, string>>;
  readonly url: string;
  /** Above the addresses of the two files of mini-system. */
  readonly urls: string;
  readonly report: string;
}

/** Longest address that all modules take, in characters. */
export const longestUrl: Readonly<Record<PackageType, number>> = { diff: 255, full: 255, mini: 128 };

export type UrlProblem = "scheme" | "too-long" | "not-first";

/** `url` of the package, or of the first of two files. */
export function urlProblem(url: string, type: PackageType): UrlProblem | null {
  if (!/^https?:\/\/./i.test(url)) return "scheme";
  if (url.length > longestUrl[type]) return "too-long";
  return type === "mini" && secondUrl(url) === null ? "not-first" : null;
}

/** Address of the second file, which lies beside the first; null when the address is not that of a first file. */
export function secondUrl(url: string): string | null {
  const [, stem, rest = ""] = /^([^?#]*\.mini_)1([?#].*)?$/.exec(url) ?? [];
  return stem === undefined ? null : `${stem}2${rest}`;
}

/** The address as it is typed, or an example while there is none. */
export function urlInUse(typed: string, fileName: string): string {
  return typed.trim() || `http://example.com/${fileName}`;
}

/**
 * A typed address for another package: where it ends in the name of a package of ours, the name becomes that of the
 * other one. Names that somebody gave are left alone.
 */
export function urlForPackage(typed: string, fileName: string): string {
  return typed.replace(/(?<=\/)fota_[\w.-]+\.(?:pack|bin|mini_1)(?=$|[?#\s])/, fileName);
}

/** `url` may be anything: it is written as a Python string. For mini-system it is that of the first file. */
export function upgradeScript(type: PackageType, url: string, comments: ScriptComments): string {
  return type === "mini" ? scriptForTwo(url, comments) : scriptForOne(type, url, comments);
}

function scriptForOne(type: PackageType, url: string, comments: ScriptComments): string {
  return `# ${comments.heading[type]}
import fota
import utime

# ${comments.url}
URL = ${pythonString(url)}


def report(args):
    # ${comments.report}
    print('status:', args[0], 'progress:', args[1])


def run():
    upgrade = fota()
    if upgrade.httpDownload(url1=URL, callback=report) != 0:
        print('download failed')
        return
    print('downloaded, the module restarts and updates')
    utime.sleep(2)


run()
`;
}

/** Modules report nothing while they fetch the two files, so there is no callback. */
function scriptForTwo(url: string, comments: ScriptComments): string {
  return `# ${comments.heading.mini}
import fota
import utime

# ${comments.urls}
URL1 = ${pythonString(url)}
URL2 = ${pythonString(secondUrl(url) ?? url)}


def run():
    upgrade = fota()
    if upgrade.httpDownload(url1=URL1, url2=URL2) != 0:
        print('download failed')
        return
    print('accepted, the module downloads, restarts and updates')
    utime.sleep(2)


run()
`;
}

function pythonString(text: string): string {
  // eslint-disable-next-line no-control-regex -- a pasted line break must not end the string
  const escaped = text.replace(/[\\']/g, "\\$&").replace(/[\u0000-\u001f\u007f]/g, "");
  return `'${escaped}'`;
}
