import { releaseDocuments, type ReleaseFileNames } from "../words/release-documents.ts";
import type { ReleaseOrder } from "../contract/release.ts";

export const FILE_NAMES: ReleaseFileNames & { readonly readme: string } = {
  readme: "README.txt",
  script: "fota_upgrade.py",
  manifest: "manifest.json",
  proof: "proof.txt",
  sha256: "SHA256SUMS",
  md5: "MD5SUMS",
};

/** README.txt: Chinese, then English. */
export function writeReadme(order: ReleaseOrder): string {
  return inBothLanguages(
    releaseDocuments.zh.readme(order, FILE_NAMES),
    releaseDocuments.en.readme(order, FILE_NAMES),
  );
}

/** proof.txt: Chinese, then English. */
export function writeProof(order: ReleaseOrder): string {
  return inBothLanguages(releaseDocuments.zh.proof(order), releaseDocuments.en.proof(order));
}

function inBothLanguages(zh: readonly string[], en: readonly string[]): string {
  const line = "-".repeat(78);
  return [...zh, "", line, "", ...en, ""].join("\n");
}
