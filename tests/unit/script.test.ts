import { dictionaries } from "../support/dictionaries.ts";
import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressProblem, arePair, LONGEST_ADDRESS, secondAddress } from "../../src/script/addresses.ts";
import { says } from "../../src/modules/version-match.ts";
import { upgradeScript } from "../../src/script/generate.ts";
import { apiOf, moduleNames } from "../../src/script/module-choice.ts";
import type { ScriptChoices } from "../../src/script/script-choices.ts";

const hasPython = spawnSync("python3", ["--version"]).status === 0;

/** Stands in for the module: `fota` is called like a class, and reports as the real one does. */
const bench = `
import builtins, io, json, sys, types
setting = json.loads(sys.argv[1])
calls = []
note = [setting["note"]]
class Fota(types.ModuleType):
    def __call__(self, **arguments):
        calls.append(["fota", arguments])
        return self
    def apn_set(self, **arguments):
        calls.append(["apn_set", arguments])
    def httpDownload(self, **arguments):
        callback = arguments.pop("callback", None)
        calls.append(["httpDownload", arguments])
        for report in setting["reports"] if callback else []:
            callback(report)
        return setting["answer"]
    def write(self, piece, size):
        calls.append(["write", len(piece), size])
        return setting["answer"]
    def flush(self):
        calls.append(["flush"])
        return setting["answer"]
    def verify(self):
        calls.append(["verify"])
        return setting["answer"]
def module(name, **members):
    made = types.ModuleType(name)
    made.__dict__.update(members)
    sys.modules[name] = made
sys.modules["fota"] = Fota("fota")
module("utime", sleep=lambda seconds: calls.append(["sleep", seconds]))
if setting["modem"]:
    module("modem", getDevFwVersion=lambda: setting["version"])
about = ("quecpython", "quecpython", "1.12.0", "v1.12", "EC600U with QUECTEL", setting["uname"])
module("uos", uname2=lambda: about, stat=lambda path: (0,) * 6 + (10000,))
class Power:
    powerRestart = staticmethod(lambda: calls.append(["restart"]))
module("misc", Power=Power)
class Note(io.StringIO):
    def close(self):
        note[0] = self.getvalue()
def open_file(path, mode="r"):
    if path != "/usr/fota_upgrade.note":
        calls.append(["open", path])
        return io.BytesIO(bytes(10000))
    if mode == "w":
        if setting["full"]:
            raise OSError(28)
        return Note()
    if note[0] is None:
        raise OSError(2)
    return io.StringIO(note[0])
builtins.open = open_file
exec(compile(sys.stdin.read(), "script.py", "exec"), {})
print(json.dumps([calls, note[0]]))
`;

interface Setting {
  readonly answer?: number;
  readonly reports?: readonly (readonly [number, number])[];
  readonly version?: string;
  /** What `uos` says instead, e.g. the version of QuecPython. */
  readonly uname?: string;
  readonly modem?: boolean;
  /** What the script noted before; null when it did not. */
  readonly note?: string | null;
  /** Nothing can be written to /usr. */
  readonly full?: boolean;
}

interface Ran {
  readonly calls: unknown[];
  readonly said: string;
  readonly note: string | null;
}

function run(script: string, setting: Setting = {}): Ran {
  const { version = "OLD01" } = setting;
  const plain = { answer: 0, reports: [[1, 50]], uname: version, modem: true, note: null, full: false };
  const all = { ...plain, version, ...setting };
  const { status, stdout, stderr } = spawnSync("python3", ["-c", bench, JSON.stringify(all)], {
    input: script,
    encoding: "utf8",
    env: { ...process.env, PYTHONUTF8: "1" },
  });
  if (status !== 0) throw new Error(stderr);
  const lines = stdout.trim().split("\n");
  const [calls, note] = JSON.parse(lines.at(-1) ?? "") as [unknown[], string | null];
  return { calls, said: lines.slice(0, -1).join("\n"), note };
}

const url = "http://example.com/fota_V01_to_V02.pack";

function choices(changes: Partial<ScriptChoices> = {}): ScriptChoices {
  const platform = changes.platform ?? "unisoc8910";
  return {
    platform,
    type: "diff",
    module: null,
    api: apiOf(platform, changes.module ?? null),
    source: { kind: "server", urls: [url], apn: null },
    restart: "by-module",
    oldVersion: "OLD01",
    newVersion: "NEW02",
    expected: "NEW02",
    packageId: "0123456789abcdef",
    ...changes,
  };
}

