/** The texts that go along with a release, for those who run the server and the modules. */
import type { ReleaseOrder } from "../contract/release.ts";
import { releaseDocumentsEn } from "./en/release-documents.ts";
import type { Language } from "./index.ts";
import { releaseDocumentsZh } from "./zh/release-documents.ts";

/** Names of the files that lie beside the package. */
export interface ReleaseFileNames {
  readonly script: string;
  readonly manifest: string;
  readonly proof: string;
  readonly sha256: string;
  readonly md5: string;
}

export interface ReleaseDocuments {
  /** For the operator of the server. */
  readme(order: ReleaseOrder, names: ReleaseFileNames): readonly string[];
  /** What was proved about the package. */
  proof(order: ReleaseOrder): readonly string[];
}

/** In every language, in their order there: a release has them all, and the worker that writes it needs no other text. */
export const releaseDocuments: Readonly<Record<Language, ReleaseDocuments>> = {
  zh: releaseDocumentsZh,
  en: releaseDocumentsEn,
};
