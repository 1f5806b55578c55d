/** What differs between the chips. EC716 is as EC718. */
export type EigenChip = "eigen618" | "eigen718";

export interface ChipTraits {
  /** In names inside of packages. */
  readonly name: "EC618" | "EC718";
  /** Where the AP lies in flash, in firmware of boards with 4 MiB. */
  readonly apAddress: number;
  /** Bytes of a block: what the module rebuilds at a time. */
  readonly blockSize: number;
  /** Bytes of a bzip2 block, its runs shortened, that the module's decoder has room for. */
  readonly bzip2Limit: number;
  /** What our encoder keeps to: the largest that was seen to work. */
  readonly bzip2Target: number;
  /** Bytes of flash in which a package is kept until it is applied. */
  readonly packageRoom: number;
}

export const CHIPS: Readonly<Record<EigenChip, ChipTraits>> = {
  eigen618: {
    name: "EC618",
    apAddress: 0x24000,
    blockSize: 0x8000,
    bzip2Limit: 8192,
    bzip2Target: 8192,
    packageRoom: 480 * 1024,
  },
  eigen718: {
    name: "EC718",
    apAddress: 0x7e000,
    blockSize: 0x18000,
    bzip2Limit: 70_000,
    bzip2Target: 69_900,
    packageRoom: 324 * 1024,
  },
};

/** Flash of the boards whose packages are known byte by byte; larger ones have a longer header. */
export const KNOWN_FLASH = 4 * 1024 * 1024;
