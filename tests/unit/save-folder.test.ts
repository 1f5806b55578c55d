import { describe, expect, test } from "vitest";
import { saveInto, type FileToSave } from "../../src/page/shell/save-folder.ts";

/** A folder in memory with the part of the interface that is used; `fail` makes the next writing fail. */
class Folder {
  readonly kind = "directory";
  readonly name: string;
  readonly folders = new Map<string, Folder>();
  readonly files = new Map<string, Blob>();
  writes = 0;
  fail: DOMException | null = null;

  constructor(name: string) {
    this.name = name;
  }

  getDirectoryHandle(name: string, { create = false } = {}): Promise<Folder> {
    if (this.files.has(name)) return Promise.reject(new DOMException("a file", "TypeMismatchError"));
    const folder = this.folders.get(name) ?? (create ? new Folder(name) : null);
    if (folder === null) return Promise.reject(new DOMException("none", "NotFoundError"));
    folder.fail ??= this.fail;
    this.folders.set(name, folder);
    return Promise.resolve(folder);
  }

  getFileHandle(name: string, { create = false } = {}): Promise<unknown> {
    if (!create && !this.files.has(name)) return Promise.reject(new DOMException("none", "NotFoundError"));
    return Promise.resolve({
      getFile: () => Promise.resolve(this.files.get(name)),
      createWritable: () => {
        let written: Blob = new Blob();
        return Promise.resolve({
          write: (blob: Blob) => {
            written = blob;
            return this.fail === null ? Promise.resolve() : Promise.reject(this.fail);
          },
          close: () => {
            this.files.set(name, written);
            this.writes += 1;
            return Promise.resolve();
          },
          abort: () => Promise.resolve(),
        });
      },
    });
  }

  asHandle(): FileSystemDirectoryHandle {
    return this as unknown as FileSystemDirectoryHandle;
  }

  async text(fileName: string): Promise<string | undefined> {
    return await this.files.get(fileName)?.text();
  }
}

const files: readonly FileToSave[] = [
  { fileName: "fota.pack", blob: new Blob(["package"]) },
  { fileName: "README.txt", blob: new Blob(["read me"]) },
];

async function releaseIn(parent: Folder): Promise<Folder> {
  await saveInto(parent.asHandle(), "release", files, "ask");
  return parent.folders.get("release")!;
}

describe("saving into a folder", () => {
  test("makes a folder of its own with all files", async () => {
    const parent = new Folder("Downloads");
    expect(await saveInto(parent.asHandle(), "release", files, "ask")).toEqual({
      kind: "saved",
      folder: "Downloads/release",
      unchanged: false,
    });
    const folder = parent.folders.get("release")!;
    expect([await folder.text("fota.pack"), await folder.text("README.txt")]).toEqual(["package", "read me"]);
  });

  test("does not write what is there already, to the byte", async () => {
    const parent = new Folder("Downloads");
    const folder = await releaseIn(parent);
    expect(await saveInto(parent.asHandle(), "release", files, "ask")).toMatchObject({ unchanged: true });
    expect(folder.writes).toBe(2);
    folder.files.delete("README.txt");
    expect(await saveInto(parent.asHandle(), "release", files, "ask")).toMatchObject({ unchanged: false });
    expect(folder.writes).toBe(3);
  });

  test.each(["another", "PACKAGE"])(
    "asks before it replaces %s, and writes nothing until then",
    async (other) => {
      const parent = new Folder("Downloads");
      const folder = await releaseIn(parent);
      folder.files.set("fota.pack", new Blob([other]));
      folder.files.delete("README.txt");
      expect(await saveInto(parent.asHandle(), "release", files, "ask")).toEqual({
        kind: "taken",
        folder: "release",
        fileNames: ["fota.pack"],
      });
      expect([folder.writes, folder.files.has("README.txt")]).toEqual([2, false]);
      await saveInto(parent.asHandle(), "release", files, "replace");
      expect([await folder.text("fota.pack"), await folder.text("README.txt")]).toEqual([
        "package",
        "read me",
      ]);
    },
  );

  test("takes the next free name of a folder, so that the names of the files stay", async () => {
    const parent = new Folder("Downloads");
    const folder = await releaseIn(parent);
    folder.files.set("fota.pack", new Blob(["another"]));
    parent.folders.set("release_2", new Folder("release_2"));
    expect(await saveInto(parent.asHandle(), "release", files, "second-name")).toMatchObject({
      folder: "Downloads/release_3",
    });
    expect(await folder.text("fota.pack")).toBe("another");
    expect(await parent.folders.get("release_3")!.text("fota.pack")).toBe("package");
  });

  test.each([
    ["NotAllowedError", "denied"],
    ["QuotaExceededError", "disk-full"],
    ["NoModificationAllowedError", "name-in-use"],
    ["TypeMismatchError", "name-in-use"],
    ["NotFoundError", "folder-gone"],
    ["AbortError", "blocked"],
    ["SecurityError", "blocked"],
    ["UnknownError", "failed"],
  ])("%s while writing is told as %s", async (name, code) => {
    const parent = new Folder("Downloads");
    parent.fail = new DOMException("why", name);
    const saved = await saveInto(parent.asHandle(), "release", files, "ask");
    expect(saved).toMatchObject({ kind: "failed", problem: { code } });
    expect(parent.folders.get("release")?.files.size).toBe(0);
  });

  test("a file where the folder should be is told", async () => {
    const parent = new Folder("Downloads");
    parent.files.set("release", new Blob(["a file"]));
    expect(await saveInto(parent.asHandle(), "release", files, "ask")).toEqual({
      kind: "failed",
      problem: { code: "name-in-use" },
    });
  });
});
