import type { ReleaseOrder } from "../contract/release.ts";
import { languages } from "../words/index.ts";
import type { ReleaseDocuments, ReleaseFileNames } from "../words/release-documents.ts";

export const FILE_NAMES: ReleaseFileNames & { readonly readme: string } = {
  readme: "README.txt",
  script: "fota_upgrade.py",
  manifest: "manifest.json",
  proof: "proof.txt",
  sha256: "SHA256SUMS",
  md5: "MD5SUMS",
};

/** README.txt, in every language. */
export function writeReadme(order: ReleaseOrder): Promise<string> {
  return inAllLanguages((documents) => documents.readme(order, FILE_NAMES));
}

/** proof.txt, in every language. */
export function writeProof(order: ReleaseOrder): Promise<string> {
  return inAllLanguages((documents) => documents.proof(order));
}

async function inAllLanguages(write: (documents: ReleaseDocuments) => readonly string[]): Promise<string> {
  const line = "-".repeat(78);
  const texts = await Promise.all(languages.map(async ({ documents }) => write(await documents())));
  return texts.map((text) => [...text, ""].join("\n")).join(`\n${line}\n\n`);
}
