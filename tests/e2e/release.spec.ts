import { createHash } from "node:crypto";
import { unzipSync } from "fflate";
import { expect, test, type App } from "./app.ts";
import { expectAccessibleInLooks } from "./axe.ts";

const hash = (name: "sha256" | "md5", bytes: Uint8Array): string =>
  createHash(name).update(bytes).digest("hex");
const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString("utf8");

interface Manifest {
  readonly type: string;
  readonly class: string | null;
  readonly urls: readonly string[];
  readonly versions: { readonly old: string | null; readonly new: string };
  readonly files: readonly { readonly fileName: string; readonly sha256: string }[];
  readonly proof: { readonly leftAlone: { readonly differing: readonly string[] } };
}

/** Opens the archive and checks every sum in it. */
async function releaseZip(app: App) {
  const { fileName, bytes, sha256 } = await app.downloadBy(app.at("release-zip"));
  const files = unzipSync(bytes);
  for (const [name, sums] of [
    ["sha256", "SHA256SUMS"],
    ["md5", "MD5SUMS"],
  ] as const) {
    const lines = text(files[sums])
      .trimEnd()
      .split("\n")
      .map((line) => line.split("  "));
    expect(lines.map(([, file]) => file).sort()).toEqual(
      Object.keys(files)
        .filter((file) => !file.endsWith("SUMS"))
        .sort(),
    );
    for (const [digest, file = ""] of lines) expect(hash(name, files[file] ?? new Uint8Array())).toBe(digest);
  }
  const manifest = JSON.parse(text(files["manifest.json"])) as Manifest;
  return { fileName, sha256, files, manifest };
}

// Every type: tests/unit/release-order.test.ts and release.test.ts.
for (const [platform, type, names, leftAlone] of [
  ["unisoc8910", "diff", [1], ["BOOTLOADER"]],
  ["asr", "mini", [1, 2], ["customer_app", "customer_fs"]],
] as const)
  test(`one zip has the package, its script and its papers: ${platform}, ${type}`, async ({ app }) => {
    await app.open();
    await (platform === "asr" ? app.trySample(platform) : app.takeSmallPair());
    await app.chooseType(type);
    await app.expectReady();
    await app.makePackage();
    const packed = [];
    for (const which of names) packed.push(await app.download(which));
    const url = `http://fota.example.org/${packed[0]?.fileName ?? ""}`;
    await app.at("package-url").fill(url);

    const { fileName, files, manifest, sha256 } = await releaseZip(app);
    expect(fileName).toMatch(/^fota_[\w.-]+_release\.zip$/);
    await expect(app.at("release-note")).toContainText(fileName);
    for (const one of packed)
      expect(hash("sha256", files[one.fileName] ?? new Uint8Array())).toBe(one.sha256);
    expect(text(files["fota_upgrade.py"])).toBe(await app.at("script-editor").inputValue());
    expect(manifest).toMatchObject({ type, class: platform === "asr" ? null : "safe" });
    expect(manifest.urls).toEqual(packed.map((file) => `http://fota.example.org/${file.fileName}`));
    expect(manifest.versions.old).not.toBeNull();
    expect(manifest.files.map((file) => file.fileName)).toEqual(packed.map((file) => file.fileName));
    expect(manifest.files.map((file) => file.sha256)).toEqual(packed.map((file) => file.sha256));
    const readme = text(files["README.txt"]);
    for (const one of packed) expect(readme).toContain(one.fileName);
    expect(readme).toContain(url);

    // What differs and is not in the package has its name on the page and in all papers.
    expect([...manifest.proof.leftAlone.differing].sort()).toEqual(leftAlone);
    await expect(app.at("left-alone")).toHaveCount(1);
    for (const name of leftAlone) {
      await expect(app.at("left-alone")).toContainText(name);
      for (const paper of [readme, text(files["proof.txt"])]) expect(paper).toContain(name);
    }

    // The same once more: the archive as a whole has no clock in it.
    expect((await releaseZip(app)).sha256).toBe(sha256);
  });

test("the zip, the script and the address follow the class of the package; needs of the module are gauges", async ({
  app,
  page,
}) => {
  await app.open();
  await app.takeSmallPair();
  await app.makePackage();
  const safe = await app.download();
  await app.at("package-url").fill(`http://fota.example.org/${safe.fileName}`);
  await app.at("class-compact").check();
  const compact = await app.download();
  await expect(app.at("package-url")).toHaveValue(`http://fota.example.org/${compact.fileName}`);
  const { fileName, files, manifest } = await releaseZip(app);
  expect(manifest.class).toBe("compact");
  expect(fileName).toContain("compact");
  expect(Object.keys(files)).toContain(compact.fileName);
  expect(text(files["fota_upgrade.py"])).toContain(compact.fileName);

  // Where a source states a limit; else they say that none does. Every limit: tests/unit/module-needs.test.ts.
  const need = (kind: string) => page.locator(`[data-testid="module-need"][data-kind="${kind}"]`);
  await expect(need("loader-memory")).toHaveAttribute("data-level", "enough");
  await expect(need("loader-memory").getByRole("meter")).toHaveAttribute("aria-valuetext", /足够/);
  await expect(need("free-space")).toHaveAttribute("data-level", "unknown");
  await expect(need("free-space").getByRole("meter")).toHaveCount(0);
  await app.at("package-url").fill(`http://example.org/${"a".repeat(236)}`);
  await expect(need("url")).toHaveAttribute("data-level", "enough");
  await app.at("package-url").fill(`http://example.org/${"a".repeat(237)}`);
  await expect(need("url")).toHaveAttribute("data-level", "short");
});