const zh = dictionaries.zh.script.words;
const en = dictionaries.en.script.words;

describe.skipIf(!hasPython)("the script for the module", () => {
  it.each(["zh", "en"] as const)("in %s downloads from the address and reports in words", (language) => {
    const { words } = dictionaries[language].script;
    const { calls, said } = run(upgradeScript(choices(), words), {
      reports: [
        [0, 0],
        [1, 50],
        [2, 100],
      ],
    });
    expect(calls).toEqual([
      ["fota", {}],
      ["httpDownload", { url1: url }],
      ["sleep", 2],
    ]);
    for (const state of words.states) expect(said).toContain(state);
    expect(said).toContain(words.current);
    expect(said).toContain("OLD01");
  });

  it("names an error by its code, wherever the module puts it", () => {
    const script = upgradeScript(choices(), en);
    expect(run(script, { reports: [[-1, 716]] }).said).toContain("716 server not reached");
    expect(run(script, { reports: [[553, 0]] }).said).toContain("553 baseline does not match");
    expect(run(script, { reports: [[507, 0]] }).said).toContain("507 version does not match");
    expect(run(script, { reports: [[-1, 12345]] }).said).toContain("12345 unknown error");
  });

  it("does nothing when the module has the new version", () => {
    const { calls, said } = run(upgradeScript(choices(), en), { version: "X_NEW02_OCPU" });
    expect(calls).toEqual([]);
    expect(said).toContain(en.already);
  });

  it("finds the new version where the module has it: in `uos`, or in `modem` alone", () => {
    const script = upgradeScript(choices(), en);
    expect(run(script, { uname: "QPY_V3", version: "X_NEW02_OCPU" }).calls).toEqual([]);
    expect(run(script, { uname: "X_NEW02_OCPU", modem: false }).calls).toEqual([]);
    expect(run(script, { uname: "QPY_V3", modem: false }).calls).toHaveLength(3);
  });

  it("knows the new version by whole words, however they are set apart", () => {
    const script = upgradeScript(choices({ expected: "V0007" }), en);
    for (const version of ["V0007", "qpy-v0007_EC600U", "V0007.1"]) {
      expect(run(script, { version }).calls).toEqual([]);
    }
    for (const version of ["V00071", "XV0007", "V0006", "V", ""]) {
      expect(run(script, { version }).calls).toHaveLength(3);
    }
  });

  it("finds a name in what modules say by the same rule as the page", () => {
    const word = fc.constantFrom("V0007", "V00071", "v0007", "2", "0", "1", "EC600U", "固件", "ß", "QPY");
    const text = fc
      .array(fc.tuple(word, fc.constantFrom("", " ", "_", "-", ".", " - ")), { maxLength: 4 })
      .map((parts) => parts.flat().join(""));
    fc.assert(
      fc.property(text, text, (expected, told) => {
        const script = upgradeScript(choices({ expected }), en);
        const others = ["v1.12", "EC600U with QUECTEL"];
        const isNew = [told, ...others].some((one) => says(one, expected.trim()));
        expect(run(script, { version: told }).calls.length === 0).toBe(isNew);
      }),
      { numRuns: 25 },
    );
  });

  it("for a full package looks at no version: that of the firmware stays", () => {
    const source = { kind: "server", urls: ["http://example.com/full.bin"], apn: null } as const;
    const script = upgradeScript(choices({ platform: "asr", type: "full", source }), zh);
    expect(run(script, { version: "NEW02" }).calls).toContainEqual([
      "httpDownload",
      { url1: "http://example.com/full.bin" },
    ]);
    expect(script).toContain(zh.heading.full);
  });

  it.each(["zh", "en"] as const)("in %s gives mini-system both addresses and no callback", (language) => {
    const { words } = dictionaries[language].script;
    const urls = ["http://example.com/it's.mini_1", "http://example.com/it's.mini_2"];
    const source = { kind: "server", urls, apn: null } as const;
    const script = upgradeScript(choices({ platform: "asr", type: "mini", source }), words);
    const { calls, said } = run(script);
    expect(calls).toContainEqual(["httpDownload", { url1: urls[0], url2: urls[1] }]);
    expect(script).not.toContain("callback");
    expect(said).toContain(words.acceptedMini);
  });

  it("ends when the module refuses or the download fails", () => {
    const { calls, said } = run(upgradeScript(choices(), en), { answer: -1 });
    expect(calls.at(-1)).toEqual(["httpDownload", { url1: url }]);
    expect(said).toContain(en.refused);
  });

  it("restarts the module itself where that is wished and possible", () => {
    const wished = { restart: "by-script", module: "EC600U CNLB" } as const;
    const { calls } = run(upgradeScript(choices(wished), en));
    expect(calls[0]).toEqual(["fota", { reset_disable: 1 }]);
    expect(calls.at(-1)).toEqual(["restart"]);
    const asr = upgradeScript(choices({ ...wished, platform: "asr", module: "EC600N CNLF" }), en);
    expect(run(asr).calls[0]).toEqual(["fota", {}]);
    expect(asr).not.toContain("Power");
  });

  it("hands over a file of the module piece by piece, checks it and restarts", () => {
    const source = { kind: "file", path: "/usr/it's.pack" } as const;
    const { calls, said } = run(upgradeScript(choices({ source }), en));
    expect(calls).toEqual([
      ["fota", {}],
      ["open", "/usr/it's.pack"],
      ["write", 4096, 10000],
      ["write", 4096, 10000],
      ["write", 1808, 10000],
      ["flush"],
      ["verify"],
      ["sleep", 2],
      ["restart"],
    ]);
    expect(said).toContain(`${en.written} 100`);
    const failed = run(upgradeScript(choices({ source }), en), { answer: -1 });
    expect(failed.calls.at(-1)).toEqual(["write", 4096, 10000]);
    expect(failed.said).toContain(en.notRead);
  });

  it("sets the APN where the module has that call, and nowhere else", () => {
    const apn = { name: "cmnet", user: "me", password: "it's" };
    const source = { kind: "server", urls: [url], apn } as const;
    const bg95 = upgradeScript(choices({ platform: "qualcomm", module: "BG95 M3", source }), en);
    expect(run(bg95).calls[1]).toEqual([
      "apn_set",
      { fota_apn: "cmnet", ip_type: 0, fota_user: "me", fota_password: "it's" },
    ]);
    expect(upgradeScript(choices({ source }), en)).not.toContain("apn_set");
  });

  it("runs for every module that is known, whatever is chosen", () => {
    // One script for all whose calls can do the same: the name is in a comment.
    const ran = new Set<string>();
    for (const platform of ["asr", "unisoc8910", "unisoc8850", "eigen618", "eigen718", "ec200a"] as const) {
      for (const module of [null, ...moduleNames(platform)]) {
        const script = upgradeScript(choices({ platform, module, restart: "by-script" }), zh);
        expect(script).toContain(module ?? "fota");
        const { resetDisable } = apiOf(platform, module);
        const nameless = module === null ? script : script.replace(zh.module(module), "");
        if (ran.has(nameless)) continue;
        ran.add(nameless);
        const { calls } = run(script);
        expect(calls).toContainEqual(["httpDownload", { url1: url }]);
        expect(calls[0]).toEqual(["fota", resetDisable ? { reset_disable: 1 } : {}]);
      }
    }
    expect(ran.size).toBeGreaterThan(2);
    expect(moduleNames("asr").length).toBeGreaterThan(20);
  });

  describe("as a main.py, whatever the version says", () => {
    const script = upgradeScript(choices({ expected: "" }), en);

    it("fetches a package once that it saw arrive", () => {
      for (const reports of [[[2, 100]], []] as const) {
        const first = run(script, { reports });
        expect(first.calls).toHaveLength(3);
        const second = run(script, { note: first.note });
        expect(second.calls).toEqual([]);
        expect(second.said).toContain(en.fetched);
      }
    });

    it("begins a download three times at most whose end it did not see", () => {
      const mini = upgradeScript(choices({ platform: "asr", type: "mini", expected: "" }), en);
      let { note } = run(mini);
      for (let time = 2; time <= 3; time++) {
        const again = run(mini, { note });
        expect(again.calls).toHaveLength(3);
        ({ note } = again);
      }
      expect(run(mini, { note })).toMatchObject({ calls: [], note });
    });

    it("tries a download that failed as often as it is started", () => {
      let note: string | null = null;
      for (let time = 0; time < 5; time++) {
        const failed = run(script, {
          answer: -1,
          reports: [
            [-1, 716],
            [-1, 716],
          ],
          note,
        });
        expect(failed.calls).toHaveLength(2);
        ({ note } = failed);
      }
      expect(run(script, { note }).calls).toHaveLength(3);
    });

    it("has done its work when the version changed since it began", () => {
      const accepted = upgradeScript(choices({ platform: "asr", expected: "" }), en);
      const { note } = run(accepted, { version: "V0006" });
      expect(run(accepted, { version: "V0006", note }).calls).toHaveLength(3);
      expect(run(accepted, { version: "V0009", note }).calls).toEqual([]);
      // A call that fails for once is no other version.
      expect(run(accepted, { uname: "V0006", modem: false, note }).calls).toHaveLength(3);
    });

    it("fetches another package, or the same from elsewhere, all the same", () => {
      const { note } = run(script);
      const other = upgradeScript(choices({ expected: "", packageId: "f".repeat(16) }), en);
      expect(run(other, { note }).calls).toHaveLength(3);
      const source = { kind: "server", urls: ["http://example.org/b.pack"], apn: null } as const;
      expect(run(upgradeScript(choices({ expected: "", source }), en), { note }).calls).toHaveLength(3);
    });

    it("does not begin what it cannot take note of, and is not misled by a note that is damaged", () => {
      const full = run(script, { full: true });
      expect(full.calls).toEqual([]);
      expect(full.said).toContain(en.noNote);
      for (const note of ["", "3", "x\ny\nz", "\n\n\n"]) expect(run(script, { note }).calls).toHaveLength(3);
    });

    it("restarts once with a file of the module", () => {
      const source = { kind: "file", path: "/usr/a.pack" } as const;
      const local = upgradeScript(choices({ source, expected: "" }), en);
      const first = run(local);
      expect(first.calls.at(-1)).toEqual(["restart"]);
      expect(run(local, { note: first.note }).calls).toEqual([]);
    });
  });

  it("takes any text as it is: addresses, versions, module", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), (address, name) => {
        const source = { kind: "server", urls: [address], apn: null } as const;
        // A short name may occur in that of the module's firmware, which is no reason to update it.
        const newVersion = name === "" ? "" : `→${name}`;
        const script = upgradeScript(choices({ source, module: name, newVersion, expected: newVersion }), zh);
        expect(run(script).calls).toContainEqual(["httpDownload", { url1: address }]);
      }),
      { numRuns: 25 },
    );
  });
});

