/**
 * Links that carry choices, never files: what was chosen, and by their hashes which files it was chosen for.
 * They live in the part of the address after "#", which browsers do not send to any server.
 *
 * `#/make?platform=unisoc8910&type=diff&old=A.pac&old-sha256=…&sha256=…`
 */
import { isAddress } from "../../script/address-parts.ts";
import type { FileMethod, PackageClass, PackageType, Platform } from "../../contract/maker.ts";
import { packageTypes, platformIds, ruleSetIds } from "../make/choices.ts";
import { nothingChosen, type ChosenOptions } from "../make/package-options.svelte.ts";

/** A firmware file as a link names it; null is what the link does not say. */
export interface ExpectedFile {
  /** A hint only: the same file may have another name elsewhere. */
  readonly name: string | null;
  /** Lower-case hex. */
  readonly sha256: string | null;
}

/** What a link says; null or empty where it says nothing. */
export interface ShareLink {
  readonly platform: Platform | null;
  readonly type: PackageType | null;
  /** A hint for the reader, e.g. "EC600N CNLF". */
  readonly module: string | null;
  readonly packageClass: PackageClass | null;
  readonly options: ChosenOptions;
  readonly old: ExpectedFile;
  readonly new: ExpectedFile;
  /** SHA-256 of the user partition that the package carries. */
  readonly userPartition: string | null;
  /** SHA-256 of the files of the package, in the order in which modules fetch them. */
  readonly packages: readonly string[];
  /** Where the package can be fetched; of the first file where there are two. */
  readonly url: string | null;
}

/** A link as it was read. */
export interface ReadLink {
  readonly link: ShareLink;
  /** Names of parameters whose values cannot be used, each once. */
  readonly damaged: readonly string[];
}

const noFile: ExpectedFile = { name: null, sha256: null };

/** The link that says nothing. */
export const emptyLink: ShareLink = {
  platform: null,
  type: null,
  module: null,
  packageClass: null,
  options: nothingChosen,
  old: noFile,
  new: noFile,
  userPartition: null,
  packages: [],
  url: null,
};

/** Longer queries are not read: nothing that people share comes near it. Characters. */
const longestQuery = 65_536;
const longestText = 255;
const longestUrl = 2048;
/** Largest numbers of list entries. */
const mostApps = 32;
const mostFileMethods = 512;
const mostPackages = 2;

const packageClasses: readonly PackageClass[] = ["safe", "compact"];
const fileMethods: readonly FileMethod[] = ["patch", "ignore", "replace", "remove"];

/** Reads the query of an address. Parameters that are not known are left alone: later releases may have more. */
export function readLink(query: string): ReadLink {
  if (query.length > longestQuery) return { link: emptyLink, damaged: ["…"] };
  const parameters = new Parameters(query);
  const one = <T>(name: string, accept: (text: string) => T | null) => parameters.one(name, accept);
  const file = (side: "old" | "new"): ExpectedFile => ({
    name: one(side, text),
    sha256: one(`${side}-sha256`, sha256),
  });
  const link: ShareLink = {
    platform: one("platform", among(platformIds)),
    type: one("type", among(packageTypes)),
    module: one("module", text),
    packageClass: one("class", among(packageClasses)),
    options: {
      ruleSet: one("rules", among(ruleSetIds)),
      versions: { old: one("old-version", versionName), new: one("new-version", versionName) },
      apps: one("apps", list(appName, mostApps)) ?? [],
      cutErased: one("cut", flag) ?? false,
      withUserPartition: one("scripts", flag),
      fileMethods: parameters.fileMethods(),
    },
    old: file("old"),
    new: file("new"),
    userPartition: one("user-partition-sha256", sha256),
    packages: one("sha256", list(sha256, mostPackages)) ?? [],
    url: one("url", webAddress),
  };
  return { link, damaged: [...parameters.damaged] };
}

