import type { PlannedPiece } from "./pieces.ts";

/**
 * Bytes that the updater backs up at worst, as the vendor's tool counts them: a fragment; an old region with what its
 * successor needs beyond its place, for which the last one of the new table has nobody behind it; an old image that is
 * compressed as a whole.
 *
 * @param images pieces of each image, those of the program with its head first
 * @param fragment of images that are not compressed
 */
export function backupNeed(images: readonly (readonly PlannedPiece[])[], fragment: number): number {
  return Math.max(
    fragment,
    ...images.flatMap((pieces) =>
      pieces.map((piece, i) => {
        if (!piece.packed || piece.old.length === 0) return 0;
        const isLast = i === pieces.length - 1;
        const grows = piece.newAddress + piece.new.length - piece.oldAddress - piece.old.length;
        return piece.old.length + (isLast ? 0 : Math.max(0, grows));
      }),
    ),
  );
}

/** What the vendor's tool lets file, backup and this much more take together on NOR flash. */
export const MOST_BYTES = 0x112_0000;
export const BOOKKEEPING = 0x3000;
