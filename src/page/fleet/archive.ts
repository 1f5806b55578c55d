/** What goes out of a fleet in one piece: the packages, and two lists of them, one for programs and one for people. */
import type { ArchiveEntry } from "../../contract/archive.ts";
import type { FirmwareFacts, MadeFile, MadePackage, PackageType, Platform } from "../../contract/maker.ts";
import { csvLine } from "../../quoting/csv.ts";
import type { Direction } from "./rows.ts";

/** A package with where it comes from. */
export interface FleetPackage {
  readonly direction: Direction;
  /** From and to: with the new firmware of the fleet as `from` when it goes back. */
  readonly from: FirmwareFacts;
  readonly to: FirmwareFacts;
  readonly made: MadePackage;
}

export interface NamedFile {
  readonly file: MadeFile;
  /** Not that of any other file of the fleet. */
  readonly fileName: string;
}

/**
 * The files of each package that go to a server. Old firmwares of the same version would give the same names: the
 * second one has the beginning of their SHA-256 in it, before the ending.
 */
export function namedFiles(packages: readonly FleetPackage[]): readonly (readonly NamedFile[])[] {
  const taken = new Set<string>();
  return packages.map(({ direction, from, to, made }) => {
    const files = made.files.filter(({ role }) => role !== "merged");
    const mark = (direction === "up" ? from : to).sha256.slice(0, 8);
    const collides = files.some(({ fileName }) => taken.has(fileName));
    const named = files.map((file) => ({
      file,
      fileName: collides ? file.fileName.replace(/(?=(?:_compact)?\.\w+$)/, `-${mark}`) : file.fileName,
    }));
    for (const { fileName } of named) taken.add(fileName);
    return named;
  });
}

/** Goes up when a reader of the old version would misread the new one. */
const MANIFEST_VERSION = 1;

interface Identity {
  readonly fileName: string;
  readonly version: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly md5: string;
}

function identity({ fileName, version, bytes, sha256, md5 }: FirmwareFacts): Identity {
  return { fileName, version, bytes, sha256, md5 };
}

/** manifest.json: everything about the packages, for programs. No date in it: the same fleet gives the same bytes. */
export function fleetManifest(
  packages: readonly FleetPackage[],
  about: { readonly platform: Platform; readonly type: PackageType; readonly classes: boolean },
): string {
  const names = namedFiles(packages);
  const manifest = {
    schema: "fota-workshop-fleet",
    schemaVersion: MANIFEST_VERSION,
    platform: about.platform,
    type: about.type,
    packages: packages.map(({ direction, from, to, made }, index) => ({
      direction: direction === "up" ? "update" : "rollback",
      class: about.classes ? made.packageClass : null,
      versions: { old: from.version, new: to.version },
      firmware: { old: identity(from), new: identity(to) },
      files: (names[index] ?? []).map(({ file, fileName }) => ({
        role: file.role,
        fileName,
        bytes: file.bytes,
        sha256: file.sha256,
        md5: file.md5,
      })),
    })),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

const columns = [
  "direction",
  "old_version",
  "new_version",
  "file",
  "bytes",
  "sha256",
  "md5",
  "old_firmware",
  "old_firmware_sha256",
  "new_firmware",
  "new_firmware_sha256",
] as const;

/** packages.csv: one line a file, for spreadsheets (UTF-8 with a mark, by which they recognise it). */
export function fleetTable(packages: readonly FleetPackage[]): string {
  const names = namedFiles(packages);
  const lines = packages.flatMap(({ direction, from, to }, index) =>
    (names[index] ?? []).map(({ file, fileName }) => [
      direction === "up" ? "update" : "rollback",
      from.version,
      to.version,
      fileName,
      String(file.bytes),
      file.sha256,
      file.md5,
      from.fileName,
      from.sha256,
      to.fileName,
      to.sha256,
    ]),
  );
  return `\uFEFF${[columns, ...lines].map(csvLine).join("")}`;
}

/** The packages, manifest.json and packages.csv. */
export function fleetEntries(
  packages: readonly FleetPackage[],
  about: Parameters<typeof fleetManifest>[1],
): readonly ArchiveEntry[] {
  return [
    ...namedFiles(packages).flatMap((files) =>
      files.map(({ file, fileName }) => ({ name: fileName, blob: file.blob })),
    ),
    { name: "manifest.json", blob: new Blob([fleetManifest(packages, about)], { type: "application/json" }) },
    { name: "packages.csv", blob: new Blob([fleetTable(packages)], { type: "text/csv" }) },
  ];
}
