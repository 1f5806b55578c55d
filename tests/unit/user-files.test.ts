import { describe, expect, it } from "vitest";
import { readLittleFs1 } from "../../src/codecs/littlefs/reader.ts";
import {
  addFile,
  deleteEntry,
  makeFolder,
  noUserFiles,
  renameEntry,
  replaceFile,
  type UserFiles,
  userFilesOf,
  userSpace,
  writeUserFiles,
} from "../../src/codecs/littlefs/user-files.ts";
import { content } from "../support/littlefs-images.ts";
import { refusedWith } from "../support/refusals.ts";

const GEOMETRY = { blockSize: 4096, blockCount: 32 };

const start = [
  ["main.py", content(10)],
  ["lib/net.py", content(20)],
  ["lib/drivers/led.py", content(30)],
].reduce<UserFiles>((all, [path, bytes]) => addFile(all, path as string, bytes as Uint8Array), noUserFiles);

function paths({ files, folders }: UserFiles): string[] {
  return [...files.keys(), ...[...folders].map((folder) => `${folder}/`)];
}

function refused(action: () => UserFiles): { path: string; why: string } {
  return refusedWith("user-partition-name", action);
}

describe("files of the user partition", () => {
  it("are added with the folders above them, in the order of their paths", () => {
    expect(paths(start)).toEqual(["lib/drivers/led.py", "lib/net.py", "main.py", "lib/", "lib/drivers/"]);
    expect(paths(addFile(start, "中/a", content(1))).at(3)).toBe("中/a");
  });

  it("are a value: no change touches what was there before", () => {
    const before = paths(start);
    addFile(start, "new.py", content(1));
    deleteEntry(start, "lib");
    renameEntry(start, "lib", "bib");
    replaceFile(start, "main.py", content(2));
    makeFolder(start, "data");
    expect(paths(start)).toEqual(before);
    expect(start.files.get("main.py")).toEqual(content(10));
  });

  it("are replaced", () => {
    expect(replaceFile(start, "main.py", content(99)).files.get("main.py")).toEqual(content(99));
    expect(refused(() => replaceFile(start, "nain.py", content(1)))).toEqual({
      path: "nain.py",
      why: "missing",
    });
    expect(refused(() => replaceFile(start, "lib", content(1))).why).toBe("missing");
  });

  it("are deleted, a folder with all that is in it; the one above stays", () => {
    expect(paths(deleteEntry(start, "lib/net.py"))).not.toContain("lib/net.py");
    expect(paths(deleteEntry(start, "lib/drivers/led.py"))).toContain("lib/drivers/");
    expect(paths(deleteEntry(addFile(start, "library", content(1)), "lib"))).toEqual(["library", "main.py"]);
    expect(refused(() => deleteEntry(start, "li")).why).toBe("missing");
  });

  it("are renamed, a folder with all that is in it", () => {
    const moved = renameEntry(start, "lib", "usr/bib");
    expect(paths(moved)).toEqual([
      "main.py",
      "usr/bib/drivers/led.py",
      "usr/bib/net.py",
      "usr/",
      "usr/bib/",
      "usr/bib/drivers/",
    ]);
    expect(moved.files.get("usr/bib/net.py")).toEqual(content(20));
    expect(paths(renameEntry(start, "main.py", "lib/main.py"))).toContain("lib/main.py");
    expect(renameEntry(start, "main.py", "main.py")).toBe(start);
  });

  it.each([
    ["main.py", "lib", "exists"],
    ["main.py", "lib/net.py", "exists"],
    ["main.py", "main.py/x", "below-a-file"],
    ["lib", "lib/inner", "into-itself"],
    ["lib", `${"a/".repeat(59)}b`, "too-deep"],
    ["nothing", "else", "missing"],
    ["main.py", "a\\b", "forbidden-character"],
    ["main.py", "", "empty-name"],
  ])("rename %s to %s: %s", (from, to, why) => {
    expect(refused(() => renameEntry(start, from, to)).why).toBe(why);
  });

  it.each([
    ["main.py", "exists"],
    ["lib", "exists"],
    ["main.py/x", "below-a-file"],
    ["lib/net.py/x/y", "below-a-file"],
    ["", "empty-name"],
    ["lib/", "empty-name"],
    ["lib/..", "reserved-name"],
    ["a\\b", "forbidden-character"],
    ["tab\there", "forbidden-character"],
    ["n".repeat(256), "name-too-long"],
  ])("neither file nor folder %j: %s", (path, why) => {
    expect(refused(() => addFile(start, path, content(1)))).toEqual({ path, why });
    expect(refused(() => makeFolder(start, path))).toEqual({ path, why });
  });

  it("become an image and come back", () => {
    const all = makeFolder(start, "empty/inner");
    const again = userFilesOf(readLittleFs1(writeUserFiles(all, GEOMETRY)));
    expect(again).toEqual(all);
  });

  it("a name with a backslash that is there already stays", () => {
    const odd: UserFiles = { files: new Map([["a\\b", content(3)]]), folders: new Set() };
    expect(userFilesOf(readLittleFs1(writeUserFiles(odd, GEOMETRY)))).toEqual(odd);
  });

  it("say how much room they need before they are written", () => {
    // Superblock and top folder 4, two folders 4, three files 3.
    expect(userSpace(start, GEOMETRY)).toEqual({ usedBlocks: 11, freeBlocks: 21, blockSize: 4096 });
    const large = addFile(start, "large", content(22 * 4096));
    expect(userSpace(large, GEOMETRY).freeBlocks).toBeLessThan(0);
    const { needed, available } = refusedWith("user-partition-full", () => writeUserFiles(large, GEOMETRY));
    expect(needed - available).toBe(-4096 * userSpace(large, GEOMETRY).freeBlocks);
  });
});