/** The picker gives a folder of the browser's own storage, which is a real one. */
async function pickFolder(app: App): Promise<void> {
  await app.page.addInitScript(() => {
    Object.assign(window, {
      showDirectoryPicker: async () =>
        (await navigator.storage.getDirectory()).getDirectoryHandle("picked", { create: true }),
    });
  });
}

async function filesInFolder(app: App, folder: string): Promise<Record<string, string>> {
  return await app.page.evaluate(async (name) => {
    const picked = await (await navigator.storage.getDirectory()).getDirectoryHandle("picked");
    const files: Record<string, string> = {};
    const directory = await picked.getDirectoryHandle(name);
    for await (const handle of directory.values()) {
      if (handle.kind !== "file") continue;
      const bytes = await (await handle.getFile()).arrayBuffer();
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
      files[handle.name] = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    }
    return files;
  }, folder);
}

async function spoil(app: App, folder: string, fileName: string): Promise<void> {
  await app.page.evaluate(
    async ([folderName, name]) => {
      const picked = await (await navigator.storage.getDirectory()).getDirectoryHandle("picked");
      const directory = await picked.getDirectoryHandle(folderName);
      const stream = await (await directory.getFileHandle(name)).createWritable();
      await stream.write("something else");
      await stream.close();
    },
    [folder, fileName] as const,
  );
}

test("a folder gets the files of the zip, and nothing is replaced without a word", async ({ app, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await pickFolder(app);
  await app.open();
  await app.takeSmallPair();
  await app.makePackage();
  const { fileName, files } = await releaseZip(app);
  const folder = fileName.replace(/\.zip$/, "");
  const expected = Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [name, hash("sha256", bytes)]),
  );

  await app.at("release-folder").click();
  await expect(app.at("release-note")).toContainText(`picked/${folder}`);
  expect(await filesInFolder(app, folder)).toEqual(expected);
  await expectAccessibleInLooks(app, "saved");

  // The same again: there is nothing to ask and nothing to write.
  await app.at("release-folder").click();
  await expect(app.at("release-note")).toContainText("完全相同");

  // Something else under one of the names: first to a folder beside it, by keyboard.
  await spoil(app, folder, "README.txt");
  await app.at("release-folder").click();
  const problem = app.at("save-problem");
  await expect(problem).toHaveAttribute("data-code", "taken");
  await expect(problem).toContainText("README.txt");
  await expectAccessibleInLooks(app, "a file that was changed since");
  await expect(app.page.locator("#taken-title")).toBeFocused();
  await app.page.keyboard.press("Tab");
  await expect(app.at("save-second-name")).toBeFocused();
  await app.page.keyboard.press("Enter");
  await expect(app.at("release-note")).toContainText(`${folder}_2`);
  await expect(app.at("release-folder")).toBeFocused();
  expect(await filesInFolder(app, `${folder}_2`)).toEqual(expected);
  expect((await filesInFolder(app, folder))["README.txt"]).not.toBe(expected["README.txt"]);

  // Then not at all, then in its place.
  await app.at("release-folder").click();
  await app.at("save-leave").click();
  await expect(problem).toHaveCount(0);
  expect((await filesInFolder(app, folder))["README.txt"]).not.toBe(expected["README.txt"]);
  await app.at("release-folder").click();
  await app.at("save-replace").click();
  await expect(app.at("release-note")).toContainText(`picked/${folder}`);
  expect(await filesInFolder(app, folder)).toEqual(expected);
});

test("a folder that may not be written is told, with the way back; closing the dialog says nothing", async ({
  app,
  page,
}) => {
  await page.addInitScript(() => {
    if (location.search === "?without") {
      Reflect.deleteProperty(window, "showDirectoryPicker");
      return;
    }
    const refusals = ["AbortError", "NotAllowedError", "SecurityError"];
    Object.assign(window, {
      showDirectoryPicker: async () => {
        const refusal = refusals.shift();
        if (refusal !== undefined) throw new DOMException("not here", refusal);
        return (await navigator.storage.getDirectory()).getDirectoryHandle("picked", { create: true });
      },
    });
  });
  await app.open();
  await app.takeSmallPair();
  await app.makePackage();
  const problem = app.at("save-problem");
  await app.at("release-folder").click();
  await expect(problem).toHaveCount(0);
  await expect(app.at("release-note")).toBeEmpty();
  await app.at("release-folder").click();
  await expect(problem).toHaveAttribute("data-code", "denied");
  await expect(problem).toHaveAttribute("role", "alert");
  await app.at("save-again").click();
  await expect(problem).toHaveAttribute("data-code", "blocked");
  await app.at("save-again").click();
  await expect(problem).toHaveCount(0);
  await expect(app.at("release-note")).toContainText("picked/");

  // Without folders in the browser there is no button.
  await app.open("?without");
  await app.takeSmallPair();
  await app.makePackage();
  await expect(app.at("release-zip")).toBeVisible();
  await expect(app.at("release-folder")).toHaveCount(0);
});
