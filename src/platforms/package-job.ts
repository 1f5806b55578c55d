import { digests } from "../bytes/digest.ts";
import { contentMark, packageFileName, type Versions } from "./package-file-name.ts";
import type { RefusalValue } from "../contract/refusal.ts";
import type { MadeFile, MakeProgress, MakeResult } from "../contract/maker.ts";

/** A package that can be made: what speaks against it, and how to make it. */
export interface PackageJob {
  /** Nothing here forbids to go on. */
  readonly warnings: readonly RefusalValue[];
  /** More of them, for a package that names versions; left out where none can. */
  readonly whenNamed?: readonly RefusalValue[];
  /** Does ahead of time what {@link make} would have to do first. */
  prepare?(): void;
  /** @throws Refusal version-name, proof-failed */
  make(versions: VersionNames, onProgress: (progress: MakeProgress) => void): MakeResult;
}

export interface VersionNames {
  /** As the user wants them in the package; both empty: none. */
  readonly written: Versions;
  /** For the names of files alone: some of it may come from file names. */
  readonly shown: Versions;
}

/** What a package consists of; `ending` of the file's name, e.g. `.mini_1`. */
export interface PackagePart {
  readonly role: MadeFile["role"];
  readonly ending: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The files of one package, named by `stem` and by what is in those that modules fetch. */
export function madeFiles(
  stem: string,
  first: PackagePart,
  ...others: readonly PackagePart[]
): readonly [MadeFile, ...MadeFile[]] {
  const hashed = (part: PackagePart) => ({ ...part, ...digests(part.bytes) });
  const [one, ...more] = [hashed(first), ...others.map(hashed)] as const;
  const fetched = [one, ...more].filter(({ role }) => role !== "merged");
  const mark = contentMark(fetched.map(({ sha256 }) => sha256));
  const file = ({ role, ending, bytes, sha256, md5 }: typeof one): MadeFile => ({
    role,
    fileName: packageFileName(stem, mark, ending),
    blob: new Blob([bytes]),
    bytes: bytes.length,
    sha256,
    md5,
  });
  return [file(one), ...more.map(file)];
}
