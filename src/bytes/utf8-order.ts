/** Orders texts by their UTF-8 bytes, as file systems of modules do. */
export function compareUtf8(a: string, b: string): number {
  const encoder = new TextEncoder();
  const one = encoder.encode(a);
  const other = encoder.encode(b);
  const shorter = Math.min(one.length, other.length);
  for (let i = 0; i < shorter; i++) {
    const difference = (one[i] ?? 0) - (other[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}
