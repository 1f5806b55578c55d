import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { LOAD_RECORD } from "../../src/platforms/asr/firmware/system-image.ts";
import type { Field, Layout } from "../../src/bytes/layout.ts";
import { LOAD_TABLE_AT, PROGRAM_HEAD } from "../../src/platforms/ec200a/firmware/load-table.ts";
import {
  HEADER,
  MOST_RECORDS,
  RECORD,
  RECORD_SIZE,
  RECORDS_AT,
} from "../../src/platforms/ec200a/fota/layout.ts";
import { fragmentSize } from "../../src/platforms/ec200a/fota/pieces.ts";
import { BOOKKEEPING, MOST_BYTES } from "../../src/platforms/ec200a/fota/space.ts";

/** Rows of the table whose last column has this title: offset, type, name. */
function tableRows(document: string, title: string): string[][] {
  const lines = document.split("\n");
  const at = lines.findIndex((line) => line.endsWith(`| ${title} |`));
  if (at === -1) throw new Error(`no table ${title}`);
  const rows = lines.slice(at + 2);
  return rows
    .slice(
      0,
      rows.findIndex((line) => !line.startsWith("|")),
    )
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

function typeOf(field: Field): string {
  switch (field.as) {
    case "words":
      return `u32[${field.length}]`;
    case "text":
      return `char[${field.length}]`;
    case "bytes":
      return `u8[${field.length}]`;
    case "wide":
      return `u16[${field.length}]`;
    default:
      return field.as;
  }
}

const rowsOf = (layout: Layout): string[][] =>
  Object.entries(layout).map(([name, field]) => [String(field.at), typeOf(field), name]);

describe("docs/formats/asr1803.md", () => {
  const document = readFileSync(new URL("../../docs/formats/asr1803.md", import.meta.url), "utf8");

  test.each([
    ["header", HEADER],
    ["record", RECORD],
    ["load table row", LOAD_RECORD],
  ] as const)("has the %s as it is read and written", (title, layout) => {
    expect(tableRows(document, title)).toEqual(rowsOf(layout));
  });

  test("has the figures that the code goes by", () => {
    const hex = (value: number): string => `0x${value.toString(16).toUpperCase()}`;
    for (const figure of [
      LOAD_TABLE_AT,
      PROGRAM_HEAD,
      MOST_BYTES,
      BOOKKEEPING,
      fragmentSize("nor8"),
      fragmentSize("nor16"),
    ]) {
      expect(document).toContain(hex(figure));
    }
    expect(document).toContain(
      `From ${RECORDS_AT} on: at most ${MOST_RECORDS} records of ${RECORD_SIZE} bytes`,
    );
  });
});
