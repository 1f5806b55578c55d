/** Hostile values in texts for other readers: each is read by the real reader, which finds the value and nothing else. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { csvLine } from "../../src/quoting/csv.ts";
import { nginxComment } from "../../src/quoting/nginx.ts";
import { shellWord } from "../../src/quoting/posix-shell.ts";
import { pythonComment, pythonString } from "../../src/quoting/python.ts";
import { sumLine } from "../../src/quoting/sums.ts";
import { windowsFileName } from "../../src/quoting/windows-command.ts";
import { shellCheck } from "../../src/page/script/server-examples.ts";

/** Whether a program is there; a test that needs one that is not says so by being skipped under its name. */
const has = (program: string, ...args: readonly string[]): boolean => spawnSync(program, args).status === 0;
const bash = has("bash", "--version");
const python = has("python3", "--version");
const sha256sum = has("sha256sum", "--version");
const shasum = has("shasum", "--version");
const nginx = has("nginx", "-v");

const HOSTILE = [
  "http://h/;touch${IFS}X;.pack",
  "http://h/$(touch X)",
  "http://h/`touch X`",
  "it's ' and '' and \\'",
  '"double" \\"',
  "a|touch X&touch X",
  "> X",
  "# comment",
  "!! !touch",
  "*",
  "~",
  "{a,b}",
  "-o X",
  "--help",
  "trailing \\",
  "",
  " ",
  "%s%n",
  "固件 (1) - 副本.pack",
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "quoting-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function read(program: string, args: readonly string[], input: string): string {
  const env = { ...process.env, PYTHONUTF8: "1", LC_ALL: "C.UTF-8" };
  const options = { input, encoding: "utf8", cwd: folder, env, maxBuffer: 1 << 26 } as const;
  const { status, stdout, stderr } = spawnSync(program, args, options);
  if (status !== 0) throw new Error(`${program}: ${stderr}${stdout}`);
  return stdout;
}

const texts = fc.array(fc.string({ unit: "grapheme", maxLength: 20 }), { minLength: 1, maxLength: 50 });
const shellTexts = fc.array(
  fc.string({
    unit: fc.constantFrom(...Array.from("ab '\"\\$`;|&(){}<>*?~#!-%=\n\r\t\u001b\u0003é固")),
    maxLength: 12,
  }),
  { minLength: 1, maxLength: 50 },
);

