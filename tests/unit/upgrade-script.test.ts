import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { dictionaries } from "../../src/i18n/dictionary.ts";
import { longestUrl, upgradeScript, urlProblem } from "../../src/ui/upgrade-script.ts";

const hasPython = spawnSync("python3", ["--version"]).status === 0;

/** Stands in for the module: `fota` is called like a class, and reports as the real one does. */
const bench = `
import sys, types, json
calls = []
class Fota(types.ModuleType):
    def __call__(self):
        return self
    def httpDownload(self, **arguments):
        callback = arguments.pop("callback")
        calls.append(arguments)
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
    const { calls, said } = run(upgradeScript(url, dictionaries[language].next.comments), 0);
    expect(calls).toEqual([{ url1: url }, 2]);
    expect(said).toContain("status: 1 progress: 50");
  });

  it("ends when the download fails", () => {
    const { calls, said } = run(upgradeScript("http://example.com/a", dictionaries.en.next.comments), -1);
    expect(calls).toEqual([{ url1: "http://example.com/a" }]);
    expect(said).toContain("download failed");
  });

  it.each(["http://a/it's", "http://a/back\\slash\\'", "http://a/中文?x=1#'''"])(
    "takes any address as it is: %s",
    (url) => {
      expect(run(upgradeScript(url, dictionaries.zh.next.comments), -1).calls).toEqual([{ url1: url }]);
    },
  );

  it("does not let a pasted line break end the string", () => {
    const script = upgradeScript("http://a/\nimport os\r#", dictionaries.en.next.comments);
    expect(run(script, -1).calls).toEqual([{ url1: "http://a/import os#" }]);
  });
});

describe("addresses that modules do not take", () => {
  it("other schemes, and too long ones", () => {
    expect(urlProblem("http://example.com/a.pack")).toBeNull();
    expect(urlProblem("HTTPS://example.com/a.pack")).toBeNull();
    expect(urlProblem("ftp://example.com/a.pack")).toBe("scheme");
    expect(urlProblem("example.com/a.pack")).toBe("scheme");
    expect(urlProblem("http://")).toBe("scheme");
    const longest = `http://${"a".repeat(longestUrl - 7)}`;
    expect(urlProblem(longest)).toBeNull();
    expect(urlProblem(`${longest}a`)).toBe("too-long");
  });
});
