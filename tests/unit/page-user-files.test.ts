import { describe, expect, it } from "vitest";
import { incoming, joined, putInto } from "../../src/page/user-partition/incoming-files.ts";
import { textOf, treeOf, type UserNode } from "../../src/page/user-partition/user-files.ts";

/** "lib/ (2, 30)" for a folder with two files of 30 bytes, "main.py (5)" for a file. */
function drawn(nodes: readonly UserNode[], indent = ""): string[] {
  return nodes.flatMap((node) =>
    node.kind === "file"
      ? [`${indent}${node.name} (${node.size})`]
      : [`${indent}${node.name}/ (${node.files}, ${node.size})`, ...drawn(node.children, `${indent}  `)],
  );
}

describe("the tree of the user's files", () => {
  it("has folders first, numbers in their order, and sums", () => {
    const files = [
      { path: "main.py", size: 5 },
      { path: "lib/step10.py", size: 10 },
      { path: "lib/step9.py", size: 9 },
      { path: "lib/net/wifi.py", size: 1 },
      { path: "apn_cfg.json", size: 2 },
    ];
    expect(drawn(treeOf({ files, folders: ["lib", "lib/net", "empty"] }))).toEqual([
      "empty/ (0, 0)",
      "lib/ (3, 20)",
      "  net/ (1, 1)",
      "    wifi.py (1)",
      "  step9.py (9)",
      "  step10.py (10)",
      "apn_cfg.json (2)",
      "main.py (5)",
    ]);
  });

  it("has the folders that only files tell of, and keeps like names apart", () => {
    const files = [
      { path: "a/b/c.py", size: 1 },
      { path: "ab/c.py", size: 2 },
    ];
    expect(drawn(treeOf({ files, folders: [] }))).toEqual([
      "a/ (1, 1)",
      "  b/ (1, 1)",
      "    c.py (1)",
      "ab/ (1, 2)",
      "  c.py (2)",
    ]);
  });
});

describe("a file as text", () => {
  const utf8 = (text: string) => new TextEncoder().encode(text);

  it("is cut into lines, whatever ends them, without one more at the end", () => {
    expect(textOf(utf8("a\r\nb\nc\rd\n"))).toEqual({ lines: ["a", "b", "c", "d"], cut: false });
    expect(textOf(utf8("print('中文')"))).toEqual({ lines: ["print('中文')"], cut: false });
  });

  it("is none where there are control characters", () => {
    expect(textOf(Uint8Array.of(0x4d, 0x06, 0x00, 0x1f))).toBeNull();
    expect(textOf(utf8("tab\there"))).not.toBeNull();
  });

  it("shows what is no UTF-8 as such", () => {
    expect(textOf(Uint8Array.of(0x61, 0xd6, 0xd0, 0x62))?.lines).toEqual(["a\ufffd\ufffdb"]);
    expect(textOf(Uint8Array.of(0x61, 0xe4, 0xb8))?.lines).toEqual(["a\ufffd"]);
  });

  it("ends somewhere, and says so", () => {
    const long = textOf(utf8("x = 1\n".repeat(100_000)));
    expect(long?.cut).toBe(true);
    expect(long?.lines.length).toBeLessThanOrEqual(5000);
    // A character that the cut would halve is not shown as a wrong one.
    expect(textOf(utf8("中".repeat(100_000)))?.lines.join("")).toMatch(/^中+$/);
  });
});

describe("files on their way into the partition", () => {
  const file = new Blob();
  const paths = (...chosen: string[]) => {
    const { files, leftOut } = incoming(chosen.map((path) => ({ path, file })));
    return { paths: files.map(({ path }) => path), leftOut };
  };

  it("lose the name of the one folder they came in", () => {
    expect(paths("project/main.py", "project/lib/a.py")).toEqual({
      paths: ["main.py", "lib/a.py"],
      leftOut: 0,
    });
  });

  it("keep their folders when there are several, or files beside them", () => {
    expect(paths("a/x.py", "b/x.py").paths).toEqual(["a/x.py", "b/x.py"]);
    expect(paths("main.py", "lib/a.py").paths).toEqual(["main.py", "lib/a.py"]);
  });

  it("are without what editors and systems leave in folders", () => {
    const found = paths("p/main.py", "p/.git/HEAD", "p/__pycache__/main.pyc", "p/.DS_Store", "p/Thumbs.db");
    expect(found).toEqual({ paths: ["main.py"], leftOut: 4 });
    // Chosen by itself it is wanted.
    expect(paths(".env")).toEqual({ paths: [".env"], leftOut: 0 });
    expect(paths()).toEqual({ paths: [], leftOut: 0 });
  });

  it.each([
    ["", "main.py", "main.py"],
    ["lib", "a.py", "lib/a.py"],
    ["/lib/", "a.py", "lib/a.py"],
    ["/usr/lib", "a.py", "lib/a.py"],
    ["/usr", "a.py", "a.py"],
    ["usr", "a.py", "usr/a.py"],
    ["", "/usr/a.py", "a.py"],
  ])("into %j as %j: %j", (folder, name, path) => {
    expect(joined(folder, name)).toBe(path);
    expect(putInto(folder, [{ path: name, file }])).toEqual([{ kind: "put", path, contents: file }]);
  });
});
