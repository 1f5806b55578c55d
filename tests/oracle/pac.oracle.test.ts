import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { crc32 } from "../../src/bytes/crc32.ts";
import { factsOf } from "../../src/workshop/firmware-facts.ts";
import { writeNvBin, readNvBin } from "../../src/platforms/unisoc/firmware/nv-bin.ts";
import { openFirmware } from "../../src/workshop/open-firmware.ts";
import { PacFlag, readPac, writePac } from "../../src/platforms/unisoc/firmware/pac.ts";
import { readUnisoc8910 } from "../../src/platforms/unisoc/firmware/firmware.ts";
import { refusalOf } from "../support/refusals.ts";
import { hasShared, python, shared } from "../support/shared.ts";

const load = (path: string) => new Uint8Array(readFileSync(path));
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

function pacsIn(folder: string): string[] {
  if (!hasShared) return [];
  const path = `${shared}data/firmware/${folder}/`;
  return readdirSync(path)
    .filter((name) => name.endsWith(".pac"))
    .map((name) => path + name);
}

/** SHA-256 of every file below a folder, by its path with "/". */
function tree(folder: string, at = folder): Map<string, string> {
  const files = new Map<string, string>();
  for (const name of readdirSync(at)) {
    const path = join(at, name);
    if (statSync(path).isDirectory()) for (const [inner, hash] of tree(folder, path)) files.set(inner, hash);
    else files.set(relative(folder, path).split(sep).join("/"), sha256(load(path)));
  }
  return files;
}

const sorted = (map: ReadonlyMap<string, string>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

/** One line of an entry in what the tool lists. */
const LINE =
  /^#\d+\s+(\S+)\s+(\S+)\s+flag (\d+) check (\d+) omit (\d+)\s+addr (\S+) max (\S+)\s+@\S+\s+size (\S+) ?(.*)$/gm;

describe.skipIf(!hasShared)("pac against the independent reader", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "pac-oracle-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const answers = new Map<string, string>();
  /** The tool is slow, so it is asked only once. */
  const run = (...args: string[]) => {
    const question = args.join(" ");
    const known = answers.get(question);
    if (known !== undefined) return known;
    const { status, stdout, stderr } = python("pactool.py", args);
    expect([status, stderr]).toEqual([0, ""]);
    answers.set(question, stdout);
    return stdout;
  };

  describe.each([...pacsIn("unisoc8910"), ...pacsIn("unisoc8850")])("%s", (path) => {
    const name = path.split("/").at(-1) ?? "";

    it("has the same header, entries and XML facts", () => {
      const listed = run("list", path);
      const pac = readPac(name, load(path));
      expect(listed).toContain(
        `${pac.version}  product=${pac.product} alias=${pac.alias} version=${pac.productVersion}\n`,
      );
      const rows = [...listed.matchAll(LINE)].map((match) => match.slice(1).map((text) => text.trim()));
      expect(rows.length).toBe(pac.entries.length);
      expect(rows).toEqual(
        pac.entries.map((entry) => {
          const scheme = pac.scheme.get(entry.id);
          return [
            entry.id || "-",
            scheme?.type ?? "-",
            ...[entry.flag, entry.checkFlag, entry.omitFlag].map(String),
            `0x${(entry.address ?? 0).toString(16).padStart(8, "0")}`,
            `0x${(scheme?.size ?? 0).toString(16)}`,
            `0x${entry.data.length.toString(16)}`,
            entry.fileName,
          ];
        }),
      );
    });

    it("has the same data", () => {
      const into = join(folder, name, "entries");
      run("extract", path, into);
      const pac = readPac(name, load(path));
      const stored = pac.entries.filter(({ data }) => data.length > 0);
      expect(sorted(new Map(stored.map(({ fileName, data }) => [fileName, sha256(data)])))).toEqual(
        sorted(tree(into)),
      );
    });

    it("is written again byte for byte", () => {
      const bytes = load(path);
      const pac = readPac(name, bytes);
      const xml = pac.entries.at(-1)!;
      const again = writePac({
        ...pac,
        entries: pac.entries.slice(0, -1).map((entry) => ({ ...entry, address: entry.address ?? 0 })),
        xml: { fileName: xml.fileName, text: new TextDecoder().decode(xml.data) },
      });
      expect(xml.flag).toBe(PacFlag.xml);
      expect(Buffer.compare(again, bytes)).toBe(0);
    });

    it("has the same NV items", () => {
      const pac = readPac(name, load(path));
      const entry = pac.entries.find(({ id }) => id === "NV")!;
      const nv = readNvBin(name, "NV", entry.data);
      const into = join(folder, name, "entries");
      run("extract", path, into);
      const digits = (value: number) => value.toString(16).padStart(8, "0");
      expect(run("nv", join(into, entry.fileName))).toBe(
        `stamp 0x${digits(nv.stamp)}\n${[...nv.items]
          .map(([id, data]) => `0x${id.toString(16)}: ${data.length}  crc32 ${digits(crc32(data))}\n`)
          .join("")}`,
      );
      expect(Buffer.compare(writeNvBin(nv, entry.data.length), entry.data)).toBe(0);
    });

    it("is refused when it is cut off or a bit is flipped", () => {
      const bytes = load(path);
      for (const length of [8, 2123, 2124, 5000, bytes.length - 1]) {
        expect(refusalOf(() => openFirmware(name, bytes.subarray(0, length)))?.code).toBe(
          "firmware-truncated",
        );
      }
      const flipped = bytes.slice();
      flipped[bytes.length >> 1]! ^= 0x10;
      expect(refusalOf(() => openFirmware(name, flipped))?.code).toBe("firmware-crc");
    });
  });

  describe.each(pacsIn("unisoc8910"))("files of %s", (path) => {
    const name = path.split("/").at(-1) ?? "";

    it("are the same", () => {
      const into = join(folder, name, "files");
      run("files", path, into);
      const firmware = readUnisoc8910(name, load(path));
      const files = new Map<string, string>();
      for (const [file, data] of firmware.fileSystems.get("PS") ?? [])
        files.set(`modem/${file}`, sha256(data));
      for (const archive of firmware.archives.values()) {
        for (const [file, data] of archive) files.set(file, sha256(data));
      }
      expect(files.size).toBeGreaterThan(70);
      expect(sorted(files)).toEqual(sorted(tree(into)));
      expect(firmware.fileSystemWarnings).toEqual([]);
    });

    it("and image headers are shown as they are", () => {
      const listed = run("list", path);
      const facts = factsOf(openFirmware(name, load(path)));
      const images = facts.partitions.flatMap(({ image }) => image);
      const uImages = [...listed.matchAll(/uImage name="(.*?)" time=(\d+) .*hcrc=ok dcrc=ok/g)];
      expect(uImages.length).toBe(4);
      expect(images.filter(({ kind }) => kind === "uimage")).toEqual(
        uImages.map(([, title, time]) => ({
          kind: "uimage",
          name: title,
          builtAt: Number(time),
          crcOk: true,
        })),
      );
      const [, count, size] = /SFFS: (\d+) files, (\d+) bytes, 0 warnings/.exec(listed) ?? [];
      expect(images).toContainEqual({ kind: "sffs", files: Number(count), bytes: Number(size), warnings: 0 });
      expect(facts.version).toBe(/\d{8}-\w+/.exec(name)?.[0]);
      const parts = facts.files.reduce((sum, file) => sum + (file.parts ?? 1), 0);
      const [, prepacked] = /CPIO: (.*)/.exec(listed) ?? [];
      expect(parts).toBe(Number(count) + (prepacked?.split(" ").length ?? 0));
    });
  });
});

