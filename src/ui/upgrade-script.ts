/** The QuecPython script by which a module fetches a differential package and updates itself. */

export interface ScriptComments {
  readonly heading: string;
  readonly url: string;
  readonly report: string;
}

/** Longest address that all modules take, in characters. */
export const longestUrl = 255;

export type UrlProblem = "scheme" | "too-long";

export function urlProblem(url: string): UrlProblem | null {
  if (!/^https?:\/\/./i.test(url)) return "scheme";
  return url.length > longestUrl ? "too-long" : null;
}

/** `url` may be anything: it is written as a Python string. */
export function upgradeScript(url: string, comments: ScriptComments): string {
  return `# ${comments.heading}
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

function pythonString(text: string): string {
  // eslint-disable-next-line no-control-regex -- a pasted line break must not end the string
  const escaped = text.replace(/[\\']/g, "\\$&").replace(/[\u0000-\u001f\u007f]/g, "");
  return `'${escaped}'`;
}
