import type { ReleaseOrder } from "../contract/release.ts";
import {
  releaseDocuments,
  type ReleaseDocuments,
  type ReleaseFileNames,
} from "../words/release-documents.ts";

export const FILE_NAMES: ReleaseFileNames & { readonly readme: string } = {
  readme: "README.txt",
  script: "fota_upgrade.py",
  manifest: "manifest.json",
  proof: "proof.txt",
  sha256: "SHA256SUMS",
  md5: "MD5SUMS",
};

/** README.txt, in every language. */
export function writeReadme(order: ReleaseOrder): string {
  return inAllLanguages((documents) => documents.readme(order, FILE_NAMES));
}

/** proof.txt, in every language. */
export function writeProof(order: ReleaseOrder): string {
  return inAllLanguages((documents) => documents.proof(order));
}

function inAllLanguages(write: (documents: ReleaseDocuments) => readonly string[]): string {
  const line = "-".repeat(78);
  const texts = Object.values(releaseDocuments).map((documents) => [...write(documents), ""].join("\n"));
  return texts.join(`\n${line}\n\n`);
}
