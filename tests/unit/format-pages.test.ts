import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Field, Layout } from "../../src/bytes/layout.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const textOf = (path: string): string => readFileSync(join(root, path), "utf8");
const FOLDER = "docs/formats";
const pages = readdirSync(join(root, FOLDER)).filter((name) => name.endsWith(".md") && name !== "README.md");

interface Row {
  readonly offset: number;
  readonly size: number;
  /** Name in the code; null for what the code does not declare. */
  readonly field: string | null;
}

/** A table below a comment that says where the layout is declared: `<!-- layout: src/….ts HEADER -->`. */
interface Table {
  readonly page: string;
  readonly source: string;
  readonly name: string;
  readonly header: readonly string[];
  readonly cells: readonly (readonly string[])[];
}

const cellsOf = (line: string): string[] =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

function tablesOf(page: string): Table[] {
  const marked = /<!-- layout: (\S+) (\S+) -->\n+((?:\|.*\n)+)/g;
  return [...textOf(`${FOLDER}/${page}`).matchAll(marked)].map(([, source = "", name = "", lines = ""]) => {
    const [header = "", , ...rows] = lines.trimEnd().split("\n");
    return { page, source, name, header: cellsOf(header), cells: rows.map(cellsOf) };
  });
}

function rowsOf({ cells }: Table): Row[] {
  return cells.map(([offset = "", size = "", field = ""]) => ({
    offset: Number(offset),
    size: Number(size),
    field: /^`(\w+)`$/.exec(field)?.[1] ?? null,
  }));
}

type Declared = Readonly<Record<string, { readonly at: number; readonly size: number }>>;

function sizeOf(field: Field): number {
  switch (field.as) {
    case "u8":
      return 1;
    case "u16":
      return 2;
    case "u32":
    case "u32be":
      return 4;
    case "words":
      return 4 * field.length;
    case "wide":
      return 2 * field.length;
    case "bytes":
    case "text":
      return field.length;
  }
}

function isLayout(value: unknown): value is Layout {
  if (typeof value !== "object" || value === null) return false;
  const fields: unknown[] = Object.values(value);
  return (
    fields.length > 0 &&
    fields.every((field) => typeof field === "object" && field !== null && "as" in field && "at" in field)
  );
}

/** Offsets alone, with the size of all: a field ends where the next one begins. */
function isOffsets(value: unknown): value is Readonly<Record<string, number>> & { readonly size: number } {
  if (typeof value !== "object" || value === null || !("size" in value)) return false;
  return Object.values(value).every((offset) => typeof offset === "number");
}

function declared(value: unknown): Declared {
  if (isLayout(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, field]) => [name, { at: field.at, size: sizeOf(field) }]),
    );
  }
  if (!isOffsets(value)) throw new Error("neither a layout nor offsets with a size");
  const { size: whole, ...offsets } = value;
  const ends = [...Object.values(offsets), whole].sort((a, b) => a - b);
  return Object.fromEntries(
    Object.entries(offsets).map(([name, at]) => [
      name,
      { at, size: (ends.find((end) => end > at) ?? whole) - at },
    ]),
  );
}

async function exportsOf(source: string): Promise<Readonly<Record<string, unknown>>> {
  return (await import(join(root, source))) as Record<string, unknown>;
}

const tables = pages.flatMap(tablesOf);
const byteTables = tables.filter(({ name }) => name !== "*");
const titled = (list: readonly Table[]) =>
  list.map((table) => [`${table.page}: ${table.name} of ${table.source}`, table] as const);

