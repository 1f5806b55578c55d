import type { FileFacts, FirmwareFacts, ImageFact, PartitionFacts } from "../contract/maker.ts";
import { digests } from "../bytes/digest.ts";
import { decodeLzmar } from "../platforms/unisoc/lzmar/decode.ts";
import type { Binpkg } from "../platforms/eigen/firmware/binpkg.ts";
import { readApp2 } from "../platforms/unisoc/firmware/app2.ts";
import type { AsrFirmware } from "../platforms/asr/firmware/firmware.ts";
import { asrPartitions } from "../platforms/asr/firmware/facts.ts";
import { readCpio } from "../platforms/unisoc/firmware/cpio.ts";
import { readImageSignature } from "../platforms/unisoc/firmware/image-signature.ts";
import { moduleFilesOf } from "../platforms/unisoc/firmware/module-files.ts";
import { readNvBin } from "../platforms/unisoc/firmware/nv-bin.ts";
import { namesOf, type OpenedFirmware } from "./open-firmware.ts";
import { type Pac, type PacEntry, PacFlag } from "../platforms/unisoc/firmware/pac.ts";
import { inPlace } from "../contract/refusal-place.ts";
import { readSImage } from "../platforms/unisoc/firmware/simage.ts";
import { readUImage } from "../platforms/unisoc/firmware/uimage.ts";
import {
  CPIO_ADDRESS,
  type FileTree,
  NV_ADDRESS,
  type Unisoc8910Firmware,
} from "../platforms/unisoc/firmware/firmware.ts";
import { proposeVersion } from "../modules/version-name.ts";

/** Type in the XML of operations; their size is a FourCC or nothing. */
const ERASE_TYPE = "EraseFlash";

/**
 * What to show of an opened firmware, without what the module catalogue and the rule sets say about it.
 * Size and hashes are those of the file as dropped.
 * @throws Refusal firmware-damaged
 */
export function factsOf(
  opened: OpenedFirmware,
): Omit<FirmwareFacts, "ruleSet" | "ignoredFiles" | "module" | "types"> {
  const { pac, unisoc8910, binpkg, asr } = opened;
  const builtAt = unisoc8910?.builtAt ?? null;
  return {
    fileName: opened.fileName,
    bytes: opened.bytes.length,
    ...digests(opened.bytes),
    wrapping: opened.wrapping,
    platform: opened.platform,
    container: pac?.version ?? (binpkg === null ? "" : `binpkg ${binpkg.version}`),
    product: pac?.product ?? requiredBy(asr, "product"),
    alias: pac?.alias ?? "",
    productVersion: pac?.productVersion ?? requiredBy(asr, "version"),
    builtAt,
    version: asr?.version ?? proposeVersion(namesOf(opened.fileName, opened.wrapping), builtAt),
    partitions: partitionsOf(opened),
    files: unisoc8910 === null ? [] : filesOf(opened.innerName, unisoc8910),
    flashMiB: asr?.flashMiB ?? null,
    apps: asr?.apps.map(({ name }) => name) ?? [],
  };
}

/** What download.json demands of the module before it is written to. */
function requiredBy(asr: AsrFirmware | null, name: string): string {
  const step = asr?.download?.find(({ command, name: of }) => command === "require" && of === name);
  return step?.value ?? "";
}

function partitionsOf({
  innerName,
  pac,
  unisoc8910,
  binpkg,
  asr,
  otherFiles,
}: OpenedFirmware): PartitionFacts[] {
  if (asr !== null) return asrPartitions(asr);
  if (otherFiles !== null) return filePartitions(otherFiles);
  if (binpkg !== null) return binpkgPartitions(binpkg);
  if (pac === null) return [];
  return pac.entries
    .filter((entry) => entry.flag !== PacFlag.xml)
    .map((entry) => pacPartition(innerName, pac, entry, unisoc8910));
}

function filePartitions(files: ReadonlyMap<string, Uint8Array>): PartitionFacts[] {
  return [...files].map(([name, data]) => ({
    id: name,
    type: "",
    name,
    address: null,
    size: data.length,
    limit: null,
    ...digests(data),
    image: [],
  }));
}

function binpkgPartitions({ images }: Binpkg): PartitionFacts[] {
  return images.map(({ type, name, address, flashSize, data }) => ({
    id: type,
    type: "",
    name,
    address,
    size: data.length,
    limit: flashSize === 0 ? null : flashSize,
    ...digests(data),
    image: [],
  }));
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

/** A blocked file has size and hashes of what its parts decompress to. */
function filesOf(file: string, firmware: Unisoc8910Firmware): FileFacts[] {
  return moduleFilesOf(firmware).map(({ path, parts, contents }) => {
    if (parts === null) return { path, size: contents.length, parts: null, ...digests(contents) };
    const whole = concatenate(parts.map((part) => inPlace(file, part.path, () => decodeLzmar(part.stored))));
    return { path, size: whole.length, parts: parts.length, ...digests(whole) };
  });
}

function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
