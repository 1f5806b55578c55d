/** What a package that was made says about itself: for its release, and for the history. */
import { traitsFor } from "../../contract/formats.ts";
import { notePathIn } from "../../script/guard.ts";
import type { ScriptWords } from "../../script/script-choices.ts";
import type {
  FirmwareFacts,
  MadePackage,
  MakeOptions,
  PackageType,
  Platform,
  UserPartitionFacts,
} from "../../contract/maker.ts";
import type { FileIdentity, ReleaseOrder, ReleaseRole } from "../../contract/release.ts";
import { carriesUserFiles, hasClasses, needsOld, type SideState } from "../make/choices.ts";
import type { ScriptOnPage } from "../script/script-on-page.svelte.ts";
import { appRelease } from "../shell/app-release.ts";

/** Firmware and versions of what was made; they stay as they are until other files or options are chosen. */
export interface Origins {
  readonly platform: Platform;
  readonly type: PackageType;
  readonly module: string | null;
  readonly product: string | null;
  readonly versions: ReleaseOrder["versions"];
  readonly firmware: ReleaseOrder["firmware"];
}

export interface OriginSources {
  readonly platform: Platform;
  readonly type: PackageType;
  readonly sides: { readonly old: SideState; readonly new: SideState };
  readonly options: MakeOptions;
}

/** Null while the new firmware is not there. */
export function originsOf({ platform, type, sides, options }: OriginSources): Origins | null {
  if (sides.new.phase !== "read") return null;
  const fresh = sides.new.facts;
  const old = needsOld(type) && sides.old.phase === "read" ? sides.old.facts : null;
  return {
    platform,
    type,
    module: fresh.module,
    product: fresh.product || null,
    versions: {
      old: old === null ? null : options.oldVersion || old.version,
      new: options.newVersion || fresh.version,
    },
    firmware: { old: old === null ? null : identityOf(old), new: identityOf(fresh) },
  };
}

/** What the release takes from the make screen. */
export interface ReleaseSources {
  readonly sides: OriginSources["sides"];
  readonly userPartition: { readonly facts: UserPartitionFacts | null };
}

/** What it takes from the script panel. */
export type ReleaseScript = Pick<ScriptOnPage, "module" | "kind" | "addressed" | "urls" | "path" | "text">;

/** Null when what it was made of is no longer there. */
export function releaseOrder(
  make: ReleaseSources,
  made: Omit<OriginSources, "sides">,
  item: Pick<MadePackage, "packageClass" | "files" | "proof" | "needs">,
  script: ReleaseScript,
  words: ScriptWords,
): ReleaseOrder | null {
  const origins = originsOf({ ...made, sides: make.sides });
  const [first, ...others] = item.files;
  if (origins === null || first.role === "merged") return null;
  const { proof } = item;
  const text = script.text(words);
  const userPartition = make.userPartition.facts;
  const carried = carriesUserFiles(made.options);
  return {
    ...origins,
    names: namesIn(made),
    // Chosen by hand, where the firmware does not tell.
    module: script.module ?? origins.module,
    appRelease,
    packageClass: hasClasses(made.platform) ? item.packageClass : null,
    userPartition:
      carried && userPartition !== null
        ? {
            source: userPartition.source,
            fileName: userPartition.fileName,
            bytes: userPartition.bytes,
          }
        : null,
    files: [
      { ...first, role: first.role },
      ...others.flatMap((file) => (isForServer(file.role) ? [{ ...file, role: file.role }] : [])),
    ],
    proof: { compared: proof.compared, chosen: proof.chosen, uncovered: proof.uncovered },
    needs: item.needs,
    urls: script.kind === "server" && script.addressed ? script.urls : [],
    script: {
      text,
      devicePath: script.kind === "file" ? script.path : null,
      notePath: notePathIn(text),
    },
  };
}

/** Null where the package has no names in it. */
function namesIn({ platform, type, options }: Omit<OriginSources, "sides">): ReleaseOrder["names"] {
  const { oldVersion, newVersion } = options;
  const none = !traitsFor(platform, type).namesVersions || (oldVersion === "" && newVersion === "");
  return none ? null : { old: oldVersion, new: newVersion };
}

function isForServer(role: MadePackage["files"][number]["role"]): role is ReleaseRole {
  return role !== "merged";
}

function identityOf({ fileName, bytes, sha256, md5 }: FirmwareFacts): FileIdentity {
  return { fileName, bytes, sha256, md5 };
}
