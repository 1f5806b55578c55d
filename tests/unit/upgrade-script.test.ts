import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import {
  longestUrl,
  secondUrl,
  upgradeScript,
  urlForPackage,
  urlProblem,
} from "../../src/ui/result/upgrade-script.ts";
import { dictionaries } from "../support/dictionaries.ts";

const hasPython = spawnSync("python3", ["--version"]).status === 0;

/** Stands in for the module: `fota` is called like a class, and reports as the real one does. */
const bench = `
import sys, types, json
calls = []
class Fota(types.ModuleType):
    def __call__(self):
        return self
    def httpDownload(self, **arguments):
        callback = arguments.pop("callback", None)
        calls.append(arguments)
        if callback is not None:
            callback([1, 50])
        return int(sys.argv[1])
sys.modules["fota"] = Fota("fota")
utime = types.ModuleType("utime")
utime.sleep = lambda seconds: calls.append(seconds)
sys.modules["utime"] = utime
exec(compile(sys.stdin.read(), "script.py", "exec"), {})
print(json.dumps(calls))
`;

function run(script: string, answer: number): { calls: unknown; said: string } {
  const { status, stdout, stderr } = spawnSync("python3", ["-c", bench, String(answer)], {
    input: script,
    encoding: "utf8",
    env: { ...process.env, PYTHONUTF8: "1" },
  });
  if (status !== 0) throw new Error(stderr);
  const lines = stdout.trim().split("\n");
  return { calls: JSON.parse(lines.at(-1) ?? "") as unknown, said: lines.slice(0, -1).join("\n") };
}

describe.skipIf(!hasPython)("the script for the module", () => {
  it.each(["zh", "en"] as const)("in %s downloads from the address, reports and waits", (language) => {
    const url = "http://example.com/fota_V01_to_V02.pack";
    const { calls, said } = run(upgradeScript("diff", url, dictionaries[language].next.comments), 0);
    expect(calls).toEqual([{ url1: url }, 2]);
    expect(said).toContain("status: 1 progress: 50");
  });

  it.each(["zh", "en"] as const)("in %s does the same for a full package", (language) => {
    const script = upgradeScript("full", "http://example.com/full.bin", dictionaries[language].next.comments);
    expect(run(script, 0).calls).toEqual([{ url1: "http://example.com/full.bin" }, 2]);
    expect(script).toContain(dictionaries[language].next.comments.heading.full);
  });

  it.each(["zh", "en"] as const)("in %s gives mini-system both addresses and no callback", (language) => {
    const url = "http://example.com/it's.mini_1";
    const { calls, said } = run(upgradeScript("mini", url, dictionaries[language].next.comments), 0);
    expect(calls).toEqual([{ url1: url, url2: "http://example.com/it's.mini_2" }, 2]);
    expect(said).not.toContain("status:");
  });

  it("ends when the module does not take mini-system", () => {
    const script = upgradeScript("mini", "http://a/b.mini_1", dictionaries.en.next.comments);
    const { calls, said } = run(script, -1);
    expect(calls).toEqual([{ url1: "http://a/b.mini_1", url2: "http://a/b.mini_2" }]);
    expect(said).toContain("download failed");
  });

  it("ends when the download fails", () => {
    const { calls, said } = run(
      upgradeScript("diff", "http://example.com/a", dictionaries.en.next.comments),
      -1,
    );
    expect(calls).toEqual([{ url1: "http://example.com/a" }]);
    expect(said).toContain("download failed");
  });

  it.each(["http://a/it's", "http://a/back\\slash\\'", "http://a/中文?x=1#'''"])(
    "takes any address as it is: %s",
    (url) => {
      expect(run(upgradeScript("diff", url, dictionaries.zh.next.comments), -1).calls).toEqual([
        { url1: url },
      ]);
    },
  );

  it("does not let a pasted line break end the string", () => {
    const script = upgradeScript("diff", "http://a/\nimport os\r#", dictionaries.en.next.comments);
    expect(run(script, -1).calls).toEqual([{ url1: "http://a/import os#" }]);
  });
});

describe("addresses that modules do not take", () => {
  it("other schemes, and too long ones", () => {
    expect(urlProblem("http://example.com/a.pack", "diff")).toBeNull();
    expect(urlProblem("HTTPS://example.com/a.pack", "full")).toBeNull();
    expect(urlProblem("ftp://example.com/a.pack", "diff")).toBe("scheme");
    expect(urlProblem("example.com/a.pack", "diff")).toBe("scheme");
    expect(urlProblem("http://", "diff")).toBe("scheme");
    const longest = `http://${"a".repeat(longestUrl.diff - 7)}`;
    expect(urlProblem(longest, "diff")).toBeNull();
    expect(urlProblem(`${longest}a`, "diff")).toBe("too-long");
  });

  it("for mini-system: longer than 128 characters, or not of the first file", () => {
    const longest = `http://${"a".repeat(longestUrl.mini - 14)}.mini_1`;
    expect(longest).toHaveLength(128);
    expect(urlProblem(longest, "mini")).toBeNull();
    expect(urlProblem(longest.replace("aa", "aaa"), "mini")).toBe("too-long");
    expect(urlProblem("http://a/fota.mini_2", "mini")).toBe("not-first");
    expect(urlProblem("http://a/fota.bin", "mini")).toBe("not-first");
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
    expect(secondUrl(first)).toBe(second);
  });
});

describe("an address that was typed for another package", () => {
  it.each([
    ["http://a.example/f/fota_A_to_B.pack", "http://a.example/f/fota_A_to_C.pack"],
    ["http://a.example/f/fota_A_to_B_compact.pack?x=1", "http://a.example/f/fota_A_to_C.pack?x=1"],
    ["http://a.example/fota_A.b-1_to_B.mini_1", "http://a.example/fota_A_to_C.pack"],
    ["http://a.example/latest.pack", "http://a.example/latest.pack"],
    ["http://a.example/fota_x.pack/y", "http://a.example/fota_x.pack/y"],
    ["", ""],
  ])("%s becomes %s", (typed, expected) => {
    expect(urlForPackage(typed, "fota_A_to_C.pack")).toBe(expected);
  });
});
