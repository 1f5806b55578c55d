import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decodeBzip2 } from "../../src/codecs/bzip2/decode.ts";
import { encodeBzip2 } from "../../src/codecs/bzip2/encode.ts";
import { hasShared, shared } from "../support/shared.ts";

/** Our codec against that of Python, and against streams that vendors' tools made. */
const hasPython = spawnSync("python3", ["-c", "import bz2"]).status === 0;

function python(call: string, input: Uint8Array): Uint8Array {
  const program = `import bz2, sys; sys.stdout.buffer.write(bz2.${call})`;
  const { status, stdout, stderr } = spawnSync("python3", ["-c", program], {
    input,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(stderr.toString());
  return stdout;
}

function noise(size: number): Uint8Array {
  let state = 618;
  return Uint8Array.from({ length: size }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

const differences = Uint8Array.from(noise(200_000), (value, i) => (value < 12 ? (i * 31) & 0xff : 0));
const contents: [string, Uint8Array][] = [
  ["nothing", new Uint8Array()],
  ["one byte", Uint8Array.of(7)],
  ["zeros", new Uint8Array(100_000)],
  ["noise", noise(150_000)],
  ["differences", differences],
  ["text", new TextEncoder().encode("state timer queue retry ".repeat(3000))],
];

describe.skipIf(!hasPython)("bzip2 beside Python's", () => {
  describe.each(contents)("%s", (_, data) => {
    it.each([8192, 69_900])("is read by the other decoder, in blocks of %i bytes", (limit) => {
      const back = python("decompress(sys.stdin.buffer.read())", encodeBzip2(data, limit));
      expect(Buffer.compare(back, data)).toBe(0);
    });

    it.each([1, 9])("is read from the other encoder, level %i", (level) => {
      const stream = python(`compress(sys.stdin.buffer.read(), ${level})`, data);
      const { bytes, length } = decodeBzip2(stream, data.length);
      expect(Buffer.compare(bytes, data)).toBe(0);
      expect(length).toBe(stream.length);
    });

    it("takes hardly more than from the other encoder", () => {
      const theirs = python("compress(sys.stdin.buffer.read(), 1)", data);
      expect(encodeBzip2(data, 100_000).length).toBeLessThanOrEqual(1.01 * theirs.length + 20);
    });
  });
});

describe.skipIf(!hasShared)("bzip2 streams of vendors' packages", () => {
  it.each(["eigen-ec618-V1105-to-V1106.par", "eigen-ec718-V1106-to-V1105_bz.par"])(
    "%s: all are read, and take less from our encoder",
    (name) => {
      const file = readFileSync(`${shared}data/vendor-packages/${name}`);
      let theirs = 0;
      let ours = 0;
      for (let at = file.indexOf("BZh1"); at >= 0; at = file.indexOf("BZh1", at)) {
        const { bytes, length, largestBlock } = decodeBzip2(file.subarray(at), 1 << 20);
        expect(largestBlock).toBeLessThanOrEqual(8192);
        theirs += length;
        ours += encodeBzip2(bytes, 8192).length;
        at += length;
      }
      console.log(`${name}: streams of ${ours} instead of ${theirs} bytes`);
      expect(theirs).toBeGreaterThan(0.9 * file.length);
      expect(ours).toBeLessThan(theirs);
    },
  );
});
