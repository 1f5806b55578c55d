import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { systemOf } from "../../src/platforms/asr/firmware/firmware.ts";
import { decompressRegion } from "../../src/platforms/asr/firmware/system-image.ts";
import { openAsr } from "../support/opened.ts";
import { encodeAsDevice } from "../../src/codecs/lzma/device/encoder.ts";
import { HEADER } from "../../src/codecs/lzma/model.ts";
import { hasShared, shared } from "../support/shared.ts";

/** Streams of real firmware; those that other releases have come from another encoder. */
const real = [
  ["asr1602/EC800KCNLCR07A01M04_OCPU_QPY.bin", ["DDR_RW_", "PS_NCAH", "ITCM", "CODE_PS", "dsp"]],
  ["asr/EC600MCNLER01A01M08_OCPU_QPY.bin", ["DDR_RW_", "PS_NCAH", "ITCM", "CODE_PS", "dsp"]],
  ["asr/EC600NCNLFR01A01M16_OCPU_QPY.bin", ["dsp"]],
] as const;

describe.skipIf(!hasShared)("the encoder of ASR modules", () => {
  test.each(real)(
    "makes every stream of %s again, byte for byte",
    (name, regions) => {
      const system = systemOf(openAsr(name, new Uint8Array(readFileSync(`${shared}data/firmware/${name}`))));
      const all = [...system.regions, { region: "dsp", stored: system.dsp.stored }];
      const wanted = all.filter(({ region }) => (regions as readonly string[]).includes(region));
      expect(wanted.map(({ region }) => region)).toEqual([...regions]);
      for (const { region, stored } of wanted) {
        const raw = decompressRegion(name, region, stored);
        const dictionary = new DataView(stored.buffer, stored.byteOffset).getUint32(
          HEADER.dictionarySize,
          true,
        );
        const expected = new Uint8Array(stored.length);
        expected.set(encodeAsDevice(raw, dictionary));
        expect([region, Buffer.compare(expected, stored)]).toEqual([region, 0]);
      }
    },
    30_000,
  );
});
