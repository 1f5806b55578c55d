import { readFileSync } from "node:fs";
import { readUnisoc8910 } from "../../src/platforms/unisoc/firmware/firmware.ts";
import type { ModuleContents } from "../../src/platforms/unisoc/module/storage.ts";
import { shared } from "./shared.ts";

/** Bytes of a file of ../shared/data. */
export function sharedData(path: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(`${shared}data/${path}`));
}

export function pacPath(build: string): string {
  return `${shared}data/firmware/unisoc8910/CSDK_RDA8910-${build}.pac`;
}

/** A module that was flashed with this firmware: its images, and PS mounted at /modem. */
export function flashedWith(fileName: string, bytes: Uint8Array): ModuleContents {
  const firmware = readUnisoc8910(fileName, bytes);
  const files = new Map<string, Uint8Array>();
  for (const [path, stored] of firmware.fileSystems.get("PS") ?? []) files.set(`/modem/${path}`, stored);
  for (const archive of firmware.archives.values()) {
    for (const [path, stored] of archive) files.set(`/${path}`, stored);
  }
  const flash = firmware.flash
    .filter(({ id }) => !firmware.fileSystems.has(id))
    .map(({ device, offset, image }) => ({ device, offset, bytes: image }));
  return { flash, files };
}

/** The same without the boot loader, which packages of the stock rules leave as it is. */
export function withoutBootLoader({ flash, files }: ModuleContents): ModuleContents {
  return { flash: flash.filter(({ offset }) => offset > 0), files };
}

export const vendorPackages = [
  { name: "rda8910-20201221-to-20210130", old: "20201221-db1735a", new: "20210130-b19c35c" },
  { name: "rda8910-20201221-to-20210207", old: "20201221-db1735a", new: "20210207-fec60a1" },
  { name: "rda8910-20210130-to-20210203", old: "20210130-b19c35c", new: "20210203-9fa3402" },
  { name: "rda8910-20210203-to-20210207", old: "20210203-9fa3402", new: "20210207-fec60a1" },
] as const;

export function flashedWithBuild(build: string): ModuleContents {
  return flashedWith(build, sharedData(`firmware/unisoc8910/CSDK_RDA8910-${build}.pac`));
}
