/** What is remembered about packages that were made: no contents of any file. Read with suspicion, by hand. */
import type { FileMethod, PackageClass } from "../../contract/maker.ts";
import type { FileIdentity, ReleaseRole } from "../../contract/release.ts";
import { packageTypes, platformIds, ruleSetIds } from "../make/choices.ts";
import { nothingChosen, type ChosenOptions } from "../make/package-options.svelte.ts";
import type { Origins } from "../release/release-order.ts";

export interface RememberedFile extends FileIdentity {
  readonly role: ReleaseRole;
}

export interface RememberedPackage {
  readonly packageClass: PackageClass;
  readonly files: readonly [RememberedFile, ...RememberedFile[]];
}

/** One run: a package, or the same in its two classes. */
export interface HistoryEntry extends Origins {
  /** Unix milliseconds. */
  readonly madeAt: number;
  /** From the click to the verified package. */
  readonly seconds: number;
  readonly packages: readonly [RememberedPackage, ...RememberedPackage[]];
  readonly chosen: ChosenOptions;
  /** As it was typed; may be empty. */
  readonly url: string;
}

/** More than this many are not kept: the oldest go. */
export const MOST_ENTRIES = 200;

const SCHEMA = "fota-workshop-history";
const VERSION = 1;
const LONGEST_TEXT = 2000;
const MOST_PARTS = 1000;

/** Entries of the same key are of the same package. */
export function keyOf({ packages }: HistoryEntry): string {
  return packages[0].files.map(({ sha256 }) => sha256).join("-");
}

/** Newest first, each package once (the newest counts), at most {@link MOST_ENTRIES}. */
export function merged(...lists: readonly (readonly HistoryEntry[])[]): readonly HistoryEntry[] {
  const byKey = new Map<string, HistoryEntry>();
  for (const entry of lists.flat()) {
    const known = byKey.get(keyOf(entry));
    if (known === undefined) {
      byKey.set(keyOf(entry), entry);
      continue;
    }
    const [newer, older] = entry.madeAt > known.madeAt ? [entry, known] : [known, entry];
    byKey.set(keyOf(entry), newer.url === "" ? { ...newer, url: older.url } : newer);
  }
  return [...byKey.values()].sort((one, other) => other.madeAt - one.madeAt).slice(0, MOST_ENTRIES);
}

/** Entries in which every word of the query occurs: names, versions, module, hashes (or their beginnings). */
export function matching(entries: readonly HistoryEntry[], query: string): readonly HistoryEntry[] {
  const wanted = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  return entries.filter((entry) => {
    const said = searchText(entry);
    return wanted.every((word) => said.includes(word));
  });
}

function searchText({ module, product, platform, versions, firmware, packages, url }: HistoryEntry): string {
  const files = [firmware.old, firmware.new, ...packages.flatMap((one) => one.files)];
  return [
    module,
    product,
    platform,
    versions.old,
    versions.new,
    url,
    ...files.flatMap((file) => (file === null ? [] : [file.fileName, file.sha256, file.md5])),
  ]
    .filter((text) => text !== null)
    .join("\n")
    .toLowerCase();
}

export function written(entries: readonly HistoryEntry[]): string {
  return JSON.stringify({ schema: SCHEMA, version: VERSION, entries });
}

export type ReadHistory =
  | { readonly ok: true; readonly entries: readonly HistoryEntry[]; readonly damaged: number }
  | { readonly ok: false; readonly problem: "not-json" | "not-history" | "newer-version" };

/** Entries that are not as they should be are left out and counted. */
export function readHistory(text: string): ReadHistory {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problem: "not-json" };
  }
  const file = record(value);
  if (file?.schema !== SCHEMA || !Array.isArray(file.entries) || typeof file.version !== "number")
    return { ok: false, problem: "not-history" };
  if (file.version > VERSION) return { ok: false, problem: "newer-version" };
  const read = file.entries.map(entryOf);
  const entries = read.filter((entry) => entry !== null);
  return { ok: true, entries: merged(entries), damaged: read.length - entries.length };
}

