import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import type { Release, ReleaseFile, ReleaseOrder } from "../../src/contract/release.ts";
import { Maker } from "../../src/workshop/maker.ts";
import { valueOf } from "../support/maker.ts";

const hash = (name: "sha256" | "md5", bytes: Uint8Array): string =>
  createHash(name).update(bytes).digest("hex");

function file(role: ReleaseFile["role"], fileName: string, text: string): ReleaseFile {
  const bytes = new TextEncoder().encode(text);
  return {
    role,
    fileName,
    blob: new Blob([bytes]),
    bytes: bytes.length,
    sha256: hash("sha256", bytes),
    md5: hash("md5", bytes),
  };
}

function identity(fileName: string, bytes: number, digit: string) {
  return { fileName, bytes, sha256: digit.repeat(64), md5: digit.repeat(32) };
}

const diff: ReleaseOrder = {
  appRelease: "1.2.3",
  platform: "unisoc8910",
  module: "EC600U",
  product: "8915DM",
  type: "diff",
  packageClass: "safe",
  versions: { old: "V01", new: "V02" },
  names: null,
  firmware: { old: identity("old.pac", 100, "a"), new: identity("new.pac", 200, "b") },
  userPartition: null,
  files: [file("package", "fota_V01_to_V02.pack", "package")],
  proof: {
    compared: {
      partitions: ["AP"],
      flashBytes: 4096,
      decompressed: false,
      files: 3,
      sameFiles: 20,
      steps: 7,
    },
    chosen: null,
    uncovered: [
      { place: "BOOTLOADER", differs: true },
      { place: "/modem/nvm/bt_config.bin", differs: true },
      { place: "PREPACK", differs: false },
      { place: "APPIMG", differs: null },
    ],
  },
  needs: [
    { kind: "free-space", need: 69632, have: null, basis: "stated", level: "unknown" },
    { kind: "url", need: null, have: 255, basis: "stated", level: "unknown" },
  ],
  urls: ["http://fota.example.org/fota_V01_to_V02.pack"],
  script: { text: "import fota\n# 差分\n", devicePath: null, notePath: null },
};

const mini: ReleaseOrder = {
  ...diff,
  platform: "asr",
  type: "mini",
  packageClass: null,
  files: [file("first", "fota_V01_to_V02.mini_1", "one"), file("second", "fota_V01_to_V02.mini_2", "two")],
  needs: [{ kind: "url", need: null, have: 128, basis: "stated", level: "unknown" }],
  urls: [],
  proof: {
    compared: {
      partitions: ["system"],
      flashBytes: 9000,
      decompressed: true,
      files: 0,
      sameFiles: 0,
      steps: 9,
    },
    chosen: null,
    uncovered: [{ place: "customer_fs", differs: true }],
  },
};

const full: ReleaseOrder = {
  ...diff,
  platform: "asr",
  type: "full",
  packageClass: null,
  versions: { old: null, new: "V02" },
  firmware: { old: null, new: diff.firmware.new },
  userPartition: { source: "edited", fileName: "customer_fs.bin", bytes: 4096 },
  files: [file("package", "fota_full_V02.bin", "full")],
  proof: {
    compared: { partitions: [], flashBytes: 0, decompressed: false, files: 0, sameFiles: 0, steps: 1 },
    chosen: { partition: "customer_fs", flashBytes: 4096, files: 9, places: ["/usr/main.py"] },
    uncovered: [{ place: "system", differs: null }],
  },
};

async function release(order: ReleaseOrder): Promise<Release> {
  return valueOf(await new Maker().release(order));
}

async function unpacked({ zip }: Release): Promise<Record<string, Uint8Array>> {
  return unzipSync(new Uint8Array(await zip.arrayBuffer()));
}

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

