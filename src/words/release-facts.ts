/** What the documents of a release say alike in every language. */
import type { ReleaseOrder } from "../contract/release.ts";

/** Longest address that is taken, in characters; null when the release does not say. */
export function longestUrl({ needs }: ReleaseOrder): number | null {
  return needs.find(({ kind }) => kind === "url")?.have ?? null;
}

/** Address of the (first) package file, made up while there is none. */
export function addressOf({ urls, files }: ReleaseOrder): string {
  return urls[0] ?? `http://example.com/${files[0].fileName}`;
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
