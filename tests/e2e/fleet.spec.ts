import type { SampleFirmware } from "../../src/sample/sample-firmware.ts";
import { createHash } from "node:crypto";
import { unzipSync } from "fflate";
import { asrSamplePair } from "../../src/platforms/asr/sample/sample.ts";
import { sampleFirmware, samplePair } from "../../src/platforms/unisoc/sample/sample.ts";
import { smallSample, smallSamplePair } from "../support/small-sample.ts";
import { expect, test, type App } from "./app.ts";
import { expectAccessibleInLooks } from "./axe.ts";

const pair = smallSamplePair();
const making = { timeout: 90_000 };

/** An old version of its own, of the day in January 2024. */
function oldVersion(day: number, make = smallSample): SampleFirmware {
  return make({
    release: 1,
    fileName: `SAMPLE_8910_V0.${day}.pac`,
    imageName: `SAMPLE-r${day}`,
    builtAt: Date.UTC(2024, 0, day) / 1000,
    apExtra: 100 * day,
  });
}

const olds = [oldVersion(1), oldVersion(2)] as const;
/** The same with more in them, to be met at work. */
const slow = {
  olds: [oldVersion(1, sampleFirmware), oldVersion(2, sampleFirmware)],
  pair: samplePair(),
} as const;
const bad = { fileName: "holiday.jpg", bytes: new Uint8Array(5000).fill(0x5a) };

