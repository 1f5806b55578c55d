import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { LOAD_TABLE_AT, PROGRAM_HEAD } from "../../src/platforms/ec200a/firmware/load-table.ts";
import { MOST_RECORDS, RECORD_SIZE, RECORDS_AT } from "../../src/platforms/ec200a/fota/layout.ts";
import { fragmentSize } from "../../src/platforms/ec200a/fota/pieces.ts";
import { BOOKKEEPING, MOST_BYTES } from "../../src/platforms/ec200a/fota/space.ts";

test("docs/formats/asr1803.md has the figures that the code goes by", () => {
  const document = readFileSync(new URL("../../docs/formats/asr1803.md", import.meta.url), "utf8");
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
  const size = MOST_RECORDS * RECORD_SIZE;
  expect(document).toContain(
    `| ${RECORDS_AT} | ${size} | records | at most ${MOST_RECORDS} of ${RECORD_SIZE} bytes |`,
  );
});
