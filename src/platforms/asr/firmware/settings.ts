import type { Reason } from "../../../contract/reason.ts";
import { Refusal } from "../../../contract/refusal.ts";

/** The two settings files of an ASR firmware (docs/formats/asr-firmware.md#settings). */

/** A step of download.json, which tells the vendor's USB tool what to write where. */
export interface DownloadStep {
  /** require, progress, call, partition, erase, flash. */
  readonly command: string;
  /** File name; null for none. */
  readonly image: string | null;
  readonly partition: string | null;
  /** Of `require`: product, version, version-bootrom. */
  readonly name: string | null;
  readonly value: string | null;
}

/** A row of fota.json. */
export interface FotaImage {
  readonly image: string;
  readonly partition: string;
  /** Flash offset, or the address 0x80……. */
  readonly start: number;
}

/**
 * @param file shown in refusals.
 * @throws Refusal firmware-damaged
 */
export function readDownloadSteps(file: string, bytes: Uint8Array): readonly DownloadStep[] {
  const part = "download.json";
  return rowsOf(file, part, bytes).map((row) => {
    const command = textIn(row, "command");
    if (command === null) throw new Refusal("firmware-damaged", { file, part, why: { code: "no-command" } });
    return {
      command,
      image: textIn(row, "image"),
      partition: textIn(row, "partition"),
      name: textIn(row, "name"),
      value: textIn(row, "value"),
    };
  });
}

/**
 * @param file shown in refusals.
 * @throws Refusal firmware-damaged
 */
export function readFotaImages(file: string, bytes: Uint8Array): readonly FotaImage[] {
  const part = "fota.json";
  return rowsOf(file, part, bytes).map((row) => {
    const image = textIn(row, "image");
    const partition = textIn(row, "partition");
    const { start } = row;
    if (image === null || partition === null || typeof start !== "number") {
      throw new Refusal("firmware-damaged", { file, part, why: { code: "json-rows" } });
    }
    return { image, partition, start };
  });
}

type Row = Readonly<Record<string, unknown>>;

function rowsOf(file: string, part: string, bytes: Uint8Array): readonly Row[] {
  const damaged = (why: Reason) => new Refusal("firmware-damaged", { file, part, why });
  const rows = parse(bytes);
  if (rows === undefined) throw damaged({ code: "not-json" });
  if (!Array.isArray(rows)) throw damaged({ code: "json-rows" });
  return rows.map((row: unknown) => {
    if (!isRow(row)) throw damaged({ code: "json-rows" });
    return row;
  });
}

/** Undefined, which JSON cannot say, when it is none. */
function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}

function isRow(row: unknown): row is Row {
  return typeof row === "object" && row !== null && !Array.isArray(row);
}

function textIn(row: Row, name: string): string | null {
  const value = row[name];
  return typeof value === "string" && value !== "" ? value : null;
}
