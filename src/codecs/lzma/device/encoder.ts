import { DeviceMatchFinder } from "./match-finder.ts";
import { DeviceParser } from "./parser.ts";
import { DevicePrices } from "./prices.ts";
import { HEADER, MIN_MATCH } from "../model.ts";
import { FIRST_DISTANCE_CODE, SymbolEncoder } from "./symbol-encoder.ts";

/** What the encoder in ASR modules works with. */
const PROPS = { lc: 3, lp: 0, pb: 2 } as const;

/** Dictionaries that modules compress with. */
const SMALLEST_DICTIONARY = 0x1000;
const LARGEST_DICTIONARY = 0x80000;

/** The dictionary that a module takes for a region, by the stream that lies there; 4 KiB to 512 KiB. */
export function deviceDictionary(stream: Uint8Array): number {
  const stated = new DataView(stream.buffer, stream.byteOffset).getUint32(HEADER.dictionarySize, true);
  return Math.min(Math.max(stated, SMALLEST_DICTIONARY), LARGEST_DICTIONARY);
}

/**
 * Compresses as ASR modules do when they put a patched region back into flash, byte for byte: updaters of some modules
 * compare. The maker of the firmware uses the same encoder. For packages there is a better one.
 *
 * @param dictionarySize as the region's stream states it
 */
export function encodeAsDevice(data: Uint8Array, dictionarySize: number): Uint8Array {
  const coder = new SymbolEncoder(data, PROPS);
  const prices = new DevicePrices(coder.probs, dictionarySize);
  const finder = new DeviceMatchFinder(data, dictionarySize);
  const parser = new DeviceParser(data, finder, coder, prices);
  while (coder.position < data.length) {
    const count = parser.parse();
    for (let i = 0; i < count; i++) {
      const length = parser.lengths[i]!;
      const code = parser.codes[i]!;
      const position = coder.position & ((1 << PROPS.pb) - 1);
      coder.encode(length, code);
      if (code >= FIRST_DISTANCE_CODE) prices.noteMatch(code - FIRST_DISTANCE_CODE, position);
      else if (length >= MIN_MATCH) prices.noteRep(position);
    }
    if (!parser.isAhead) prices.update();
  }
  const stream = coder.finish();
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  view.setUint8(HEADER.props, (PROPS.pb * 5 + PROPS.lp) * 9 + PROPS.lc);
  view.setUint32(HEADER.dictionarySize, dictionarySize, true);
  view.setBigUint64(HEADER.rawSize, BigInt(data.length), true);
  return stream;
}
