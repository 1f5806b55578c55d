import { LOAD_NAME, LOAD_RECORD, LOAD_RECORD_SIZE } from "../../asr/firmware/system-image.ts";
import { readLayout } from "../../../bytes/layout.ts";
import { type LoadTableFault, Refusal } from "../../../contract/refusal.ts";
import type { ListedImage } from "./image-list.ts";

/** A compressed region of the program. */
export interface ProgramRegion {
  /** E.g. CODE_PS. */
  readonly name: string;
  /** In the file of the program. */
  readonly offset: number;
  /** Offset in flash. */
  readonly address: number;
  /** As it lies in flash; a view. */
  readonly stored: Uint8Array;
}

/** The load table lies here in the program's file. */
export const LOAD_TABLE_AT = 0x183c;

/** What a package carries of the program beside its regions: this many bytes, whatever the table says. */
export const PROGRAM_HEAD = 0x2000;

/** Payloads are in whole words, and a new region is a payload as it lies in flash. */
const WORD = 4;

/**
 * The regions of the program, in the order of the table.
 * @param file shown in refusals
 * @throws Refusal load-table-damaged
 */
export function readProgramRegions(file: string, image: ListedImage, program: Uint8Array): ProgramRegion[] {
  const refuse = (why: LoadTableFault, region = ""): Refusal => {
    return new Refusal("load-table-damaged", { file, image: image.file, why, region });
  };
  const regions: ProgramRegion[] = [];
  const tableEnd = Math.min(PROGRAM_HEAD, program.length);
  let end = PROGRAM_HEAD;
  for (let at = LOAD_TABLE_AT; at + LOAD_RECORD_SIZE <= tableEnd; at += LOAD_RECORD_SIZE) {
    const record = readLayout(LOAD_RECORD, program, at);
    if (!record.name.startsWith(LOAD_NAME) || record.address === 0) break;
    // Names are padded with spaces on some chips.
    const name = record.region.trimEnd();
    const offset = record.address - image.loadAddress;
    if (offset < PROGRAM_HEAD || record.length === 0 || offset + record.length > program.length) {
      throw refuse("outside", name);
    }
    if (offset < end) throw refuse("overlap", name);
    if (record.length % WORD !== 0) throw refuse("uneven", name);
    end = offset + record.length;
    const stored = program.subarray(offset, end);
    regions.push({ name, offset, address: image.flashAddress + offset, stored });
  }
  if (regions.length === 0) throw refuse("no-regions");
  return regions;
}