describe.skipIf(!hasShared)("firmware of every platform", () => {
  const platforms = {
    unisoc8910: "unisoc8910",
    unisoc8850: "unisoc8850",
    asr: "asr",
    "eigen-ec618": "eigen618",
  };
  const files = Object.entries(platforms).flatMap(([folder, platform]) =>
    hasShared
      ? readdirSync(`${shared}data/firmware/${folder}`).map(
          (name) => [`${folder}/${name}`, platform] as const,
        )
      : [],
  );

  it.each(files)("%s is %s", (path, platform) => {
    const bytes = load(`${shared}data/firmware/${path}`);
    // The name must not matter.
    expect(openFirmware("download", bytes).platform).toBe(platform);
  });

  it("shows the Chinese names of an archive made on Windows", () => {
    const name = "EC600NCNLFR01A02M16_OCPU_QPY_unified_gbk.bin";
    expect(openFirmware(name, load(`${shared}data/firmware/asr/${name}`)).wrapping).toEqual([
      "固件_EC600NCNLFR01A02M16_OCPU_QPY.zip",
    ]);
  });

  it("has the binpkg images that the independent reader finds", () => {
    for (const name of hasShared ? readdirSync(`${shared}data/firmware/eigen-ec618`) : []) {
      const path = `${shared}data/firmware/eigen-ec618/${name}`;
      const { status, stdout } = python("eigen_verify.py", ["binpkg", path]);
      expect(status).toBe(0);
      const rows = factsOf(openFirmware(name, load(path))).partitions;
      expect(rows.length).toBe(3);
      for (const { id, name: title, address, limit, size } of rows) {
        expect(stdout).toContain(
          `{'type': '${id}', 'name': '${title}', 'addr': ${String(address)}, 'flash_size': ${String(limit)}, 'hash_ok': True, 'size': ${size}}`,
        );
      }
    }
  });

  it.each(["eigen-ec718/ap_V1105.bin", "littlefs/customer_backup_fs.bin"])("%s is none", (path) => {
    const bytes = load(`${shared}data/firmware/${path}`);
    expect(refusalOf(() => openFirmware("x", bytes))?.code).toBe("not-firmware");
  });
});
