import type { Reason } from "../../src/contract/reason.ts";
import { told } from "../support/told.ts";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openFirmware } from "../../src/workshop/open-firmware.ts";
import { ZipArchive } from "../../src/codecs/zip/reader.ts";
import { refusalOf } from "../support/refusals.ts";
import { hasShared, shared } from "../support/shared.ts";

const folder = `${shared}data/zips/`;
const load = (name: string) => new Uint8Array(readFileSync(folder + name));
const toldWhy = (why: Reason | string): string => (typeof why === "string" ? why : told(why));
const refused = (action: () => unknown) => {
  const refusal = refusalOf(action);
  return refusal === null
    ? null
    : `${refusal.code}${"why" in refusal.detail ? `: ${toldWhy(refusal.detail.why)}` : ""}`;
};

/** What each archive is: a refusal of the whole, or per member its size or why it cannot be read. */
type Expected = string | Readonly<Record<string, number | string>>;

const LONG_CLIMB = `${"../".repeat(40)}tmp/evil.txt`;

const expected: Readonly<Record<string, Expected>> = {
  "admzip-chs_name.zip": { "中文路径.txt": 12 },
  "go-dupdir.zip": { "a/": 0, "a/b": 0, "a/b/": 0, "a/b/c": 0 },
  "go-no-datadesc-sig.zip": { "foo.txt": 4, "bar.txt": 4 },
  "go-test-prefix.zip": { "test.txt": 26, "gophercolor16x16.png": 785 },
  "go-test-trailing-junk.zip": { "test.txt": 26, "gophercolor16x16.png": 785 },
  "go-zip64.zip": { README: 36 },
  "jszip-all_missing_bytes.zip": "archive-damaged: archive-directory",
  "jszip-backslash.zip": { "Hel\\lo.txt": 12 },
  "jszip-encrypted.zip": { "Hello.txt": "archive-encrypted" },
  "jszip-invalid-bad_decompressed_size.zip": "archive-too-large",
  "jszip-invalid-compression.zip": { "Hello.txt": "archive-unsupported: archive-method 65226" },
  "jszip-invalid-crc32.zip": { "Hello.txt": "archive-damaged: checksum CRC-32" },
  "jszip-nested_data_descriptor.zip": { "data_descriptor.zip": 196 },
  "jszip-pollution.zip": { toString: 6, ["__proto__"]: 6, constructor: 6 },
  "jszip-zip64.zip": { "Hello.txt": 12 },
  "libarchive-high_compression.zip": { "char.bin": 262304 },
  "libarchive-mac_metadata.zip": { file3: 8, "__MACOSX/": 0, "__MACOSX/._file3": 287 },
  "libarchive-symlink.zip": { file: 5, symlink: 4 },
  "libarchive-winzip_aes256.zip": { README: "archive-encrypted" },
  "libzip-filename_duplicate.zip": { test1: 6 },
  "unzipper-broken.zip": "archive-damaged: archive-end-missing",
  "yauzl-failure-absolute_path_atxt.zip": { "/atxt": 5, "b.txt": 5 },
  "yauzl-failure-multi_disk_zip_files_are_not_supported_found_disk_number_1.zip":
    "archive-unsupported: several-disks",
  "yauzl-failure-too_many_bytes_in_the_stream_expected_82496_got_at_least_98304.zip": {
    "zeros.bin": "archive-damaged: left-over",
  },
  "yauzl-success-empty.zip": {},
  "yauzl-success-zip64.zip": { "test1.txt": 3, "test2.txt": 3 },
  "zbsm.zip": "archive-too-large",
  "zip-slip.zip": { "good.txt": 19, [LONG_CLIMB]: 20 },
  "zipjs-lorem-overlapping-entries.zip": "archive-damaged: archive-directory",
  "zipjs-lorem-zstd.zip": { "lorem.txt": "archive-unsupported: archive-method 93" },
  "ziprs-data_descriptor.zip": { "hello.txt": 12 },
  "ziprs-xz.zip": { "hello.txt": "archive-unsupported: archive-method 95" },
};

/** No firmware is inside; these are the answers that are not just that. */
const openedAs: Readonly<Record<string, string>> = {
  "go-test-prefix.zip": "not-firmware",
  "jszip-all_missing_bytes.zip": "not-firmware",
  "jszip-encrypted.zip": "archive-encrypted",
  "jszip-invalid-compression.zip": "archive-unsupported: archive-method 65226",
  "libarchive-winzip_aes256.zip": "archive-encrypted",
  "zipjs-lorem-zstd.zip": "archive-unsupported: archive-method 93",
  "ziprs-xz.zip": "archive-unsupported: archive-method 95",
};

describe.skipIf(!hasShared)("archives of other tools, honest and hostile", () => {
  const names = hasShared ? readdirSync(folder).sort() : [];

  it("are all spoken for here", () => {
    expect(names).toEqual(Object.keys(expected).sort());
  });

  it.each(names)("%s", (name) => {
    const read = (): Expected => {
      const archive = new ZipArchive(name, load(name));
      const members = archive.entries.map((entry): [string, number | string] => {
        let size = 0;
        return [entry.name, refused(() => (size = archive.read(entry).length)) ?? size];
      });
      return Object.fromEntries(members);
    };
    let contents: Expected = {};
    const found = refused(() => (contents = read())) ?? contents;
    expect(found).toEqual(expected[name]);
  });

  it.each(names)("%s is no firmware", (name) => {
    const whole = expected[name];
    const answer = typeof whole === "string" ? whole : "no-firmware-in-archive";
    expect(refused(() => openFirmware(name, load(name)))).toBe(openedAs[name] ?? answer);
  });
});
