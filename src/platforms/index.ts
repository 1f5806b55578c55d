import { asr } from "./asr/index.ts";
import { ec200a } from "./ec200a/index.ts";
import { eigen618, eigen718 } from "./eigen/index.ts";
import type { Container, Opened, Platform } from "./platform.ts";
import { qualcomm } from "./qualcomm/index.ts";
import { unisoc8850 } from "./unisoc8850/index.ts";
import { unisoc8910 } from "./unisoc8910/index.ts";

export type Registry = readonly Platform[];

/** All platforms that the app knows: a platform is a folder and a line here. */
export const platforms: Registry = [unisoc8910, unisoc8850, asr, eigen618, eigen718, ec200a, qualcomm];

/** The forms in which firmware comes, each once, in the order in which they are tried. */
export function containersOf(registry: Registry = platforms): readonly Container[] {
  return [...new Set(registry.map(({ container }) => container))];
}

/** The platform of an opened firmware. */
export function platformOf({ platform }: Pick<Opened, "platform">, registry: Registry = platforms): Platform {
  const found = registry.find(({ id }) => id === platform);
  if (found === undefined) throw new Error(`no platform ${platform}`);
  return found;
}
