import { describe, expect, it } from "vitest";
import { looksLikeBinpkg, readBinpkg } from "../../src/firmware/binpkg.ts";
import { refusalOf, refusedWith } from "../support/refusals.ts";
import { ascii, noise } from "../support/small-firmware.ts";

interface Image {
  readonly type: string;
  readonly address: number;
  readonly data: Uint8Array;
}

/** Headers as eigen-par.md, section 1, has them. */
function binpkg(images: readonly Image[], headerSize = 0x34): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [new Uint8Array(headerSize)];
  parts[0]!.set(ascii("106\0\0\0\0\0bpkg"));
  if (headerSize === 0x1d8) parts[0]!.set(ascii("pkgmode"), 0x38);
  for (const { type, address, data } of images) {
    const entry = new Uint8Array(364);
    entry.set(ascii(`name-${type}`));
    const view = new DataView(entry.buffer);
    [address, 0x80000, 0, data.length].forEach((word, i) => view.setUint32(64 + 4 * i, word, true));
    entry.set(ascii(type), 336);
    parts.push(entry, data);
  }
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

const CP = { type: "CP", address: 0, data: noise(30) };
const AP618 = { type: "AP", address: 0x24000, data: noise(50) };
const AP718 = { type: "AP", address: 0x7e000, data: noise(50) };

describe("binpkg", () => {
  it("gives its images and tells the chips by the place of the AP", () => {
    const read = readBinpkg("x", binpkg([AP618, CP]));
    expect(read.platform).toBe("eigen618");
    expect(read.version).toBe("106");
    expect(read.images).toEqual([
      { ...AP618, name: "name-AP", flashSize: 0x80000 },
      { ...CP, name: "name-CP", flashSize: 0x80000 },
    ]);
    expect(readBinpkg("x", binpkg([AP718, CP])).platform).toBe("eigen718");
  });

  it("knows the longer header", () => {
    expect(readBinpkg("x", binpkg([AP718], 0x1d8)).images).toHaveLength(1);
  });

  it("is refused when it is cut off anywhere but between two images", () => {
    const bytes = binpkg([AP618, CP]);
    const between = 0x34 + 364 + 50;
    for (let length = 0; length < bytes.length; length++) {
      const code = refusalOf(() => readBinpkg("x", bytes.subarray(0, length)))?.code ?? null;
      const expected = length < 0x3f ? "not-firmware" : length === between ? null : "firmware-truncated";
      expect([length, code]).toEqual([length, expected]);
    }
  });

  it("is refused without an AP", () => {
    expect(refusedWith("firmware-damaged", () => readBinpkg("x", binpkg([CP]))).part).toBe("AP");
  });

  it("is not seen in other files", () => {
    expect([new Uint8Array(), noise(100), ascii("106\0".repeat(30))].map(looksLikeBinpkg)).toEqual([
      false,
      false,
      false,
    ]);
  });
});
