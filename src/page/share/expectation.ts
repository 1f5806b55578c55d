/** Whether what is on the page is what a link asks for. */
import { type PackageOption, traitsFor } from "../../contract/formats.ts";
import type { MadePackage, PackageType, Platform, Side } from "../../contract/maker.ts";
import type { SideState } from "../make/choices.ts";
import type { ChosenOptions } from "../make/package-options.svelte.ts";
import { packageHashes } from "./link-of-choices.ts";
import type { ExpectedFile, ShareLink } from "./share-link.ts";

/** `missing`: not there yet, or still being read. */
export type Match = "missing" | "match" | "mismatch";

type Sides = Readonly<Record<Side, SideState>>;

/** null: the link does not say which file it has to be. */
export function matchOf({ sha256 }: ExpectedFile, state: SideState): Match | null {
  if (sha256 === null) return null;
  if (state.phase !== "read") return "missing";
  return state.facts.sha256 === sha256 ? "match" : "mismatch";
}

/** Whether a file lies on the wrong side and exchanging the two would not take a right one away. */
export function areCrossed(link: ShareLink, sides: Sides): boolean {
  const right = (["old", "new"] as const).some((side) => matchOf(link[side], sides[side]) === "match");
  return !right && (isOther(link, sides, "old") || isOther(link, sides, "new"));
}

/** Whether the file on this side is the one that the link wants on the other. */
export function isOther(link: ShareLink, sides: Sides, side: Side): boolean {
  return matchOf(link[otherSide(side)], sides[side]) === "match";
}

export function otherSide(side: Side): Side {
  return side === "old" ? "new" : "old";
}

/** The version name that the link wants in the package; null when it has none for this very file. */
export function nameInLink(link: ShareLink, side: Side, state: SideState): string | null {
  return matchOf(link[side], state) === "mismatch" ? null : link.options.versions[side];
}

/** Whether a package is the one of the link, byte for byte; null when the link does not say. */
export function packageMatch({ packages }: ShareLink, made: MadePackage): "identical" | "different" | null {
  if (packages.length === 0) return null;
  const hashes = packageHashes(made);
  const same = hashes.length === packages.length && hashes.every((hash, at) => hash === packages[at]);
  return same ? "identical" : "different";
}

/** A choice that is not as the link has it. */
export type Deviation =
  "platform" | "type" | "rules" | "old-version" | "new-version" | "methods" | "apps" | "cut" | "scripts";

/** What was chosen on the page; names and options that are null follow the link. */
export interface Chosen {
  readonly platform: Platform;
  readonly type: PackageType;
  readonly options: ChosenOptions;
}

/** What was chosen otherwise than the link has it, of what has a part in the package. */
export function deviations(link: ShareLink, { platform, type, options }: Chosen): readonly Deviation[] {
  if (differs(link.platform, platform)) return ["platform"];
  // The other options are those of another type.
  if (differs(link.type, type)) return ["type"];
  return traitsFor(platform, type).options.flatMap((option) => {
    const [deviation, isOther] = deviationsOf[option];
    return isOther(link.options, options) ? [deviation] : [];
  });
}

type IsOther = (wanted: ChosenOptions, chosen: ChosenOptions) => boolean;

/** What each option is called where it is another one, and when it is. */
const deviationsOf: Readonly<Record<PackageOption, readonly [Deviation, IsOther]>> = {
  ruleSet: ["rules", (wanted, chosen) => differs(wanted.ruleSet, chosen.ruleSet)],
  oldVersion: ["old-version", (wanted, chosen) => isOtherName(wanted.versions.old, chosen.versions.old)],
  newVersion: ["new-version", (wanted, chosen) => isOtherName(wanted.versions.new, chosen.versions.new)],
  fileMethods: [
    "methods",
    (wanted, chosen) => entriesOf(wanted.fileMethods) !== entriesOf(chosen.fileMethods),
  ],
  apps: ["apps", (wanted, chosen) => sorted(wanted.apps) !== sorted(chosen.apps)],
  cutErased: ["cut", (wanted, chosen) => wanted.cutErased !== chosen.cutErased],
  withUserPartition: [
    "scripts",
    (wanted, chosen) => differs(wanted.withUserPartition, chosen.withUserPartition),
  ],
};

/** What one of the two does not say cannot differ. */
function differs<T>(wanted: T | null, chosen: T | null): boolean {
  return wanted !== null && chosen !== null && wanted !== chosen;
}

/** A link without a version name wants none; where nobody typed one, that of the link is taken. */
function isOtherName(wanted: string | null, typed: string | null): boolean {
  return typed !== null && typed.trim() !== (wanted ?? "");
}

function sorted(names: readonly string[]): string {
  return [...names].sort().join();
}

function entriesOf(methods: ChosenOptions["fileMethods"]): string {
  return JSON.stringify(Object.entries(methods).sort(([one], [other]) => (one < other ? -1 : 1)));
}
