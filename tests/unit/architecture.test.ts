import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { FORMATS, PLATFORM_IDS, type FormatTraits } from "../../src/contract/formats.ts";
import { platforms } from "../../src/platforms/index.ts";
import { rooms } from "../config/rooms.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const textOf = (path: string): string => readFileSync(join(root, path), "utf8");

const sources = ["src", "workers"]
  .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && /\.(ts|svelte)$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replaceAll("\\", "/"));

const roomOf = (path: string): string | undefined => rooms.find(({ files }) => files.test(path))?.name;

/** Rooms by what they import of each other, with the number of imports. */
function importsBetweenRooms(): Map<string, Map<string, number>> {
  const found = new Map<string, Map<string, number>>();
  for (const path of sources) {
    const from = roomOf(path) ?? path;
    const imports = textOf(path).matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g);
    for (const [, target = ""] of imports) {
      const to = roomOf(posix.join(dirname(path), target)) ?? target;
      if (to === from) continue;
      const row = found.get(from) ?? new Map<string, number>();
      found.set(from, row.set(to, (row.get(to) ?? 0) + 1));
    }
  }
  return found;
}

describe("the rooms", () => {
  it("are in docs/architecture.md as the lint rule has them", () => {
    const listed = [...textOf("docs/architecture.md").matchAll(/^\| (.+?) \| (.+?) \| (.+?) \|$/gm)]
      .map(([, name, subject, may]) => ({ name, subject, may }))
      .filter(({ name }) => rooms.some((room) => room.name === name));
    const held = rooms
      .filter(({ subject }) => subject !== "")
      .map(({ name, subject, may }) => ({ name, subject, may: may.join(", ") || "nothing" }));
    expect(listed).toEqual(held);
  });

  it("hold every file, and imports go up the list and never back", () => {
    expect(sources.filter((path) => roomOf(path) === undefined)).toEqual([]);
    const order = [...new Set(rooms.map(({ name }) => name))];
    const picture = [...importsBetweenRooms()].map(([from, row]) => {
      return `${from} → ${[...row].map(([to, count]) => `${to} ${count}`).join(", ")}`;
    });
    console.log(`Imports between rooms:\n${picture.sort().join("\n")}`);
    const circles = [...importsBetweenRooms()].flatMap(([from, row]) =>
      [...row.keys()]
        .filter(
          (to) =>
            importsBetweenRooms().get(to)?.has(from) === true && order.indexOf(to) > order.indexOf(from),
        )
        .map((to) => `${from} ↔ ${to}`),
    );
    // Types of formats and options are of one piece; widgets speak the language of the header, which shows icons.
    expect(circles.sort()).toEqual(["formats ↔ contract", "widgets ↔ shell"]);
  });
});

describe("platforms", () => {
  it("have each a row in the contract and an entry in the list", () => {
    expect(platforms.map(({ id }) => id)).toEqual(PLATFORM_IDS);
  });

  it("are named nowhere but in their folders, in the contract and in the catalogue", () => {
    const names = new RegExp(`"(${PLATFORM_IDS.join("|")})"`);
    const others = sources.filter((path) => !/^src\/(platforms|contract|modules)\//.test(path));
    expect(others.filter((path) => names.test(textOf(path)))).toEqual([]);
  });

  it("make at most one format of each type, the one that the contract has", () => {
    for (const { formats } of platforms) {
      expect(new Set(formats.map(({ id }) => id)).size).toBe(formats.length);
    }
  });
});

describe("formats", () => {
  const rows: [string, FormatTraits][] = Object.entries(FORMATS);
  const kinds = rows.flatMap(([id, { variants, parts }]) => [id, ...variants, ...(parts ?? [])]);
  const types = [...new Set(rows.map(([, { type }]) => type))];

  it("are named nowhere but in platforms, the contract and words", () => {
    const names = new RegExp(`"(${kinds.join("|")})"`);
    const others = sources.filter((path) => !/^src\/(platforms|contract|words)\//.test(path));
    expect(others.filter((path) => names.test(textOf(path)))).toEqual([]);
  });

  it("are asked for their rows: nothing is decided by the name of a type, a format or a platform", () => {
    const name = `"(?:${[...kinds, ...types, ...PLATFORM_IDS].join("|")})"`;
    const decides = new RegExp(`[!=]==?\\s*${name}|${name}\\s*[!=]==?|\\bcase\\s+${name}`);
    const askers = sources.filter((path) => !/^src\/(platforms|contract|modules)\//.test(path));
    expect(askers.filter((path) => decides.test(textOf(path)))).toEqual([]);
    // The pattern finds what it is meant to find.
    for (const text of [
      'type === "mini"',
      '"asr" !== platform',
      'case "rdaota02":',
      'kind ===\n  "asr-mini-2"',
    ])
      expect(text).toMatch(decides);
  });
});
