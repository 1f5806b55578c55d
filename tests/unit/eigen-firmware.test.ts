import { describe, expect, it } from "vitest";
import { findFirmware } from "../../src/workshop/find-firmware.ts";
import { openFirmware } from "../../src/workshop/open-firmware.ts";

import { type BinpkgImage, looksLikeBinpkg, readBinpkg } from "../../src/platforms/eigen/firmware/binpkg.ts";
import { type BinpkgForm, writeBinpkg } from "../../src/platforms/eigen/firmware/binpkg-writer.ts";
import {
  bareAp,
  type EigenFirmware,
  looksLikeBareAp,
} from "../../src/platforms/eigen/firmware/eigen-firmware.ts";
import { eigenSample, eigenSampleImages } from "../../src/platforms/eigen/sample/eigen-sample.ts";
import { zip } from "../support/archives.ts";
import { refusalOf, refusedWith } from "../support/refusals.ts";
import { ascii, noise } from "../support/small-firmware.ts";

function image(type: string, address: number, data: Uint8Array): BinpkgImage {
  return { name: `name-${type}`, type, address, flashSize: 0x80000, data };
}

const CP = image("CP", 0, noise(30));
const AP618 = image("AP", 0x24000, noise(50));
const AP718 = image("AP", 0x7e000, noise(50));
const FORMS: readonly BinpkgForm[] = ["untagged", "tagged", "withMode"];

describe("binpkg", () => {
  it("gives its images and tells the chips by the place of the AP", () => {
    const read = readBinpkg("x", writeBinpkg([AP618, CP]));
    expect(read).toEqual({ platform: "eigen618", version: "106", images: [AP618, CP] });
    expect(readBinpkg("x", writeBinpkg([AP718, CP])).platform).toBe("eigen718");
  });

  it("has entries where the form of its header says, byte by byte", () => {
    const entriesAt = { untagged: 0x28, tagged: 0x34, withMode: 0x1d8 };
    for (const form of FORMS) {
      const bytes = writeBinpkg([AP718, CP], form);
      const at = entriesAt[form];
      const entrySize = form === "untagged" ? 360 : 364;
      expect(bytes.length).toBe(at + 2 * entrySize + 80);
      expect(new TextDecoder().decode(bytes.subarray(at, at + 8))).toBe("name-AP\0");
      const view = new DataView(bytes.buffer, at);
      expect(view.getUint32(64, true)).toBe(0x7e000);
      expect(view.getUint32(form === "untagged" ? 72 : 76, true)).toBe(50);
      const read = readBinpkg("x", bytes);
      const flashSize = form === "untagged" ? 0 : 0x80000;
      expect(read.images).toEqual([AP718, CP].map((one) => ({ ...one, flashSize })));
      expect(read.version).toBe(form === "untagged" ? "105" : "106");
    }
  });

  it.each(FORMS)("is refused when it is cut off anywhere but between two images (%s)", (form) => {
    const bytes = writeBinpkg([AP618, CP], form);
    const start = { untagged: 0x28, tagged: 0x34, withMode: 0x1d8 }[form];
    const entrySize = form === "untagged" ? 360 : 364;
    const recognised = form === "untagged" ? start + entrySize : 0x40;
    for (let length = 0; length < bytes.length; length++) {
      const code = refusalOf(() => readBinpkg("x", bytes.subarray(0, length)))?.code ?? null;
      const nothingYet = length <= start ? "firmware-damaged" : "firmware-truncated";
      const expected =
        length < recognised ? "not-firmware" : length === start + entrySize + 50 ? null : nothingYet;
      expect([length, code]).toEqual([length, expected]);
    }
  });

  it("is refused when an image is not the one of its SHA-256", () => {
    const bytes = writeBinpkg([AP618, CP]);
    bytes[bytes.length - 1]! ^= 1;
    const { part, expected, actual } = refusedWith("firmware-crc", () => readBinpkg("x", bytes));
    expect(part).toBe("CP");
    expect(expected).not.toBe(actual);
    const without = writeBinpkg([AP618]);
    without.fill(0, 0x34 + 80, 0x34 + 80 + 64);
    expect(refusedWith("firmware-damaged", () => readBinpkg("x", without)).part).toBe("AP");
  });

  it("is refused without an AP, and with two", () => {
    expect(refusedWith("firmware-damaged", () => readBinpkg("x", writeBinpkg([CP]))).part).toBe("AP");
    expect(refusedWith("firmware-damaged", () => readBinpkg("x", writeBinpkg([AP618, AP618]))).part).toBe(
      "AP",
    );
  });

  it("is not seen in other files", () => {
    const others = [new Uint8Array(), noise(500), ascii("106\0".repeat(200)), ascii("106")];
    expect(others.map(looksLikeBinpkg)).toEqual([false, false, false, false]);
  });

  it("is found in a release with the files beside it that packages do not carry", () => {
    const { bytes } = eigenSample();
    const inner = zip({
      "platform_config.json": ascii("{}"),
      "NAME/at_command.binpkg": bytes,
      "NAME/ap_application.bin": noise(40),
      "NAME/customer_fs.bin": noise(50),
      "NAME/format_ec618.json": ascii("{}"),
      "other/ap_updater.bin": noise(60),
    });
    const release = zip({ "folder/changelog.md": ascii("#"), "folder/NAME.bin": inner });
    const { found } = findFirmware("release.zip", release);
    expect(found.path).toEqual(["folder/NAME.bin", "NAME/at_command.binpkg"]);
    expect(found.beside.map(({ name }) => name)).toEqual([
      "NAME/ap_application.bin",
      "NAME/customer_fs.bin",
      "NAME/format_ec618.json",
    ]);
    const { platform, firmware } = openFirmware("release.zip", release);
    expect(platform).toBe("eigen618");
    expect([...(firmware as EigenFirmware).beside]).toEqual([
      ["ap_application.bin", noise(40)],
      ["customer_fs.bin", noise(50)],
    ]);
    expect(openFirmware("old.binpkg", eigenSample({ form: "untagged" }).bytes).platform).toBe("eigen618");
  });
});

describe("an AP by itself", () => {
  const [, ap] = eigenSampleImages();

  it("is known by its handlers and lies where the chip has it", () => {
    if (ap === undefined) throw new Error("no AP");
    expect(looksLikeBareAp(ap.data)).toBe(true);
    expect(bareAp("ap.bin", ap.data, "eigen718")).toMatchObject({
      chip: "eigen718",
      images: [{ type: "AP", address: 0x7e000, flashSize: 0 }],
    });
    expect(bareAp("ap.bin", ap.data, "eigen618").images[0]?.address).toBe(0x24000);
  });

  it("is nothing else", () => {
    const others = [new Uint8Array(), noise(500), new Uint8Array(100), ascii("MZ".repeat(40))];
    expect(others.map(looksLikeBareAp)).toEqual([false, false, false, false]);
    expect(refusalOf(() => bareAp("x", noise(500), "eigen718"))?.code).toBe("not-firmware");
  });
});
