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

/** The files of a package that go to a server. Packages that share a name are the same, byte for byte. */
export function serverFiles({ made }: Pick<FleetPackage, "made">): readonly MadeFile[] {
  return made.files.filter(({ role }) => role !== "merged");
}

/** Name of the folder and the archive: the version that the fleet is for, and a mark of the packages in it. */
export function fleetName(version: string, packages: readonly FleetPackage[]): string {
  const digests = new Set(packages.flatMap(serverFiles).map(({ sha256 }) => sha256));
  // Packages come in any order, and their digests are as good as random.
  const mark = [...digests].reduce((sum, sha256) => sum ^ parseInt(sha256.slice(0, 8), 16), 0) >>> 0;
  const name = version.replace(/[^A-Za-z0-9.-]+/g, "-");
  return `fota_fleet_${name}_${mark.toString(16).padStart(8, "0")}`;
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
  const manifest = {
    schema: "fota-workshop-fleet",
    schemaVersion: MANIFEST_VERSION,
    platform: about.platform,
    type: about.type,
    packages: packages.map((one) => ({
      direction: one.direction === "up" ? "update" : "rollback",
      class: about.classes ? one.made.packageClass : null,
      versions: { old: one.from.version, new: one.to.version },
      firmware: { old: identity(one.from), new: identity(one.to) },
      files: serverFiles(one).map(({ role, fileName, bytes, sha256, md5 }) => ({
        role,
        fileName,
        bytes,
        sha256,
        md5,
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
  const lines = packages.flatMap((one) =>
    serverFiles(one).map(({ fileName, bytes, sha256, md5 }) => [
      one.direction === "up" ? "update" : "rollback",
      one.from.version,
      one.to.version,
      fileName,
      String(bytes),
      sha256,
      md5,
      one.from.fileName,
      one.from.sha256,
      one.to.fileName,
      one.to.sha256,
    ]),
  );
  return `\uFEFF${[columns, ...lines].map(csvLine).join("")}`;
}

/** The packages, manifest.json and packages.csv. */
export function fleetEntries(
  packages: readonly FleetPackage[],
  about: Parameters<typeof fleetManifest>[1],
): readonly ArchiveEntry[] {
  const files = new Map(packages.flatMap(serverFiles).map(({ fileName, blob }) => [fileName, blob]));
  return [
    ...[...files].map(([name, blob]) => ({ name, blob })),
    { name: "manifest.json", blob: new Blob([fleetManifest(packages, about)], { type: "application/json" }) },
    { name: "packages.csv", blob: new Blob([fleetTable(packages)], { type: "text/csv" }) },
  ];
}
