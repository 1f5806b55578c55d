import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crc32 } from "../../src/bytes/crc32.ts";
import { readApp2 } from "../../src/platforms/unisoc/firmware/app2.ts";
import { readImageSignature } from "../../src/platforms/unisoc/firmware/image-signature.ts";
import { readSImage } from "../../src/platforms/unisoc/firmware/simage.ts";
import { readUImage, writeUImage } from "../../src/platforms/unisoc/firmware/uimage.ts";
import { ascii, noise } from "../support/small-firmware.ts";

const NEW = { name: "DEVEL-svn2340", builtAt: 1612700000, loadAddress: 0x60010040, entryAddress: 0x60010044 };

function app2(size: number): Uint8Array<ArrayBuffer> {
  const image = noise(size);
  const view = new DataView(image.buffer);
  [0x41505032, size, 0, 0x00010002].forEach((word, i) => view.setUint32(4 * i, word, true));
  view.setUint32(8, crc32(image), true);
  return image;
}

function signed(image: Uint8Array, at = image.length): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(at + 608).fill(0xff);
  bytes.set(image);
  bytes.fill(0, at, at + 96);
  bytes.set(ascii("RDASEdB2test-key"), at);
  return bytes;
}

describe("uImage", () => {
  it("is read as it was written", () => {
    fc.assert(
      fc.property(
        fc.record({
          name: fc.stringMatching(/^[ -~]{0,31}$/),
          builtAt: fc.integer({ min: 0, max: 0xffffffff }),
          loadAddress: fc.integer({ min: 0, max: 0xffffffff }),
          entryAddress: fc.integer({ min: 0, max: 0xffffffff }),
        }),
        fc.uint8Array({ maxLength: 60 }),
        (header, data) => {
          expect(readUImage(writeUImage({ ...header, data }))).toEqual({
            ...header,
            imageSize: 64 + data.length,
            headerCrcOk: true,
            dataCrcOk: true,
          });
        },
      ),
    );
  });

  it("has its header in big endian", () => {
    const image = writeUImage({ ...NEW, data: noise(5) });
    expect([...image.subarray(0, 4)]).toEqual([0x27, 0x05, 0x19, 0x56]);
    expect([...image.subarray(12, 20)]).toEqual([0, 0, 0, 5, 0x60, 0x01, 0x00, 0x40]);
    expect([...image.subarray(28, 34)]).toEqual([5, 2, 1, 0, 0x44, 0x45]);
  });

  it("notices every flipped bit in header and data, and none behind", () => {
    const image = new Uint8Array(64 + 40 + 8);
    image.set(writeUImage({ ...NEW, data: noise(40) }));
    fc.assert(
      fc.property(fc.integer({ min: 4, max: image.length - 1 }), fc.nat(7), (at, bit) => {
        const flipped = image.slice();
        flipped[at]! ^= 1 << bit;
        const read = readUImage(flipped);
        expect(read?.headerCrcOk).toBe(at >= 64);
        if (at >= 64) expect(read?.dataCrcOk).toBe(at >= 104);
      }),
      { numRuns: 300 },
    );
  });

  it("is never taken for whole when it is cut off", () => {
    const image = writeUImage({ ...NEW, data: noise(40) });
    for (let length = 0; length < image.length; length++) {
      const read = readUImage(image.subarray(0, length));
      if (length < 64) expect(read).toBeNull();
      else expect(read).toMatchObject({ headerCrcOk: true, dataCrcOk: false });
    }
  });
});

describe("APP2", () => {
  it("gives size, stub version and a right CRC", () => {
    expect(readApp2(app2(300))).toEqual({ imageSize: 300, stubVersion: "1.2", crcOk: true });
  });

  it("does not count a signature into the CRC", () => {
    expect(readApp2(signed(app2(300)))).toEqual({ imageSize: 300, stubVersion: "1.2", crcOk: true });
  });

  it("notices every flipped bit behind the magic, and every cut", () => {
    const image = app2(200);
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 199 }), fc.nat(7), (at, bit) => {
        const flipped = image.slice();
        flipped[at]! ^= 1 << bit;
        expect(readApp2(flipped)?.crcOk).toBe(false);
      }),
    );
    for (let length = 0; length < image.length; length++) {
      expect(readApp2(image.subarray(0, length))?.crcOk ?? null).toBe(length < 128 ? null : false);
    }
  });
});

describe("simage", () => {
  it("is recognised and named", () => {
    const image = new Uint8Array(256);
    image.set(ascii("SIHR"));
    image.set(ascii("1_0_W22.46.5"), 40);
    new DataView(image.buffer).setUint32(36, 77, true);
    expect(readSImage(image)).toEqual({ name: "1_0_W22.46.5", imageSize: 77 });
    expect(readSImage(image.subarray(0, 255))).toBeNull();
  });
});

describe("signature", () => {
  it("is found right after the image", () => {
    expect(readImageSignature(signed(noise(50)), 50)).toEqual({
      algorithm: "Ed",
      hash: "B2",
      signer: "test-key",
      at: 50,
      size: 608,
    });
  });

  it("is found behind the padding of the boot loader", () => {
    expect(readImageSignature(signed(noise(50), 90), 50)).toMatchObject({ at: 90, size: 608 });
  });

  it("is null for an unsigned image, whatever size it claims", () => {
    for (const size of [0, 50, 1000, 0xffffffff]) expect(readImageSignature(noise(50), size)).toBeNull();
    expect(readImageSignature(noise(2000), 50)).toBeNull();
  });
});

describe("image headers", () => {
  it("are not seen in other images", () => {
    for (const image of [new Uint8Array(), new Uint8Array(300), noise(300)]) {
      expect([readUImage(image), readApp2(image), readSImage(image)]).toEqual([null, null, null]);
    }
  });
});
