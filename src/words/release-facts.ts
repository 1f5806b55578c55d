/** What the documents of a release say alike in every language. */
import type { ReleaseOrder } from "../contract/release.ts";
import { shellWord } from "../quoting/posix-shell.ts";
import { windowsFileName } from "../quoting/windows-command.ts";

/** Longest address that is taken, in characters; null when the release does not say. */
export function longestUrl({ needs }: ReleaseOrder): number | null {
  return needs.find(({ kind }) => kind === "url")?.have ?? null;
}

/**
 * Commands that fetch each file of the package and print its SHA-256; their addresses are made up while there are none.
 * Nothing in an address is a command, an option, or a pattern of names.
 */
export function fetchCommands({ urls, files }: ReleaseOrder): readonly string[] {
  const addresses = files.map(({ fileName }, i) => urls[i] ?? `http://example.com/${encodeURI(fileName)}`);
  return addresses.map((address) => `curl -sg --url ${shellWord(address)} | sha256sum`);
}

/** Commands of Windows that print the SHA-256 of each file of the package. */
export function certutilCommands({ files }: ReleaseOrder): readonly string[] {
  return files.map(({ fileName }) => `certutil -hashfile ${windowsFileName(fileName)} SHA256`);
}

/** Settings of nginx for files in /srv/fota. */
export const nginxExample: readonly string[] = [
  "    location /fota/ {",
  "        alias /srv/fota/;",
  "        types { }",
  "        default_type application/octet-stream;",
  "        gzip off;",
  "    }",
];