describe("addresses that modules do not take", () => {
  it("other schemes, and too long ones", () => {
    expect(addressProblem("http://example.com/a.pack", "diff", null)).toBeNull();
    expect(addressProblem("HTTPS://example.com/a.pack", "full", null)).toBeNull();
    expect(addressProblem("ftp://example.com/a.pack", "diff", null)).toBe("scheme");
    expect(addressProblem("example.com/a.pack", "diff", null)).toBe("scheme");
    expect(addressProblem("http://", "diff", null)).toBe("host");
    const longest = `http://a.b/${"a".repeat(LONGEST_ADDRESS.diff - 11)}`;
    expect(addressProblem(longest, "diff", null)).toBeNull();
    expect(addressProblem(`${longest}a`, "diff", null)).toBe("too-long");
  });

  it("blanks and letters beyond ASCII", () => {
    expect(addressProblem("http://example.com/a b", "diff", null)).toBe("not-ascii");
    expect(addressProblem("http://example.com/固件", "diff", null)).toBe("not-ascii");
    expect(addressProblem("http://example.com/%20", "diff", null)).toBeNull();
  });

  it("FTP on EC200A alone, and written out in full", () => {
    const api = apiOf("ec200a", "EC200A");
    expect(addressProblem("ftp://me:secret@1.2.3.4:21/fota.bin", "diff", api)).toBeNull();
    expect(addressProblem("ftp://me:secret@1.2.3.4/fota.bin", "diff", api)).toBe("ftp-form");
    expect(addressProblem("ftp://me:secret@1.2.3.4:21/fota.bin", "diff", apiOf("asr", null))).toBe("scheme");
  });

  it("for mini-system: longer than 128 characters, or not of the right file", () => {
    const longest = `http://a.b/${"a".repeat(LONGEST_ADDRESS.mini - 18)}.mini_1`;
    expect(longest).toHaveLength(128);
    expect(addressProblem(longest, "mini", null, "first")).toBeNull();
    expect(addressProblem(longest.replace("aa", "aaa"), "mini", null, "first")).toBe("too-long");
    expect(addressProblem("http://a.b/fota.mini_2", "mini", null, "first")).toBe("not-first");
    expect(addressProblem("http://a.b/fota.mini_1", "mini", null, "second")).toBe("not-second");
  });

  it.each([
    ["character", "http://h/;touch${IFS}X;.pack"],
    ["character", 'http://example.com/"a".pack'],
    ["character", "http://example.com/a\\b.pack"],
    ["character", "http://example.com/<a>.pack"],
    ["character", "http://example.com/a[1].pack"],
    ["percent", "http://example.com/100%.pack"],
    ["percent", "http://example.com/%2.pack"],
    ["percent", "http://example.com/a?b=%zz"],
    ["port", "http://example.com:65536/a.pack"],
    ["port", "http://example.com:0/a.pack"],
    ["port", "http://example.com:/a.pack"],
    ["host", "http://example.com:80a/a.pack"],
    ["host", "http:///a.pack"],
    ["host", "http://-x.com/a.pack"],
    ["host", "http://a..b/a.pack"],
    ["host", "http://300.1.1.1/a.pack"],
    ["host", "http://1.2.3/a.pack"],
    ["host", "http://2001:db8::1/a.pack"],
    ["host", "http://[2001:db8::1/a.pack"],
    ["host", "http://[2001:db8::1::2]/a.pack"],
    ["host", "http://[12345::]/a.pack"],
    ["host", "http://[1:2:3:4:5:6:7]/a.pack"],
    ["host", "http://[]/a.pack"],
    ["folder", "http://example.com"],
    ["folder", "http://example.com/"],
    ["folder", "http://example.com/fota/#x"],
    ["share-page", "https://pan.baidu.com/s/1abc?pwd=1234"],
    ["share-page", "https://drive.google.com/file/d/1abc/view"],
    ["share-page", "https://www.dropbox.com/s/abc/fota.pack?dl=0"],
    ["share-page", "https://wwi.lanzoux.com/abc"],
    ["share-page", "https://github.com/a/b/blob/main/fota.pack"],
    ["private-host", "http://[::1]/a.pack"],
    ["private-host", "http://[fd00::1]:8080/a.pack"],
    ["private-host", "http://[FE80::1]/a.pack"],
  ] as const)("say %s of %s", (problem, address) => {
    expect(addressProblem(address, "diff", null)).toBe(problem);
  });

  it.each([
    "http://[2001:db8::1]/a.pack",
    "http://[2001:db8::1]:8080/a.pack",
    "http://[2001:db8:1:2:3:4:5:6]/a.pack",
    "http://[64:ff9b::192.0.2.1]/a.pack",
    "http://example.com:65535/a.pack",
    "http://example.com./a.pack",
    "http://1.2.3.4/a.pack",
    "http://example.com/?id=5",
    "http://user:p%40ss@example.com/a.pack",
    "http://example.com/a;b=$(c)'d'!*,~&.pack?x=1&y=%2F",
    "https://www.dropbox.com/s/abc/fota.pack?dl=1",
    "https://drive.google.com/uc?export=download&id=1abc",
    "https://github.com/a/b/releases/download/v1/fota.pack",
    "https://raw.githubusercontent.com/a/b/main/fota.pack",
  ])("are none of %s", (address) => {
    expect(addressProblem(address, "diff", null)).toBeNull();
  });

  it.each([
    "http://localhost/a",
    "http://192.168.1.2:80/a",
    "http://10.0.0.1/a",
    "http://nas/a",
    "http://nas.local/a",
  ])("doubts that a module reaches %s", (address) => {
    expect(addressProblem(address, "diff", null)).toBe("private-host");
  });
});

describe("the address of the second file", () => {
  it.each([
    ["http://a/b.mini_1", "http://a/b.mini_2"],
    ["http://a.mini_1/b.mini_1", "http://a.mini_1/b.mini_2"],
    ["http://a/b.mini_1?key=.mini_1", "http://a/b.mini_2?key=.mini_1"],
    ["http://a/b.mini_1#x", "http://a/b.mini_2#x"],
    ["http://a/b.mini_11", null],
    ["http://a/b.mini_1/c", null],
    ["", null],
  ])("%s: %s", (first, second) => {
    expect(secondAddress(first)).toBe(second);
  });

  it("may lie elsewhere, under the same name", () => {
    expect(arePair("http://a/x/b.mini_1?k=1", "http://c/b.mini_2")).toBe(true);
    expect(arePair("http://a/x/b.mini_1", "http://a/x/c.mini_2")).toBe(false);
  });
});
