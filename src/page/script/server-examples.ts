/** What an operator can copy: the same in all languages. */
import type { MadeFile } from "../../contract/maker.ts";

/** A location that serves just these files, as they are. */
export function nginxExample(fileNames: readonly string[]): string {
  const names = fileNames.map((name) => `# /srv/fota/${name}`).join("\n");
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
export function shellCheck(files: readonly MadeFile[]): string {
  return files.map(({ fileName, sha256 }) => `echo "${sha256}  ${fileName}" | shasum -a 256 -c\n`).join("");
}
