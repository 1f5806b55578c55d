import { encodeQR } from "qr";

/** A QR code as an SVG path; one unit a module. */
export interface QrDrawing {
  /** Modules on each side, with the quiet zone. */
  readonly size: number;
  readonly path: string;
}

/** Light modules that readers need all around. */
const quietZone = 4;

/** Largest QR code at low correction, in bytes: what is shown on a screen gets no scratches. */
const capacity = 2953;

/** null: too long for any QR code. `text` is ASCII. */
export function drawQr(text: string): QrDrawing | null {
  if (text.length > capacity) return null;
  const rows = encodeQR(text, "raw", { ecc: "low", border: quietZone });
  return { size: rows.length, path: rows.map(runs).join("") };
}

/** The dark modules of a row, side by side in one stroke. */
function runs(row: readonly boolean[], y: number): string {
  let path = "";
  for (let x = 0; x < row.length; x++) {
    if (row[x] !== true) continue;
    const start = x;
    while (row[x + 1] === true) x++;
    const width = x + 1 - start;
    path += `M${start} ${y}h${width}v1h-${width}z`;
  }
  return path;
}
