/** Where the keys lead on the flash map. */

export interface MapPlace {
  /** Index of the area and of the block in it. */
  readonly area: number;
  readonly block: number;
}

/**
 * The block that a key leads to; null for keys that the map has no use for. Left and right go block by block,
 * up and down row by row, both over the ends of areas; Home and End to the ends of the area, Page up and Page
 * down from area to area.
 * @param lengths blocks of each area, none 0.
 */
export function moved(
  key: string,
  place: MapPlace,
  lengths: readonly number[],
  columns: number,
): MapPlace | null {
  const { area, block } = place;
  const last = (lengths[area] ?? 1) - 1;
  const column = block % columns;
  switch (key) {
    case "ArrowRight":
      return block < last ? { area, block: block + 1 } : enter(area + 1, 0, place, lengths);
    case "ArrowLeft":
      return block > 0 ? { area, block: block - 1 } : enter(area - 1, Infinity, place, lengths);
    case "ArrowDown":
      if (block + columns <= last) return { area, block: block + columns };
      // The last row may be shorter.
      if (Math.floor(block / columns) < Math.floor(last / columns)) return { area, block: last };
      return enter(area + 1, column, place, lengths);
    case "ArrowUp": {
      if (block >= columns) return { area, block: block - columns };
      const above = (lengths[area - 1] ?? 1) - 1;
      return enter(area - 1, above - (above % columns) + column, place, lengths);
    }
    case "Home":
      return { area, block: 0 };
    case "End":
      return { area, block: last };
    case "PageDown":
      return enter(area + 1, 0, place, lengths);
    case "PageUp":
      return enter(area - 1, 0, place, lengths);
    default:
      return null;
  }
}

/** A block of another area; where there is no such area, it stays. */
function enter(area: number, block: number, from: MapPlace, lengths: readonly number[]): MapPlace {
  const length = lengths[area];
  return length === undefined ? from : { area, block: Math.min(block, length - 1) };
}
