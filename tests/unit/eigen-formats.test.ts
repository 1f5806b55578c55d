import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Field, Layout } from "../../src/bytes/layout.ts";
import * as binpkg from "../../src/platforms/eigen/firmware/binpkg.ts";
import { CHIPS } from "../../src/platforms/eigen/firmware/chips.ts";
import * as par from "../../src/platforms/eigen/par/layout.ts";

const page = readFileSync(fileURLToPath(new URL("../../docs/formats/eigen-par.md", import.meta.url)), "utf8");

const layouts: Readonly<Record<string, Layout>> = {
  BINPKG_HEADER: binpkg.BINPKG_HEADER,
  BINPKG_ENTRY: binpkg.BINPKG_ENTRY,
  UNTAGGED_ENTRY: binpkg.UNTAGGED_ENTRY,
  AT_HEAD: par.AT_HEAD,
  OUTER: par.OUTER,
  INNER: par.INNER,
  HASH_OPTION: par.HASH_OPTION,
  NAME_OPTION: par.NAME_OPTION,
  BPHD: par.BPHD,
  PART_618: par.PART_618,
  PSH: par.PSH,
  RECORD: par.RECORD,
  PART_718: par.PART_718,
};

/** Rows of the table that follows the mark of a layout, as the page has them. */
function rowsOf(name: string): string[] {
  const [, after = ""] = page.split(`<!-- layout: ${name} -->\n`);
  const table = after.split("\n\n")[0] ?? "";
  return table
    .split("\n")
    .slice(2)
    .map((row) => /^\| (\d+) \| ([^|]+) \| `(\w+)` \|/.exec(row)?.slice(1, 4).join(" ") ?? row);
}

function described(field: Field): string {
  return "length" in field ? `${field.as} ${field.length}` : field.as;
}

describe("the page on Eigencomm's formats", () => {
  it.each(Object.keys(layouts))("has %s as it is declared", (name) => {
    const fields = Object.entries(layouts[name] ?? {});
    expect(rowsOf(name)).toEqual(fields.map(([key, field]) => `${field.at} ${described(field)} ${key}`));
  });

  it("has a table for every layout that is declared, and no other", () => {
    const declared = Object.entries({ ...binpkg, ...par })
      .filter(([, value]) => Object.values(value as object).every((field) => isField(field)))
      .filter(([, value]) => typeof value === "object" && Object.keys(value).length > 0)
      .map(([name]) => name);
    const told = [...page.matchAll(/<!-- layout: (\w+) -->/g)].map(([, name]) => name);
    expect(told.sort()).toEqual(Object.keys(layouts).sort());
    expect(declared.sort()).toEqual(Object.keys(layouts).sort());
  });

  it("has the numbers of the chips", () => {
    const { eigen618, eigen718 } = CHIPS;
    const number = (value: number) => value.toLocaleString("en");
    const hexNumber = (value: number) => `0x${value.toString(16).toUpperCase()}`;
    for (const said of [
      `an EC618 lies at ${hexNumber(eigen618.apAddress)}`,
      `at ${hexNumber(eigen718.apAddress)}`,
      `blocks of ${eigen618.blockSize / 1024} KiB`,
      `blocks of ${eigen718.blockSize / 1024} KiB`,
      `${number(eigen618.bzip2Limit)} bytes (EC618) or ${number(eigen718.bzip2Limit)}`,
      `keep to ${number(eigen718.bzip2Target)}`,
      `${eigen618.packageRoom / 1024} KiB (EC618) or ${eigen718.packageRoom / 1024} KiB`,
    ]) {
      expect(page).toContain(said);
    }
  });
});

function isField(value: unknown): boolean {
  return typeof value === "object" && value !== null && "as" in value && "at" in value;
}