describe("the pages of the formats", () => {
  it("are there, and every one says where its knowledge comes from", () => {
    expect(pages.length).toBeGreaterThanOrEqual(10);
    expect(pages.filter((page) => !/^Source: .+\.$/m.test(textOf(`${FOLDER}/${page}`)))).toEqual([]);
    const index = textOf(`${FOLDER}/README.md`);
    expect(pages.filter((page) => !index.includes(`(${page})`))).toEqual([]);
  });

  it("are read whole: no table of bytes is without a layout beside it", () => {
    const unread = pages.flatMap((page) => {
      const written =
        textOf(`${FOLDER}/${page}`).match(/^\|\s*(offset\s*\|\s*size|index)\s*\|/gm)?.length ?? 0;
      return written === tablesOf(page).length ? [] : [page];
    });
    expect(unread).toEqual([]);
    expect(byteTables.length).toBeGreaterThan(30);
  });

  it.each(titled(byteTables))("%s: offsets and sizes are those of the code", async (_title, table) => {
    expect(table.header).toEqual(["offset", "size", "field", "meaning"]);
    const layout = declared((await exportsOf(table.source))[table.name]);
    const rows = rowsOf(table);
    const inPage = rows.flatMap(({ offset, size, field }) =>
      field === null ? [] : [[field, { at: offset, size }]],
    );
    expect(new Set(inPage.map(([field]) => field)).size).toBe(inPage.length);
    expect(Object.fromEntries(inPage)).toEqual(layout);
  });

  it.each(titled(byteTables))("%s: no byte is left out or told twice", (_title, table) => {
    const rows = rowsOf(table);
    const [first] = rows;
    const ends = rows.map(({ offset, size }) => offset + size);
    expect(rows.map(({ offset }) => offset)).toEqual([first?.offset, ...ends.slice(0, -1)]);
    expect(rows.filter(({ size }) => !(size > 0))).toEqual([]);
  });

  it("have tables that end where the code says that the layout ends", async () => {
    const wrong: string[] = [];
    let held = 0;
    for (const table of byteTables) {
      const whole = (await exportsOf(table.source))[`${table.name}_SIZE`];
      if (typeof whole !== "number") continue;
      const last = rowsOf(table).at(-1);
      if (last === undefined || last.offset + last.size !== whole) wrong.push(`${table.page}: ${table.name}`);
      held++;
    }
    expect(wrong).toEqual([]);
    expect(held).toBeGreaterThan(15);
  });

  it.each(titled(tables.filter(({ name }) => name === "*")))(
    "%s: places in the model are those of the code",
    async (_title, { source, header, cells }) => {
      expect(header).toEqual(["index", "name", "meaning"]);
      const constants = await exportsOf(source);
      for (const [index, name = ""] of cells) {
        expect([name, Number(index)]).toEqual([name, constants[name.replaceAll("`", "")]]);
      }
    },
  );

  it("have every layout of the files that they describe", async () => {
    const missing: string[] = [];
    for (const source of new Set(byteTables.map((table) => table.source))) {
      for (const [name, value] of Object.entries(await exportsOf(source))) {
        const told = byteTables.some((table) => table.source === source && table.name === name);
        if (isLayout(value) && !told) missing.push(`${source} ${name}`);
      }
    }
    expect(missing).toEqual([]);
  });
});

/** As anchors of headings are made: lower case, without punctuation, words joined by "-". */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{Letter}\p{Number} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** Whether a page, and the heading in it that an anchor names, is there. */
function leadsNowhere(path: string, anchor: string | undefined): boolean {
  if (!existsSync(join(root, path))) return true;
  return anchor !== undefined && !anchorsOf(textOf(path)).includes(anchor);
}

function filesUnder(folder: string, ending: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replaceAll("\\", "/"));
}

describe("what leads to the pages", () => {
  const readmes = filesUnder("src", /^README\.md$/);

  it("is a README in every folder of a codec, a platform and a package format", () => {
    const codecs = readdirSync(join(root, "src/codecs")).map((name) => `src/codecs/${name}`);
    const platforms = filesUnder("src/platforms", /^(format|index)\.ts$/)
      .map((path) => dirname(path))
      .filter((folder) => folder !== "src/platforms");
    const folders = [...new Set([...codecs, ...platforms])];
    expect(folders.length).toBeGreaterThan(10);
    expect(folders.filter((folder) => !readmes.includes(`${folder}/README.md`))).toEqual([]);
  });

  it("names tests that are there", () => {
    const named = readmes.flatMap((path) =>
      [...textOf(path).matchAll(/`(tests\/[^`]+)`/g)].map(([, test = ""]) => test),
    );
    expect(named.length).toBeGreaterThan(20);
    const tests = filesUnder("tests", /\.ts$/);
    // A star stands for anything in a name.
    const isThere = (name: string) => {
      const pattern = name.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
      return tests.some((test) => new RegExp(`^${pattern.join("[^/]*")}$`).test(test));
    };
    expect(named.filter((name) => !isThere(name))).toEqual([]);
  });

  it("is links and citations that end at a page and at a heading of it", () => {
    const written = [...readmes, ...filesUnder(FOLDER, /\.md$/)].flatMap((path) =>
      [...textOf(path).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].map(([, to = "", anchor]) => ({
        path,
        to: to === "" ? path : join(dirname(path), to),
        anchor,
      })),
    );
    const cited = filesUnder("src", /\.(ts|svelte)$/).flatMap((path) =>
      [...textOf(path).matchAll(/\b(docs\/[\w/-]+\.md)(?:#([\w-]+))?/g)].map(([, to = "", anchor]) => ({
        path,
        to,
        anchor,
      })),
    );
    expect(written.length).toBeGreaterThan(20);
    expect([...written, ...cited].filter(({ to, anchor }) => leadsNowhere(to, anchor))).toEqual([]);
  });
});
