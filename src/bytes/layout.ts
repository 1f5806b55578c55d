/**
 * Binary layouts: a record of fields, each with its offset, declared once and used to read and to write.
 * Text ends at the first NUL and is padded with NULs.
 */
export type Field =
  | { readonly as: "u8" | "u16" | "u32" | "u32be"; readonly at: number }
  | { readonly as: "words"; readonly at: number; readonly length: number }
  | { readonly as: "bytes"; readonly at: number; readonly length: number }
  /** One byte a character (Latin-1). */
  | { readonly as: "text"; readonly at: number; readonly length: number }
  /** UTF-16LE; length counts 16-bit units. */
  | { readonly as: "wide"; readonly at: number; readonly length: number };

export type Layout = Readonly<Record<string, Field>>;

type ValueOf<F extends Field> = F["as"] extends "text" | "wide"
  ? string
  : F["as"] extends "bytes"
    ? Uint8Array
    : F["as"] extends "words"
      ? readonly number[]
      : number;

export type Values<L extends Layout> = { readonly [K in keyof L]: ValueOf<L[K]> };

const number =
  <A extends "u8" | "u16" | "u32" | "u32be">(as: A) =>
  (at: number) =>
    ({ as, at }) as const;
const run =
  <A extends "words" | "bytes" | "text" | "wide">(as: A) =>
  (at: number, length: number) =>
    ({ as, at, length }) as const;

export const u8 = number("u8");
/** Little endian, as all others but {@link u32be}. */
export const u16 = number("u16");
export const u32 = number("u32");
export const u32be = number("u32be");
/** Several u32 in a row. */
export const words = run("words");
export const bytes = run("bytes");
export const text = run("text");
export const wide = run("wide");

export function viewOf(data: Uint8Array): DataView {
  return new DataView(data.buffer, data.byteOffset, data.byteLength);
}

/** Reads every field, positions counted from `base`. The caller has checked that `data` is long enough. */
export function readLayout<L extends Layout>(layout: L, data: Uint8Array, base = 0): Values<L> {
  const view = viewOf(data);
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(layout)) values[name] = readField(field, data, view, base);
  return values as Values<L>;
}

function readField(field: Field, data: Uint8Array, view: DataView, base: number): unknown {
  const at = base + field.at;
  switch (field.as) {
    case "u8":
      return view.getUint8(at);
    case "u16":
      return view.getUint16(at, true);
    case "u32":
      return view.getUint32(at, true);
    case "u32be":
      return view.getUint32(at);
    case "words":
      return Array.from({ length: field.length }, (_, i) => view.getUint32(at + 4 * i, true));
    case "bytes":
      return data.subarray(at, at + field.length);
    case "text":
      return untilNul(field.length, (i) => view.getUint8(at + i));
    case "wide":
      return untilNul(field.length, (i) => view.getUint16(at + 2 * i, true));
  }
}

function untilNul(length: number, unit: (i: number) => number): string {
  let result = "";
  for (let i = 0; i < length; i++) {
    const code = unit(i);
    if (code === 0) break;
    result += String.fromCharCode(code);
  }
  return result;
}

/** Writes the given fields, the rest of `data` stays as it is. Longer text is cut, one NUL is kept. */
export function writeLayout<L extends Layout>(
  layout: L,
  values: Partial<Values<L>>,
  data: Uint8Array,
  base = 0,
): void {
  const view = viewOf(data);
  for (const [name, field] of Object.entries(layout)) {
    const value: unknown = values[name];
    if (value !== undefined) writeField(field, value, data, view, base);
  }
}

function writeField(field: Field, value: unknown, data: Uint8Array, view: DataView, base: number): void {
  const at = base + field.at;
  switch (field.as) {
    case "u8":
      view.setUint8(at, value as number);
      return;
    case "u16":
      view.setUint16(at, value as number, true);
      return;
    case "u32":
      view.setUint32(at, value as number, true);
      return;
    case "u32be":
      view.setUint32(at, value as number);
      return;
    case "words":
      for (const [i, word] of (value as readonly number[]).slice(0, field.length).entries()) {
        view.setUint32(at + 4 * i, word, true);
      }
      return;
    case "bytes":
      data.set((value as Uint8Array).subarray(0, field.length), at);
      return;
    case "text": {
      const chars = value as string;
      data.fill(0, at, at + field.length);
      for (let i = 0; i < Math.min(chars.length, field.length - 1); i++) data[at + i] = chars.charCodeAt(i);
      return;
    }
    case "wide": {
      const chars = value as string;
      data.fill(0, at, at + 2 * field.length);
      for (let i = 0; i < Math.min(chars.length, field.length - 1); i++) {
        view.setUint16(at + 2 * i, chars.charCodeAt(i), true);
      }
      return;
    }
  }
}

export function hex(value: number, digits = 0): string {
  return `0x${value.toString(16).padStart(digits, "0")}`;
}
