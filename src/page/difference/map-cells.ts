/** Cells of the flash map as SVG paths: one cell a block, laid out in rows. */
import type { BlockState } from "../../contract/comparison.ts";

/** Pixels from cell to cell, and how many cells a row has. */
export interface MapGrid {
  readonly columns: number;
  readonly pitch: number;
}

/** Powers of two, so that rows begin at round addresses. */
const WIDE = 64;
const NARROW = 32;
/** Cells narrower than this are hard to tell apart and to hit. */
const SMALLEST_PITCH = 9;
const LARGEST_PITCH = 14;

/** As many columns as fit into a width in pixels; cells are whole pixels, so that edges are sharp. */
export function gridFor(width: number): MapGrid {
  const columns = width >= WIDE * SMALLEST_PITCH ? WIDE : NARROW;
  return { columns, pitch: Math.max(4, Math.min(LARGEST_PITCH, Math.floor(width / columns))) };
}

/**
 * Outline of all cells of a state. Shapes tell the states apart without colour: the more of a cell is filled,
 * the more is new.
 */
export function pathOf(state: BlockState, cells: readonly number[], { columns, pitch }: MapGrid): string {
  const side = pitch - 1;
  const shape = shapeOf(state, side);
  return cells
    .map((cell) => `M${(cell % columns) * pitch} ${Math.floor(cell / columns) * pitch}${shape}`)
    .join("");
}

/** Cells by state, in the order of the states. */
export function cellsByState(blocks: Uint8Array, states: readonly BlockState[]): Map<BlockState, number[]> {
  const cells = new Map(states.map((state) => [state, [] as number[]]));
  blocks.forEach((code, index) => {
    const state = states[code];
    if (state !== undefined) cells.get(state)?.push(index);
  });
  return cells;
}

/** Relative to the upper left corner of a cell. */
function shapeOf(state: BlockState, side: number): string {
  const square = `h${side}v${side}h${-side}z`;
  switch (state) {
    case "same":
    case "new":
      return square;
    case "patched":
      // The lower left half.
      return `v${side}h${side}z`;
    case "gone":
      // A frame with a bar through it, by going round twice the other way.
      return `${square}m1 1v${side - 2}h${side - 2}v${2 - side}zm0 ${Math.floor(side / 2) - 1}h${side - 2}v1h${2 - side}z`;
    case "erased": {
      const dot = Math.max(2, Math.round(side / 4));
      const edge = Math.floor((side - dot) / 2);
      return `m${edge} ${edge}h${dot}v${dot}h${-dot}z`;
    }
  }
}