function entryOf(value: unknown): HistoryEntry | null {
  const entry = record(value);
  const versions = record(entry?.versions);
  const firmware = record(entry?.firmware);
  if (entry === null || versions === null || firmware === null) return null;
  const platform = oneOf(platformIds, entry.platform);
  const type = oneOf(packageTypes, entry.type);
  const madeAt = amount(entry.madeAt);
  const seconds = amount(entry.seconds);
  const newVersion = textOf(versions.new);
  const newFirmware = identityOf(firmware.new);
  const packages = listOf(entry.packages, packageOf);
  const [first, ...others] = packages ?? [];
  if (platform === null || type === null || madeAt === null || seconds === null) return null;
  if (newVersion === null || newFirmware === null || first === undefined) return null;
  // As far as dates go.
  if (madeAt > 8.64e15) return null;
  return {
    platform,
    type,
    module: textOf(entry.module),
    product: textOf(entry.product),
    versions: { old: textOf(versions.old), new: newVersion },
    firmware: { old: identityOf(firmware.old), new: newFirmware },
    madeAt,
    seconds,
    packages: [first, ...others],
    chosen: chosenOf(entry.chosen),
    url: textOf(entry.url) ?? "",
  };
}

function packageOf(value: unknown): RememberedPackage | null {
  const one = record(value);
  const packageClass = oneOf(["safe", "compact"] as const, one?.packageClass);
  const [first, ...others] = listOf(one?.files, fileOf) ?? [];
  if (packageClass === null || first === undefined) return null;
  return { packageClass, files: [first, ...others] };
}

function fileOf(value: unknown): RememberedFile | null {
  const role = oneOf(["package", "first", "second"] as const, record(value)?.role);
  const identity = identityOf(value);
  return role === null || identity === null ? null : { role, ...identity };
}

function identityOf(value: unknown): FileIdentity | null {
  const file = record(value);
  const fileName = textOf(file?.fileName);
  const bytes = amount(file?.bytes);
  const sha256 = hex(file?.sha256, 64);
  const md5 = hex(file?.md5, 32);
  if (fileName === null || bytes === null || sha256 === null || md5 === null) return null;
  return { fileName, bytes, sha256, md5 };
}

/** What cannot be read follows the firmware, as if nothing had been chosen. */
function chosenOf(value: unknown): ChosenOptions {
  const chosen = record(value);
  const versions = record(chosen?.versions);
  return {
    ...nothingChosen,
    ruleSet: oneOf(ruleSetIds, chosen?.ruleSet),
    versions: { old: textOf(versions?.old), new: textOf(versions?.new) },
    apps: listOf(chosen?.apps, textOf) ?? [],
    cutErased: chosen?.cutErased === true,
    withUserPartition: typeof chosen?.withUserPartition === "boolean" ? chosen.withUserPartition : null,
    fileMethods: methodsOf(chosen?.fileMethods),
  };
}

function methodsOf(value: unknown): Readonly<Record<string, FileMethod>> {
  const methods = Object.entries(record(value) ?? {}).slice(0, MOST_PARTS);
  return Object.fromEntries(
    methods.flatMap(([path, method]) => {
      const known = oneOf(["patch", "ignore", "replace", "remove"] as const, method);
      return known === null || textOf(path) === null ? [] : [[path, known]];
    }),
  );
}

function record(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : null;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value.length <= LONGEST_TEXT ? value : null;
}

function amount(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : null;
}

function hex(value: unknown, digits: number): string | null {
  return typeof value === "string" && value.length === digits && /^[0-9a-f]+$/.test(value) ? value : null;
}

function oneOf<T extends string>(known: readonly T[], value: unknown): T | null {
  return known.find((one) => one === value) ?? null;
}

/** Null when it is no list, or anything in it cannot be read. */
function listOf<T>(value: unknown, read: (item: unknown) => T | null): readonly T[] | null {
  if (!Array.isArray(value) || value.length > MOST_PARTS) return null;
  const items = value.map(read);
  const known = items.filter((item) => item !== null);
  return known.length === items.length ? known : null;
}
