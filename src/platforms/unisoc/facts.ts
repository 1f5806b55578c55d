import { concatenate } from "../../bytes/concatenate.ts";
import { digests } from "../../bytes/digest.ts";
import type { FileFacts, ImageFact, PartitionFacts } from "../../contract/maker.ts";
import { inPlace } from "../../contract/refusal-place.ts";
import { readApp2 } from "./firmware/app2.ts";
import { readCpio } from "./firmware/cpio.ts";
import { CPIO_ADDRESS, type FileTree, NV_ADDRESS, type Unisoc8910Firmware } from "./firmware/firmware.ts";
import { readImageSignature } from "./firmware/image-signature.ts";
import { moduleFilesOf } from "./firmware/module-files.ts";
import { readNvBin } from "./firmware/nv-bin.ts";
import { type Pac, type PacEntry, PacFlag } from "./firmware/pac.ts";
import { readSImage } from "./firmware/simage.ts";
import { readUImage } from "./firmware/uimage.ts";
import { decodeLzmar } from "./lzmar/decode.ts";

/** Type in the XML of operations; their size is a FourCC or nothing. */
const ERASE_TYPE = "EraseFlash";

/**
 * A row for each entry of a pac but its XML.
 * @param firmware null when no more than the pac is understood
 * @throws Refusal firmware-damaged
 */
export function pacPartitions(file: string, pac: Pac, firmware: Unisoc8910Firmware | null): PartitionFacts[] {
  return pac.entries
    .filter((entry) => entry.flag !== PacFlag.xml)
    .map((entry) => pacPartition(file, pac, entry, firmware));
}

function pacPartition(
  file: string,
  pac: Pac,
  entry: PacEntry,
  firmware: Unisoc8910Firmware | null,
): PartitionFacts {
  const scheme = pac.scheme.get(entry.id);
  const limit = scheme === undefined || scheme.type === ERASE_TYPE ? null : scheme.size;
  const hashes = entry.data.length === 0 ? { sha256: null, md5: null } : digests(entry.data);
  return {
    id: entry.id,
    type: scheme?.type ?? "",
    name: entry.fileName,
    address: entry.address,
    size: entry.data.length,
    limit: limit === 0 ? null : limit,
    ...hashes,
    image: imageFacts(file, entry, firmware),
  };
}

function imageFacts(file: string, entry: PacEntry, firmware: Unisoc8910Firmware | null): ImageFact[] {
  const { id, data, address } = entry;
  if (data.length === 0) return [];
  if (address === NV_ADDRESS) {
    const { stamp, items } = readNvBin(file, id, data);
    return [{ kind: "nv", items: items.size, stamp }];
  }
  if (address === CPIO_ADDRESS) {
    const files = firmware?.archives.get(id) ?? readCpio(file, id, data);
    return [{ kind: "cpio", files: files.size, bytes: bytesIn(files) }];
  }
  const files = firmware?.fileSystems.get(id);
  if (files !== undefined) {
    const warnings = firmware?.fileSystemWarnings.filter((warning) => warning.startsWith(`${id}: `)) ?? [];
    return [{ kind: "sffs", files: files.size, bytes: bytesIn(files), warnings: warnings.length }];
  }
  return headerFacts(data);
}

function headerFacts(data: Uint8Array): ImageFact[] {
  const uImage = readUImage(data);
  if (uImage !== null) {
    const { name, builtAt, headerCrcOk, dataCrcOk, imageSize } = uImage;
    const crcOk = headerCrcOk && dataCrcOk;
    return [{ kind: "uimage", name, builtAt, crcOk }, ...signatureFacts(data, imageSize)];
  }
  const app2 = readApp2(data);
  if (app2 !== null) {
    const { stubVersion, crcOk, imageSize } = app2;
    return [{ kind: "app2", stubVersion, crcOk }, ...signatureFacts(data, imageSize)];
  }
  const sImage = readSImage(data);
  return sImage === null ? [] : [{ kind: "simage", name: sImage.name }];
}

function signatureFacts(data: Uint8Array, imageSize: number): ImageFact[] {
  const signature = readImageSignature(data, imageSize);
  return signature === null ? [] : [{ kind: "signature", bytes: signature.size, signer: signature.signer }];
}

function bytesIn(tree: FileTree): number {
  return [...tree.values()].reduce((sum, contents) => sum + contents.length, 0);
}

/** Of all files; a blocked file has size and hashes of what its parts decompress to. */
export function fileFacts(file: string, firmware: Unisoc8910Firmware): FileFacts[] {
  return moduleFilesOf(firmware).map(({ path, parts, contents }) => {
    if (parts === null) return { path, size: contents.length, parts: null, ...digests(contents) };
    const whole = concatenate(parts.map((part) => inPlace(file, part.path, () => decodeLzmar(part.stored))));
    return { path, size: whole.length, parts: parts.length, ...digests(whole) };
  });
}