describe.skipIf(!bash)("a POSIX shell", () => {
  const wordsOf = (shell: string, values: readonly string[]): readonly string[] => {
    const script = values.map((value) => `printf '%s\\0' ${shellWord(value)}\n`).join("");
    return read(shell, ["-s"], script).split("\0").slice(0, -1);
  };

  test.each(["bash", "sh"])("%s reads one word, and runs nothing", (shell) => {
    expect(wordsOf(shell, HOSTILE)).toEqual(HOSTILE);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("reads any text but for control characters, which a terminal would act upon", () => {
    fc.assert(
      fc.property(shellTexts, (values) => {
        expect(wordsOf("bash", values)).toEqual(values.map((value) => value.replace(/\p{Cc}/gu, "")));
        for (const value of values) expect(shellWord(value)).not.toMatch(/\p{Cc}/u);
      }),
      { numRuns: 8 },
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe.skipIf(!python)("Python", () => {
  test("reads strings and comments as they are", () => {
    fc.assert(
      fc.property(texts, texts, (strings, comments) => {
        const lines = [
          ...comments.map(pythonComment),
          `import json\nprint(json.dumps([${strings.map(pythonString).join(", ")}]))`,
        ];
        expect(JSON.parse(read("python3", ["-"], lines.join("\n")))).toEqual(strings);
      }),
      { numRuns: 8 },
    );
    const comments = ["a\nprint(1)", "a\rprint(1)", "a\0b", "a\fprint(1)", "a\u2028print(1)", "\\"];
    expect(read("python3", ["-"], `${comments.map(pythonComment).join("\n")}\nprint(2)`)).toBe("2\n");
  });

  test("reads tables: as many lines and cells as there are, and no formula among them", () => {
    const code = "import csv, json, sys\nprint(json.dumps(list(csv.reader(sys.stdin))))";
    const cells = [
      ...HOSTILE,
      "=1+1",
      "+1",
      "-1",
      "@SUM(A1)",
      "\t=1",
      "\r=1",
      "\n=1",
      "＝1",
      'a,"b"',
      "a\r\nb",
    ];
    const table = cells.map((cell) => csvLine([cell, "end"])).join("");
    writeFileSync(join(folder, "table.csv"), table);
    const path = JSON.stringify(join(folder, "table.csv"));
    const lines = JSON.parse(
      read("python3", ["-c", code.replace("sys.stdin", `open(${path}, newline='')`)], ""),
    ) as [string, string][];
    rmSync(join(folder, "table.csv"));
    expect(lines.map(([, end]) => end)).toEqual(cells.map(() => "end"));
    for (const [i, [cell]] of lines.entries()) {
      expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
      expect([cells[i], `'${cells[i] ?? ""}`]).toContain(cell);
    }
  });
});

describe("lists of sums", () => {
  const names = [
    "plain.pack",
    "with spaces (1).pack",
    " leading and trailing ",
    "-c",
    "--help",
    "-",
    "*star",
    "back\\slash",
    "line\nbreak",
    "carriage\rreturn",
    "\\n",
    "固件.pack",
    "$(touch X)'\"",
  ];
  const write = (): readonly { readonly fileName: string; readonly sha256: string }[] => {
    mkdirSync(join(folder, "files"));
    return names.map((fileName) => {
      writeFileSync(join(folder, "files", fileName), fileName);
      return { fileName, sha256: createHash("sha256").update(fileName).digest("hex") };
    });
  };
  const inFiles = (program: string, args: readonly string[], input: string) =>
    spawnSync(program, args, { input, encoding: "utf8", cwd: join(folder, "files") });

  test.skipIf(!sha256sum)("are read by sha256sum, whatever the names", () => {
    const files = write();
    const list = files.map(({ fileName, sha256 }) => sumLine(sha256, fileName)).join("");
    const good = inFiles("sha256sum", ["-c", "--strict", "--quiet"], list);
    expect([good.status, good.stdout, good.stderr]).toEqual([0, "", ""]);
    writeFileSync(join(folder, "files", "line\nbreak"), "another");
    expect(inFiles("sha256sum", ["-c", "--strict"], list).status).not.toBe(0);
    rmSync(join(folder, "files"), { recursive: true });
  });

  test.skipIf(!shasum || !bash)("are read by shasum from the command on the page", () => {
    const files = write();
    for (const file of files) {
      // The one escape that shasum does not know.
      if (file.fileName.includes("\r")) continue;
      const { status, stderr, stdout } = inFiles("bash", ["-s"], shellCheck([file]));
      expect([status, stderr, stdout], file.fileName).toEqual([0, "", expect.stringContaining("OK")]);
    }
    expect(readdirSync(join(folder, "files")).sort()).toEqual([...names].sort());
    rmSync(join(folder, "files"), { recursive: true });
  });
});

describe("nginx", () => {
  const comments = [
    "/srv/fota/a\n}\ninclude /etc/passwd;",
    "a\r\nb",
    "a\u2028b",
    "\u0085x",
    "{ } ; ' \" \\",
    "",
  ];

  test("comments stay on one line", () => {
    for (const comment of comments) expect(nginxComment(comment)).toMatch(/^#[^\p{Cc}\u2028\u2029]*$/u);
  });

  test.skipIf(!nginx)("reads them as comments", () => {
    const path = join(folder, "nginx.conf");
    writeFileSync(path, `events {}\n${comments.map(nginxComment).join("\n")}\n`);
    expect(spawnSync("nginx", ["-t", "-p", folder, "-c", path]).status).toBe(0);
  });
});

test("file names for Windows have nothing that one of its command lines replaces or ends at", () => {
  expect(windowsFileName("fota_V01_to_V02.pack")).toBe("fota_V01_to_V02.pack");
  expect(windowsFileName("with spaces & more.pack")).toBe('".\\with spaces & more.pack"');
  for (const name of [...HOSTILE, "%PATH%", "$env:X", "-x", "a\nb"]) {
    expect(windowsFileName(name)).toMatch(/^(?:[\w.][\w.-]*|"\.\\[^\p{Cc}"*:<>?|/\\%$`!]*")$/u);
  }
});