describe.each([
  ["differential", diff, "fota_V01_to_V02_diff_release"],
  ["mini-system", mini, "fota_V01_to_V02_mini_release"],
  ["full", full, "fota_full_V02_full_release"],
] as const)("a release of a %s package", (_, order, name) => {
  test("holds its files first, then all that goes along, in the archive as in the folder", async () => {
    const made = await release(order);
    const inZip = await unpacked(made);
    expect(made.name).toBe(name);
    expect(Object.keys(inZip)).toEqual([
      ...order.files.map(({ fileName }) => fileName),
      "fota_upgrade.py",
      "README.txt",
      "manifest.json",
      "proof.txt",
      "SHA256SUMS",
      "MD5SUMS",
    ]);
    for (const { fileName, blob } of made.files) {
      expect(hash("sha256", new Uint8Array(await blob.arrayBuffer()))).toBe(
        hash("sha256", inZip[fileName] ?? new Uint8Array()),
      );
    }
    expect(text(inZip["fota_upgrade.py"])).toBe(order.script.text);
  });

  test("has sums that are right for every other file", async () => {
    const inZip = await unpacked(await release(order));
    for (const [name, sums] of [
      ["sha256", "SHA256SUMS"],
      ["md5", "MD5SUMS"],
    ] as const) {
      const lines = text(inZip[sums]).trimEnd().split("\n");
      const expected = Object.keys(inZip)
        .filter((fileName) => !fileName.endsWith("SUMS"))
        .map((fileName) => `${hash(name, inZip[fileName]!)}  ${fileName}`);
      expect(lines).toEqual(expected);
    }
  });

  test("is the same every time", async () => {
    const [one, other] = await Promise.all([release(order), release(order)]);
    expect(Buffer.from(await one.zip.arrayBuffer()).equals(Buffer.from(await other.zip.arrayBuffer()))).toBe(
      true,
    );
  });

  test("tells the operator every name, size and hash in both languages", async () => {
    const readme = text((await unpacked(await release(order)))["README.txt"]);
    expect(readme).not.toMatch(/undefined|null|NaN|\[object/);
    const halves = readme.split(/\n-{78}\n/);
    expect(halves).toHaveLength(2);
    for (const half of halves) {
      for (const { fileName, bytes, sha256, md5 } of order.files) {
        for (const said of [fileName, String(bytes), sha256, md5]) expect(half).toContain(said);
      }
      expect(half).toContain("Content-Length");
      expect(half).toContain(order.type === "mini" ? "128" : "255");
      expect(half).toContain("sha256sum -c SHA256SUMS");
      expect(half).toContain("certutil -hashfile");
    }
    expect(halves[0]).toMatch(/[\u4e00-\u9fff]/);
    expect(halves[1]).not.toMatch(/[\u3000-\u9fff\uff00-\uffef]/);
  });
});

describe("what operators paste", () => {
  /** Runs a line of the read-me as a shell does, with a `curl` that tells what it was asked for. */
  const pasted = (line: string): readonly string[] => {
    const tools = `curl() { printf '%s\\0' "$@" >&2; }; sha256sum() { cat; }; ${line}`;
    const { status, stderr } = spawnSync("bash", ["-c", tools], { encoding: "utf8" });
    expect(status).toBe(0);
    return stderr.split("\0").slice(0, -1);
  };

  test.each([
    "http://h/;touch${IFS}X;.pack",
    "http://h/$(touch X)`touch X`'\"|touch X",
    "-o X",
    "http://h/{a,b}[1-3].pack",
  ])("asks for %s and runs nothing else", async (url) => {
    const readme = text((await unpacked(await release({ ...diff, urls: [url] })))["README.txt"]);
    const lines = readme.split("\n").flatMap((line) => /curl .*/.exec(line) ?? []);
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(pasted(line)).toEqual(["-sg", "--url", url]);
  });

  test("asks for both files of mini-system", async () => {
    const readme = text((await unpacked(await release(mini)))["README.txt"]);
    expect(readme.match(/curl .*mini_1/g)).toHaveLength(2);
    expect(readme.match(/curl .*mini_2/g)).toHaveLength(2);
  });

  test("is told what keeps the script from updating again and again, or that nothing does", async () => {
    const readmeOf = async (notePath: string | null, order = diff) => {
      const { script } = order;
      return text(
        (await unpacked(await release({ ...order, script: { ...script, notePath } })))["README.txt"],
      );
    };
    const note = "/usr/fota_upgrade.note";
    expect((await readmeOf(note)).split(note)).toHaveLength(3);
    expect(await readmeOf(null)).toContain("do not keep it as main.py");
    expect(await readmeOf(null)).toContain("不要存为 main.py");
    expect(await readmeOf(note, full)).toContain("The update replaces /usr");
  });
});

describe("what was proved, in the documents", () => {
  const halves = async (order: ReleaseOrder, name: string): Promise<readonly [string, string]> => {
    const [zh = "", en = ""] = text((await unpacked(await release(order)))[name]).split(/\n-{78}\n/);
    return [zh, en];
  };

  test("proof.txt says what was compared, line by line, and names what is left alone", async () => {
    const [zh, en] = await halves(diff, "proof.txt");
    expect(en).toContain("\n- AP: 4,096 B of flash are the new firmware, byte for byte.\n");
    expect(en).toContain("\n- 3 files that the package writes are as in the new firmware.\n");
    expect(en).toContain("\n- 20 files are the same in old and new and need not be written.\n");
    expect(en).toContain("modules keep what they have: BOOTLOADER, /modem/nvm/bt_config.bin\n");
    expect(en).toContain("the same in old and new: PREPACK\n");
    expect(en).toMatch(/not compared.*: APPIMG\n/);
    expect(zh).toContain("\n- AP：闪存 4,096 B 与新固件逐字节一致。\n");
    expect(zh).toContain("模组里的保持不变：BOOTLOADER、/modem/nvm/bt_config.bin\n");
    const covered = { ...diff, proof: { ...diff.proof, uncovered: [] } };
    for (const half of await halves(covered, "proof.txt")) expect(half).not.toMatch(/leaves alone|没有改动/);
  });

  test("regions are not said to be compared byte for byte, a chosen partition not to be the new firmware", async () => {
    const [zh, en] = await halves(mini, "proof.txt");
    expect(en).toContain("system: 9,000 B are those of the new firmware (regions");
    expect(en).not.toContain("byte for byte");
    expect(zh).not.toContain("逐字节");
    const [, chosen] = await halves(full, "proof.txt");
    expect(chosen).toContain("\n- customer_fs: 4,096 B and 9 files are as chosen here, byte for byte.\n");
    expect(chosen).toContain("\n- As chosen here, unlike the new firmware: /usr/main.py.\n");
    expect(chosen).not.toContain("as in the new firmware");
  });

  test("README.txt names what differs and is not in the package, a line each, and nothing else", async () => {
    for (const half of await halves(diff, "README.txt")) {
      expect(half).toContain("\n  BOOTLOADER\n  /modem/nvm/bt_config.bin\n\n1. ");
      expect(half).not.toMatch(/PREPACK|APPIMG/);
    }
    const covered = { ...diff, proof: { ...diff.proof, uncovered: [{ place: "PREPACK", differs: false }] } };
    for (const half of await halves(covered, "README.txt"))
      expect(half).not.toMatch(/differ in|新旧固件不同/);
  });

  test("README.txt says whether scripts are in it, and that they are as chosen", async () => {
    const said = async (order: ReleaseOrder) => (await halves(order, "README.txt"))[1];
    expect(await said(mini)).toContain(
      "\nNo scripts in this package: the files in /usr on the module stay as",
    );
    const { proof } = mini;
    const partitions = ["system", "customer_fs"];
    const withScripts = {
      ...mini,
      proof: { ...proof, compared: { ...proof.compared, partitions, files: 9 } },
    };
    expect(await said(withScripts)).toContain(
      "\nWith scripts: all files in /usr on the module, settings saved at run time included, are replaced by the 9",
    );
    expect(await said(full)).toContain(
      "\nWith scripts: all files in /usr on the module, settings saved at run time included, are replaced by the 9",
    );
    expect(await said(full)).toContain("\nAs chosen here, unlike the new firmware: /usr/main.py\n");
    expect(await said(diff)).not.toMatch(/scripts|chosen/);
  });
});

describe("manifest.json", () => {
  test("of a differential package, to the letter", async () => {
    const [packed] = diff.files;
    const { "manifest.json": bytes } = await unpacked(await release(diff));
    expect(text(bytes)).toBe(
      `${JSON.stringify(
        {
          schema: "fota-workshop-release",
          schemaVersion: 2,
          madeBy: { app: "FOTA Workshop", release: "1.2.3" },
          platform: "unisoc8910",
          module: "EC600U",
          product: "8915DM",
          type: "diff",
          class: "safe",
          versions: { old: "V01", new: "V02" },
          names: null,
          firmware: {
            old: { fileName: "old.pac", bytes: 100, sha256: "a".repeat(64), md5: "a".repeat(32) },
            new: { fileName: "new.pac", bytes: 200, sha256: "b".repeat(64), md5: "b".repeat(32) },
          },
          userPartition: null,
          files: [
            {
              role: "package",
              fileName: "fota_V01_to_V02.pack",
              bytes: 7,
              sha256: packed.sha256,
              md5: packed.md5,
            },
          ],
          urls: ["http://fota.example.org/fota_V01_to_V02.pack"],
          script: { fileName: "fota_upgrade.py", devicePath: null },
          proof: {
            proven: true,
            compared: { partitions: ["AP"], flashBytes: 4096, decompressed: false, files: 3, sameFiles: 20 },
            chosen: null,
            leftAlone: {
              differing: ["BOOTLOADER", "/modem/nvm/bt_config.bin"],
              notCompared: ["APPIMG"],
              same: ["PREPACK"],
            },
            steps: 7,
          },
          limits: [
            { kind: "free-space", need: 69632, have: null, basis: "stated", level: "unknown" },
            { kind: "url", need: 44, have: 255, basis: "stated", level: "enough" },
          ],
        },
        null,
        2,
      )}\n`,
    );
  });

  test("says that an address is too long", async () => {
    const url = `http://example.com/${"x".repeat(240)}.pack`;
    const { "manifest.json": bytes } = await unpacked(await release({ ...diff, urls: [url] }));
    const { limits } = JSON.parse(text(bytes)) as { limits: { kind: string; level: string }[] };
    expect(limits.find(({ kind }) => kind === "url")?.level).toBe("short");
  });

  test("and read-me say where a script finds the package on the module", async () => {
    const files = await unpacked(
      await release({ ...diff, urls: [], script: { text: "", devicePath: "/usr/new.pack", notePath: null } }),
    );
    expect(JSON.parse(text(files["manifest.json"]))).toMatchObject({
      urls: [],
      script: { devicePath: "/usr/new.pack" },
    });
    expect(text(files["README.txt"]).split("/usr/new.pack")).toHaveLength(3);
  });

  test("and read-me have the version names that are written in the package, and no others", async () => {
    const names = { old: "EC600UCNLBR03A01M08", new: "EC600UCNLBR03A02M08" };
    const files = await unpacked(await release({ ...diff, names }));
    expect(JSON.parse(text(files["manifest.json"]))).toMatchObject({ names });
    expect(text(files["README.txt"]).split(names.old)).toHaveLength(3);
    expect(text((await unpacked(await release(diff)))["README.txt"])).not.toContain("refuses");
  });

  test("has no old firmware where the package fits any, and says where the user partition is from", async () => {
    const { "manifest.json": bytes } = await unpacked(await release(full));
    const manifest = JSON.parse(text(bytes)) as {
      versions: { old: unknown };
      firmware: { old: unknown };
      userPartition: unknown;
      proof: unknown;
    };
    expect([manifest.versions.old, manifest.firmware.old]).toEqual([null, null]);
    expect(manifest.proof).toEqual({
      proven: true,
      compared: { partitions: [], flashBytes: 0, decompressed: false, files: 0, sameFiles: 0 },
      chosen: { partition: "customer_fs", flashBytes: 4096, files: 9, places: ["/usr/main.py"] },
      leftAlone: { differing: [], notCompared: ["system"], same: [] },
      steps: 1,
    });
    expect(manifest.userPartition).toEqual({ source: "edited", fileName: "customer_fs.bin", bytes: 4096 });
  });
});

test("a package that can no longer be read is refused", async () => {
  const blob = new Blob(["gone"]);
  blob.arrayBuffer = () => Promise.reject(new DOMException("gone", "NotReadableError"));
  const [packed] = diff.files;
  const outcome = await new Maker().release({ ...diff, files: [{ ...packed, blob }] });
  expect(outcome).toMatchObject({ ok: false, refusal: { code: "file-unreadable" } });
});
