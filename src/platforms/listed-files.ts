import { digests } from "../bytes/digest.ts";
import type { PartitionFacts } from "../contract/maker.ts";
import { proposeVersion } from "../modules/version-name.ts";
import { namesOf, nothingMore } from "./opened-names.ts";
import { openedOnly } from "./opened-only.ts";
import { baseNameOf } from "./archive-paths.ts";
import type { ArchiveView, Container, Platform } from "./platform.ts";

/** Files of a firmware of which no more is understood, by path in its archive. */
export type ListedFiles = ReadonlyMap<string, Uint8Array>;

/** `platform` in it says for which chip a release is. */
const SETTINGS_NAME = "platform_config.json";
const SETTINGS_MAX_SIZE = 64 * 1024;

export interface Declaration {
  /** In the settings of a release, in upper case. */
  readonly declared: string;
  /** A file that gives the platform away where there are no settings; it may lie in deeper folders. */
  readonly fileName: RegExp;
}

/** A platform whose firmware is an archive of files, which are listed. */
export function listed(id: Platform["id"], declaration: Declaration): Platform<ListedFiles> {
  return openedOnly<ListedFiles>({
    id,
    container: declaredContainer(id, declaration),
    facts: (opened) => ({
      ...nothingMore,
      version: proposeVersion(namesOf(opened), null),
      partitions: [...opened.firmware].map(([name, data]) => fileRow(name, data)),
    }),
  });
}

function fileRow(name: string, data: Uint8Array): PartitionFacts {
  return {
    id: name,
    type: "",
    name,
    address: null,
    size: data.length,
    limit: null,
    ...digests(data),
    image: [],
  };
}

/**
 * Recognised by what the archive says of itself.
 * @param read what the files are to their platform; left out where no more is understood of them
 */
export function declaredContainer(
  id: Platform["id"],
  { declared, fileName }: Declaration,
  read: (file: string, members: ListedFiles, names: readonly string[]) => unknown = (_, members) => members,
): Container {
  return {
    lastResort: true,
    membersOf(archive) {
      const says = platformDeclared(archive);
      const isIt = says === null ? archive.files.some(({ name }) => fileName.test(name)) : says === declared;
      if (!isIt) return null;
      return { folder: "", read: () => new Map(archive.files.map((file) => [file.name, file.read()])) };
    },
    open: (file, { members }, names) => ({ platform: id, firmware: read(file, members(), names) }),
  };
}

/** Null without settings. */
function platformDeclared({ near }: ArchiveView): string | null {
  const settings = near.find((file) => baseNameOf(file) === SETTINGS_NAME);
  if (settings === undefined) return null;
  return settings.size > SETTINGS_MAX_SIZE ? "" : platformIn(new TextDecoder().decode(settings.read()));
}

function platformIn(json: string): string {
  try {
    const settings: unknown = JSON.parse(json);
    if (typeof settings !== "object" || settings === null || !("platform" in settings)) return "";
    return typeof settings.platform === "string" ? settings.platform.toUpperCase() : "";
  } catch {
    return "";
  }
}
