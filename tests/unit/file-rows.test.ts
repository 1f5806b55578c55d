import { describe, expect, it } from "vitest";
import { byRules, fileRows, methodsFor, shownRows, type FileRow } from "../../src/page/make/file-rows.ts";
import type { FirmwareFacts } from "../../src/contract/maker.ts";

function facts(files: Record<string, string>, ignoredFiles: readonly string[] = []): FirmwareFacts {
  const rows = Object.entries(files).map(([path, sha256]) => ({
    path,
    size: sha256.length,
    parts: null,
    sha256,
  }));
  return { files: rows, ignoredFiles } as unknown as FirmwareFacts;
}

const old = facts({ "/a": "one", "/gone": "x", "/same": "s", "/kept": "1" }, ["/kept"]);
const next = facts({ "/a": "three", "/same": "s", "/new": "n", "/kept": "22" }, ["/kept"]);
const rows = fileRows(old, next, ["/nowhere"]);

function row(path: string): FileRow {
  const found = rows.find((one) => one.path === path);
  if (found === undefined) throw new Error(path);
  return found;
}

describe("the files of two firmwares", () => {
  it("stand side by side, by path, with those that only a choice names", () => {
    expect(rows.map(({ path, state, oldSize, newSize }) => [path, state, oldSize, newSize])).toEqual([
      ["/a", "changed", 3, 5],
      ["/gone", "removed", 1, null],
      ["/kept", "changed", 1, 2],
      ["/new", "added", null, 1],
      ["/nowhere", "missing", null, null],
      ["/same", "same", 1, 1],
    ]);
  });

  it("tell what the rules do with each", () => {
    expect(rows.map(byRules)).toEqual(["patch", "remove", "ignore", "insert", "nothing", "nothing"]);
  });

  it("offer the methods that would make a difference", () => {
    expect(methodsFor(row("/a"), null)).toEqual(["replace", "ignore", "remove"]);
    expect(methodsFor(row("/gone"), null)).toEqual(["ignore"]);
    expect(methodsFor(row("/kept"), null)).toEqual(["patch", "replace", "remove"]);
    expect(methodsFor(row("/new"), null)).toEqual(["ignore", "remove"]);
    expect(methodsFor(row("/same"), null)).toEqual(["replace", "remove"]);
    expect(methodsFor(row("/nowhere"), null)).toEqual([]);
  });

  it("always have the one that is chosen, wherever it came from", () => {
    for (const one of rows) {
      for (const method of ["patch", "replace", "ignore", "remove"] as const) {
        expect(methodsFor(one, method)).toContain(method);
      }
    }
  });

  it("are shown where they differ or are chosen; all on demand, or by their path", () => {
    const shown = (all: boolean, text: string, ...chosen: string[]) =>
      shownRows(rows, { all, text, chosen: new Set(chosen) }).map(({ path }) => path);
    expect(shown(false, "")).toEqual(["/a", "/gone", "/kept", "/new", "/nowhere"]);
    expect(shown(false, "", "/same")).toContain("/same");
    expect(shown(true, "")).toHaveLength(rows.length);
    // Whoever looks for a file by name wants it whether or not it differs.
    expect(shown(false, " SAM ")).toEqual(["/same"]);
    expect(shown(true, "nothing like it")).toEqual([]);
  });
});
