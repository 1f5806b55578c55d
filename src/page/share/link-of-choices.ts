/** The links that the page writes: one to be shared, and the short one in the address bar. */
import { type PackageOption, traitsFor } from "../../contract/formats.ts";
import type {
  FirmwareFacts,
  MadePackage,
  MakeOptions,
  PackageType,
  Platform,
  UserPartitionFacts,
} from "../../contract/maker.ts";
import { carriesUserFiles, hasClasses, needsOld } from "../make/choices.ts";
import { nothingChosen, type ChosenOptions } from "../make/package-options.svelte.ts";
import { addressOf, emptyLink, readLink, type ExpectedFile, type ShareLink } from "./share-link.ts";

/** What there is to share. */
export interface Shareable {
  readonly platform: Platform;
  /** With the proposals of the firmware, which may be other ones at the receiver's. */
  readonly options: MakeOptions;
  /** null where it was not read, or has no part in the package. */
  readonly old: FirmwareFacts | null;
  readonly new: FirmwareFacts;
  readonly userPartition: UserPartitionFacts | null;
  /** As it is offered; null while nothing was made. */
  readonly made: MadePackage | null;
  readonly url: string;
}

/** A link by which others make the same package. `withNames`: names of files and the address of the package. */
export function linkToShare(shared: Shareable, withNames: boolean): ShareLink {
  const { platform, options, made, userPartition } = shared;
  const { type } = options;
  const file = (facts: FirmwareFacts): ExpectedFile => ({
    name: withNames ? facts.fileName : null,
    sha256: facts.sha256,
  });
  const old = needsOld(type) ? shared.old : null;
  return usable({
    platform,
    type,
    module: shared.new.module,
    packageClass: made !== null && hasClasses(platform) ? made.packageClass : null,
    options: optionsToShare(platform, options),
    old: old === null ? emptyLink.old : file(old),
    new: file(shared.new),
    userPartition: carriesUserFiles(options) ? (userPartition?.sha256 ?? null) : null,
    packages: made === null ? [] : packageHashes(made),
    url: withNames ? shared.url.trim() : null,
  });
}

/** SHA-256 of the files that go to a server, in the order in which modules fetch them. */
export function packageHashes({ files }: MadePackage): readonly string[] {
  return files.filter(({ role }) => role !== "merged").map(({ sha256 }) => sha256);
}

type Carry = (chosen: ChosenOptions, options: MakeOptions) => ChosenOptions;

/** How each option gets into a link. */
const carry: Readonly<Record<PackageOption, Carry>> = {
  ruleSet: (chosen, { ruleSet }) => ({ ...chosen, ruleSet }),
  oldVersion: (chosen, { oldVersion }) => ({ ...chosen, versions: { ...chosen.versions, old: oldVersion } }),
  newVersion: (chosen, { newVersion }) => ({ ...chosen, versions: { ...chosen.versions, new: newVersion } }),
  fileMethods: (chosen, { fileMethods }) => ({ ...chosen, fileMethods }),
  apps: (chosen, { apps }) => ({ ...chosen, apps }),
  cutErased: (chosen, { cutErased }) => ({ ...chosen, cutErased }),
  withUserPartition: (chosen, { withUserPartition }) => ({ ...chosen, withUserPartition }),
};

/** All that has a part in such a package, and nothing else. */
function optionsToShare(platform: Platform, options: MakeOptions): ChosenOptions {
  const carried = traitsFor(platform, options.type).options;
  return carried.reduce((chosen, option) => carry[option](chosen, options), nothingChosen);
}

/** What is chosen on the make screen by hand or by a link, not what is proposed. */
export interface ChosenOnPage {
  readonly platform: Platform;
  readonly type: PackageType | null;
  readonly options: ChosenOptions;
  /** The link that is followed; null when there is none. */
  readonly followed: ShareLink | null;
}

/** What the address bar shows: what is chosen, and what is still expected. */
export function linkOfPage({ platform, type, options, followed }: ChosenOnPage): ShareLink {
  const link = followed ?? emptyLink;
  // Names belong to certain files; without them, the next files of somebody else would get these names.
  const version = (side: "old" | "new"): string | null =>
    link[side].sha256 === null ? null : (options.versions[side] ?? link.options.versions[side]);
  const versions = { old: version("old"), new: version("new") };
  return usable({ ...link, platform, type, options: { ...options, versions } });
}

/** Without what could not be read back, e.g. a name of several lines. */
function usable(link: ShareLink): ShareLink {
  return readLink(addressOf(link).split("?")[1] ?? "").link;
}
