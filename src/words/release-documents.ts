/** The texts that go along with a release, for those who run the server and the modules. */
import type { ReleaseOrder } from "../contract/release.ts";

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