/** The address of the make screen that says this, from "#" on. The same link always gives the same address. */
export function addressOf(link: ShareLink): string {
  const { options } = link;
  const written: readonly (readonly [string, string | null])[] = [
    ["platform", link.platform === "unknown" ? null : link.platform],
    ["type", link.type],
    ["module", link.module],
    ["class", link.packageClass],
    ["rules", options.ruleSet],
    ["apps", options.apps.length === 0 ? null : options.apps.join(",")],
    ["cut", options.cutErased ? "1" : null],
    ["scripts", options.withUserPartition === null ? null : options.withUserPartition ? "1" : "0"],
    ...pathsByMethod(options.fileMethods),
    ["old", link.old.name],
    ["old-version", options.versions.old],
    ["old-sha256", link.old.sha256],
    ["new", link.new.name],
    ["new-version", options.versions.new],
    ["new-sha256", link.new.sha256],
    ["user-partition-sha256", link.userPartition],
    ["sha256", link.packages.length === 0 ? null : link.packages.join(",")],
    ["url", link.url],
  ];
  const query = written.flatMap(([name, value]) => (value === null ? [] : [`${name}=${encoded(value)}`]));
  return query.length === 0 ? "#/make" : `#/make?${query.join("&")}`;
}

function pathsByMethod(methods: ChosenOptions["fileMethods"]): readonly (readonly [FileMethod, string])[] {
  const paths = Object.keys(methods).sort();
  return fileMethods.flatMap((method) =>
    paths.filter((path) => methods[path] === method).map((path) => [method, path] as const),
  );
}

/** Whether a link is for certain files, and so something is expected of those who open it. */
export function namesFiles({ old, new: fresh, userPartition, packages }: ShareLink): boolean {
  const named = [old.name, old.sha256, fresh.name, fresh.sha256, userPartition];
  return packages.length > 0 || named.some((one) => one !== null);
}

/** The parameters of a query by name; remembers which of them could not be used. */
class Parameters {
  readonly damaged = new Set<string>();
  readonly #values: URLSearchParams;

  constructor(query: string) {
    // Some mail programs write out "&" as HTML does.
    this.#values = new URLSearchParams(query.replaceAll("&amp;", "&"));
  }

  /** `accept` returns null for what cannot be used. */
  one<T>(name: string, accept: (text: string) => T | null): T | null {
    const value = this.#values.get(name);
    if (value === null) return null;
    const accepted = accept(value);
    if (accepted === null) this.damaged.add(name);
    return accepted;
  }

  fileMethods(): Readonly<Record<string, FileMethod>> {
    const chosen = new Map<string, FileMethod>();
    for (const method of fileMethods) {
      for (const path of this.#values.getAll(method)) {
        if (
          !path.startsWith("/") ||
          text(path) === null ||
          chosen.has(path) ||
          chosen.size >= mostFileMethods
        )
          this.damaged.add(method);
        else chosen.set(path, method);
      }
    }
    return Object.fromEntries(chosen);
  }
}

/** Percent-encoded no more than a query needs, so that it can be read. */
function encoded(value: string): string {
  const query = new URLSearchParams([["", value]]).toString().slice(1);
  return query.replace(/%2[CF]|%3A|%40/gi, (code) => decodeURIComponent(code)).replaceAll("+", "%20");
}

function among<T extends string>(known: readonly T[]): (text: string) => T | null {
  return (wanted) => known.find((one) => one === wanted) ?? null;
}

function list<T>(accept: (text: string) => T | null, most: number): (text: string) => readonly T[] | null {
  return (joined) => {
    const entries = joined.split(",");
    const accepted = entries.map(accept).filter((entry) => entry !== null);
    return accepted.length === entries.length && entries.length <= most ? accepted : null;
  };
}

function flag(value: string): boolean | null {
  return value === "1" ? true : value === "0" ? false : null;
}

function sha256(value: string): string | null {
  return /^[0-9a-f]{64}$/i.test(value) ? value.toLowerCase() : null;
}

/** One line of text that is not empty. */
function text(value: string): string | null {
  return value !== "" && value.length <= longestText && !/\p{Cc}/u.test(value) ? value : null;
}

/** Empty: no name is written into the package. Whether it can be written is judged with the package. */
function versionName(value: string): string | null {
  return value === "" ? value : text(value);
}

/** Of a partition. */
function appName(value: string): string | null {
  return /^[\w.-]{1,32}$/.test(value) ? value : null;
}

function webAddress(value: string): string | null {
  return /^https?:/i.test(value) && value.length <= longestUrl && isAddress(value) ? value : null;
}
