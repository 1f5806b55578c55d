/** What an operator can copy: the same in all languages. */
import type { MadeFile } from "../../contract/maker.ts";
import { nginxComment } from "../../quoting/nginx.ts";
import { shellWord } from "../../quoting/posix-shell.ts";
import { sumLine } from "../../quoting/sums.ts";

/** A location that serves just these files, as they are. */
export function nginxExample(fileNames: readonly string[]): string {
  const names = fileNames.map((name) => nginxComment(`/srv/fota/${name}`)).join("\n");
  return `${names}
location /fota/ {
    alias /srv/fota/;
    types { }
    default_type application/octet-stream;
    gzip off;
}
`;
}

/** Compares files with their SHA-256; for Linux and macOS. */
export function shellCheck(files: readonly Pick<MadeFile, "fileName" | "sha256">[]): string {
  const lines = files.map(({ fileName, sha256 }) => shellWord(sumLine(sha256, fileName).slice(0, -1)));
  return lines.map((line) => `printf '%s\\n' ${line} | shasum -a 256 -c -\n`).join("");
}
