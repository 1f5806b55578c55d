import type { Platform } from "../contract/maker.ts";

export interface PlatformWords {
  readonly name: string;
  /** Modules of this platform, as they are known in shops. */
  readonly modules: string;
}

export type PlatformDictionary = Readonly<Record<Platform, PlatformWords>>;

/** Name of a platform that arrives as text inside a refusal. */
export function platformName(words: PlatformDictionary, id: string): string {
  return id in words ? words[id as Platform].name : id;
}
