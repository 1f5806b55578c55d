/** Slot of a distance less one: its two highest bits and how many bits it has. */
export function distanceSlot(distance: number): number {
  if (distance < 4) return distance;
  const footerBits = 30 - Math.clz32(distance);
  return (footerBits << 1) + (distance >>> footerBits);
}
