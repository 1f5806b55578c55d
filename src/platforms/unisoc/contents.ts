import type { FileContent, FlashContents } from "../../difference/contents.ts";
import type { Unisoc8910Firmware } from "./firmware/firmware.ts";
import { type ModuleFile, moduleFilesOf } from "./firmware/module-files.ts";
import { decodeLzmar, describeLzmar } from "./lzmar/decode.ts";

/** Partitions with data at an address in flash, and all files. NV, archives and loaders that run in RAM have no place. */
export function contentsOf(firmware: Unisoc8910Firmware): FlashContents {
  return {
    partitions: firmware.flash.map(({ id, address, limit, image }) => ({ id, address, limit, bytes: image })),
    files: filesAsStored(moduleFilesOf(firmware)),
  };
}

export function filesAsStored(files: readonly ModuleFile[]): FileContent[] {
  return files.map(({ path, parts, contents }) => ({
    path,
    pieces: parts === null ? [{ stored: contents, packed: null }] : parts.map(({ stored }) => packed(stored)),
  }));
}

function packed(stored: Uint8Array): FileContent["pieces"][number] {
  const { rawSize, blocks } = describeLzmar(stored);
  return { stored, packed: { rawSize, sums: blocks, unpack: () => decodeLzmar(stored) } };
}