interface ManifestPackage {
  readonly direction: string;
  readonly versions: { readonly old: string; readonly new: string };
  readonly firmware: Record<"old" | "new", { readonly fileName: string; readonly sha256: string }>;
  readonly files: readonly {
    readonly fileName: string;
    readonly bytes: number;
    readonly sha256: string;
    readonly md5: string;
  }[];
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function expectStates(app: App, states: Readonly<Record<string, string>>): Promise<void> {
  for (const [fileName, state] of Object.entries(states))
    await expect(app.fleetRow(fileName)).toHaveAttribute("data-state", state, making);
}

/** What the summary says of each package: digest, by the files it leads from and to. */
async function summary(app: App): Promise<Map<string, string>> {
  const lines = await app
    .at("fleet-made")
    .evaluateAll((rows) =>
      rows.map(({ dataset }) => [`${dataset.old ?? ""} ${dataset.new ?? ""}`, dataset.sha256 ?? ""] as const),
    );
  return new Map(lines);
}

test("many old versions, one new: read and judged at once, made one after another, all in one zip", async ({
  app,
  page,
}) => {
  await app.open("#/fleet");
  const copy = { ...olds[0], fileName: "copy.pac" };
  const freshCopy = { ...pair.new, fileName: "same-as-new.pac" };
  await app.addToFleet(olds[0], bad, pair.new, olds[1], copy, freshCopy);

  // Facts and verdicts before any work; the newest by its contents is the new one.
  await expect(app.at("fleet-start")).toBeEnabled(making);
  await expect(app.at("fleet-new")).toHaveAttribute("data-file", pair.new.fileName);
  await expectStates(app, {
    [olds[0].fileName]: "ready",
    [olds[1].fileName]: "ready",
    "holiday.jpg": "refused",
    "copy.pac": "duplicate",
    "same-as-new.pac": "duplicate",
  });
  await expect(app.fleetRow("copy.pac")).toContainText(olds[0].fileName);
  await expect(app.fleetRow(olds[0].fileName)).toContainText(sha256(olds[0].bytes).slice(0, 8));
  await app.fleetRow("holiday.jpg").locator("summary").click();
  await app.expectRefusal("not-firmware");
  await expect(app.at("fleet-start")).toContainText("2");

  await app.at("fleet-both").check();
  await expect(app.at("fleet-start")).toContainText("4");
  await expect(app.at("fleet-start")).toBeEnabled(making);
  await app.at("fleet-start").click();
  await expect(page).toHaveTitle(/^\d+ % · /);
  await expect(app.at("fleet-made")).toHaveCount(4, making);
  await expect(page).not.toHaveTitle(/%/);
  await expectStates(app, {
    [olds[0].fileName]: "made",
    [olds[1].fileName]: "made",
    "holiday.jpg": "refused",
  });

  const made = await summary(app);
  const { bytes, fileName } = await app.downloadBy(app.at("fleet-zip"));
  expect(fileName).toMatch(/^fota_fleet_V02_[0-9a-f]{8}\.zip$/);
  const files = unzipSync(bytes);
  const manifest = JSON.parse(Buffer.from(files["manifest.json"] ?? []).toString()) as {
    packages: ManifestPackage[];
  };
  expect(manifest.packages.length).toBe(4);
  const names = manifest.packages.flatMap((one) => one.files.map((file) => file.fileName));
  expect(new Set(names).size).toBe(4);
  expect(Object.keys(files)).toEqual([...names, "manifest.json", "packages.csv"]);
  const sources = new Map([pair.new, ...olds].map((one) => [one.fileName, sha256(one.bytes)]));
  for (const { firmware, direction, files: listed } of manifest.packages) {
    const [file] = listed;
    const contents = files[file?.fileName ?? ""] ?? new Uint8Array();
    expect(Buffer.from(contents).toString("latin1", 0, 8)).toBe("RDAOTA02");
    // No version names.
    expect(Buffer.from(contents).readUInt32LE(32)).toBe(0);
    expect([contents.length, sha256(contents)]).toEqual([file?.bytes, file?.sha256]);
    expect(createHash("md5").update(contents).digest("hex")).toBe(file?.md5);
    expect(made.get(`${firmware.old.fileName} ${firmware.new.fileName}`)).toBe(file?.sha256);
    expect(firmware.old.sha256).toBe(sources.get(firmware.old.fileName));
    expect(firmware.new.sha256).toBe(sources.get(firmware.new.fileName));
    expect(firmware[direction === "update" ? "new" : "old"].fileName).toBe(pair.new.fileName);
  }
  const table = Buffer.from(files["packages.csv"] ?? []).toString();
  for (const name of names) expect(table).toContain(name);

  // The same fleet gives the same archive.
  expect((await app.downloadBy(app.at("fleet-zip"))).sha256).toBe(sha256(bytes));
  const [firstName] = names;
  const single = await app.downloadBy(app.at("fleet-download").first());
  expect([single.fileName, single.sha256]).toEqual([
    firstName,
    sha256(files[firstName ?? ""] ?? new Uint8Array()),
  ]);

  // What the fleet makes is what the make screen makes, in both directions.
  const [old] = olds;
  await app.goTo("make");
  await app.choosePair(old, pair.new);
  await app.expectReady();
  await app.makePackage();
  const there = made.get(`${old.fileName} ${pair.new.fileName}`) ?? "";
  await expect(app.at("result")).toHaveAttribute("data-sha256", there);
  await app.at("rollback").click();
  const back = made.get(`${pair.new.fileName} ${old.fileName}`) ?? "";
  await expect(app.at("rollback-result")).toHaveAttribute("data-sha256", back, making);
});

test("cancelled in the middle, gone on with; what was made stays; work goes on while other screens are shown", async ({
  app,
  page,
}) => {
  await app.open("#/fleet");
  await app.addToFleet(...slow.olds, slow.pair.old, slow.pair.new);
  await expect(app.at("fleet-start")).toBeEnabled(making);
  await app.at("fleet-start").click();
  await expect(app.at("fleet-made")).toHaveCount(1, making);
  await expect(app.fleetRow(olds[1].fileName)).toHaveAttribute("data-state", "working");
  await app.at("fleet-cancel").click();
  await expect(app.at("fleet-progress")).toHaveCount(0);
  await expect(app.at("fleet-start")).toBeFocused();
  await expectStates(app, {
    [olds[0].fileName]: "made",
    [olds[1].fileName]: "cancelled",
    [pair.old.fileName]: "cancelled",
  });
  const [first] = (await summary(app)).values();

  // One of them goes, one is made alone, and one more comes.
  await app.fleetRow(pair.old.fileName).getByTestId("fleet-remove").click();
  await expect(app.fleetRow(pair.old.fileName)).toHaveCount(0);
  await app.fleetRow(olds[1].fileName).getByTestId("fleet-retry").click();
  await expectStates(app, { [olds[1].fileName]: "made" });
  await app.addToFleet(oldVersion(3, sampleFirmware));
  await expect(app.at("fleet-start")).toContainText("1", making);
  // Nobody loses the work by a slip.
  const asksBeforeLeaving = () =>
    page.evaluate(() => !dispatchEvent(new Event("beforeunload", { cancelable: true })));
  expect(await asksBeforeLeaving()).toBe(false);
  await app.at("fleet-start").click();
  await expect(app.at("fleet-progress")).toBeVisible();
  await app.goTo("make");
  await expect(page).toHaveTitle(/^\d+ % · /);
  expect(await asksBeforeLeaving()).toBe(true);
  await expect(page).not.toHaveTitle(/%/, making);
  expect(await asksBeforeLeaving()).toBe(false);
  await page.goBack();
  await expect(app.at("fleet-made")).toHaveCount(3, making);
  expect([...(await summary(app)).values()]).toContain(first);
});

test("a file that changes on the disk is refused in its turn, the others are made", async ({ app, page }) => {
  // Browsers refuse to read a file that is another one by now.
  await page.addInitScript(() => {
    window.Worker = class extends Worker {
      override postMessage(
        message: { path?: string[]; argumentList?: { value?: unknown }[] },
        options?: unknown,
      ): void {
        const [side, , name] = message.argumentList ?? [];
        if ((window as unknown as { gone?: string }).gone === name?.value && side?.value === "old") {
          const [, file] = message.argumentList ?? [];
          if (file !== undefined) file.value = new Blob([]);
        }
        super.postMessage(message, options as Transferable[]);
      }
    };
  });
  await app.open("#/fleet");
  await app.addToFleet(...olds, pair.new);
  await expect(app.at("fleet-start")).toBeEnabled(making);
  await page.evaluate((name) => Object.assign(window, { gone: name }), olds[0].fileName);
  await app.at("fleet-start").click();
  await expectStates(app, { [olds[0].fileName]: "refused", [olds[1].fileName]: "made" });
  await app.fleetRow(olds[0].fileName).locator("summary").click();
  await app.expectRefusal("file-empty");
  await page.evaluate(() => Object.assign(window, { gone: undefined }));
  await app.at("fleet-start").click();
  await expectStates(app, { [olds[0].fileName]: "made" });
});

test("three files on the make screen, or a folder, are a fleet; two are a pair", async ({ app, page }) => {
  await app.open();
  await app.drop(page.locator("main"), olds[0], pair.new);
  await app.expectReady();
  await expect(page).toHaveURL(/#\/make/);
  await app.drop(page.locator("main"), ...olds, pair.new);
  await expect(page).toHaveURL(/#\/fleet/);
  await expect(app.at("fleet-row")).toHaveCount(2);
  await expect(app.at("fleet-new")).toHaveAttribute("data-file", pair.new.fileName, making);
  // On its own screen a single file is one more, wherever it falls.
  await app.drop(page.locator("header").first(), oldVersion(3));
  await expect(app.at("fleet-row")).toHaveCount(3);
});

test("everything is saved into a folder, where the browser can; another one may be the new one meanwhile", async ({
  app,
  page,
}) => {
  // The browser's own private folder stands in for one that the reader would choose.
  await page.addInitScript(() => {
    Object.assign(window, { showDirectoryPicker: () => navigator.storage.getDirectory() });
  });
  await app.open("#/fleet");
  await app.addToFleet(olds[0], pair.new);
  await expect(app.at("fleet-start")).toBeEnabled(making);
  await app.at("fleet-start").click();
  await expect(app.at("fleet-made")).toHaveCount(1, making);
  await app.at("fleet-folder").click();
  await expect(app.at("fleet-summary").getByRole("status")).toBeVisible();
  const filesIn = (name: string) =>
    page.evaluate(async (wanted) => {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(wanted);
      const found: Record<string, number> = {};
      for await (const [file, handle] of folder as unknown as AsyncIterable<[string, FileSystemFileHandle]>)
        found[file] = (await handle.getFile()).size;
      return found;
    }, name);
  const mark = ((await app.at("fleet-made").getAttribute("data-sha256")) ?? "").slice(0, 8);
  const folderName = `fota_fleet_V02_${mark}`;
  const saved = await filesIn(folderName);
  const bytes = Number(await app.at("fleet-made").getAttribute("data-bytes"));
  const pack = `fota_V0.1_to_V02_${mark}.pack`;
  expect(Object.keys(saved).sort()).toEqual([pack, "manifest.json", "packages.csv"]);
  expect(saved[pack]).toBe(bytes);

  // What somebody changed there is not written over.
  await page.evaluate(async (name) => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(name);
    const writing = await (await folder.getFileHandle("packages.csv")).createWritable();
    await writing.write("mine");
    await writing.close();
  }, folderName);
  await app.at("fleet-folder").click();
  await expect(app.at("fleet-summary").getByRole("status")).toContainText(`${folderName}_2`);
  expect((await filesIn(folderName))["packages.csv"]).toBe(4);
  expect(await filesIn(`${folderName}_2`)).toEqual(saved);

  await page.evaluate(() => {
    Object.assign(window, {
      showDirectoryPicker: () => Promise.reject(new DOMException("no", "NotAllowedError")),
    });
  });
  await app.at("fleet-folder").click();
  await expect(app.at("fleet-summary").getByRole("alert")).toBeVisible();
  await page.evaluate(() => Reflect.deleteProperty(window, "showDirectoryPicker"));

  // Another one is made the new one; what was made for the first is still there when it is again.
  await app.fleetRow(olds[0].fileName).getByTestId("fleet-be-new").click();
  await expect(app.at("fleet-new")).toHaveAttribute("data-file", olds[0].fileName);
  await expect(app.at("fleet-summary")).toHaveCount(0);
  // The way leads back in time now, and the page says so.
  await expect(app.fleetRow(pair.new.fileName).getByTestId("warning")).toHaveAttribute(
    "data-code",
    "old-and-new-swapped",
    making,
  );
  await app.fleetRow(pair.new.fileName).getByTestId("fleet-be-new").click();
  await expect(app.at("fleet-made")).toHaveCount(1);
});

test("ASR: differential and mini-system; files of another platform are refused with the reason", async ({
  app,
  page,
}) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const asr = asrSamplePair();
  await app.open("#/fleet");
  await app.addToFleet(asr.old, asr.new, pair.old);
  await expect(app.at("fleet-start")).toBeEnabled(making);
  await expect(app.at("fleet-new")).toHaveAttribute("data-file", asr.new.fileName);
  await expectStates(app, { [pair.old.fileName]: "refused", [asr.old.fileName]: "ready" });
  await app.fleetRow(pair.old.fileName).locator("summary").click();
  await app.expectRefusal("different-platform");
  await app.at("fleet-start").click();
  await expect(app.at("fleet-made")).toHaveCount(1, making);
  await app.at("fleet-type-mini").check();
  await expect(app.at("fleet-made")).toHaveCount(0);
  await expect(app.at("fleet-start")).toBeEnabled(making);
  await app.at("fleet-start").click();
  // Two files each.
  await expect(app.at("fleet-made")).toHaveCount(2, making);
  await expectAccessibleInLooks(app, "mini-system");
  const files = unzipSync((await app.downloadBy(app.at("fleet-zip"))).bytes);
  expect(Object.keys(files).filter((name) => /\.mini_[12]$/.test(name)).length).toBe(2);
  expect(Object.keys(files).length).toBe(4);
  await app.at("fleet-type-diff").check();
  await expect(app.at("fleet-made")).toHaveCount(1);
});
