import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PackageType } from "../../src/contract/maker.ts";
import { imageHash } from "../support/image-hash.ts";
import { hasShared, python, shared } from "../support/shared.ts";
import { expect, test, type App } from "./app.ts";

/**
 * One pair of a kind goes through the page, in every type. tests/oracle makes all of the vendor's list, in every
 * direction and class, and fleets of it, asks the same independent tools, and rehearses the scripts of every family.
 */
const firmware = `${shared}data/firmware/`;
const unisoc = {
  old: `${firmware}unisoc8910/CSDK_RDA8910-20210130-b19c35c.pac`,
  new: `${firmware}unisoc8910/CSDK_RDA8910-20210203-9fa3402.pac`,
};
const asr = {
  old: `${firmware}asr/EC600NCNLFR01A01M16_OCPU_QPY.bin`,
  new: `${firmware}asr/EC600NCNLFR01A02M16_OCPU_QPY.bin`,
};

/** Of the vendor's package; both files together for mini-system. */
function vendorBytes(type: string): number {
  const lines = readFileSync(`${shared}data/BASELINE.csv`, "utf8").trim().split(/\r?\n/);
  const line = lines
    .map((one) => one.split(","))
    .find(
      ([platform, ofType, , fresh = ""]) => platform === "asr" && ofType === type && asr.new.endsWith(fresh),
    );
  return Number(line?.[5]);
}

async function make(app: App): Promise<void> {
  await app.expectReady();
  await app.startMaking();
  await app.at("result").or(app.at("error")).first().waitFor({ timeout: 500_000 });
  await app.expectResult();
}

/** Saves the files that the page offers, and returns their paths. */
async function save(app: App, folder: string, type: PackageType): Promise<string[]> {
  const paths: string[] = [];
  for (const which of type === "mini" ? ([1, 2] as const) : ([1] as const)) {
    const { bytes, sha256, fileName } = await app.download(which);
    if (which === 1) await expect(app.at("result")).toHaveAttribute("data-sha256", sha256);
    const path = join(folder, fileName);
    writeFileSync(path, bytes);
    paths.push(path);
  }
  return paths;
}

function expectAccepted({ status, stdout, stderr }: ReturnType<typeof python>): void {
  expect(status, stdout + stderr).toBe(0);
}

/** The page's own script leads to the new firmware through power cuts; `hash` of the image in it, taken by others. */
async function rehearse(app: App, hash: string): Promise<void> {
  await app.rehearse({ cut: "random", loss: "some" });
  await app.expectRehearsed("updated");
  await expect(app.at("rehearsal-result")).toHaveAttribute("data-cuts", "4");
  await expect(app.at("rehearsal-result")).toContainText(hash);
}

let folder: string;
test.beforeEach(() => {
  test.skip(!hasShared, "../shared is not here");
  test.setTimeout(600_000);
  folder = mkdtempSync(join(tmpdir(), "fota-workshop-"));
});
test.afterEach(() => {
  if (hasShared) rmSync(folder, { recursive: true });
});

test("UNISOC 8910: an independent tool accepts both classes of package, the script leads to the firmware", async ({
  app,
}) => {
  await app.open("#/make?platform=unisoc8910&type=diff");
  await app.choosePair(unisoc.old, unisoc.new);
  await make(app);
  for (const packageClass of ["safe", "compact"]) {
    const radio = app.at(`class-${packageClass}`);
    if (await radio.isDisabled()) continue;
    await radio.check();
    const [file = ""] = await save(app, folder, "diff");
    expectAccepted(python("rdaota_apply.py", ["check", file, unisoc.old, unisoc.new]));
  }
  await app.at("class-safe").check();
  await rehearse(app, imageHash(folder, "unisoc8910", unisoc.new));
});

test("ASR: an independent tool accepts every type of package, the script leads to the firmware", async ({
  app,
}) => {
  const sources = ["--old", asr.old, "--new", asr.new];
  const hash = imageHash(folder, "asr", asr.new);
  await app.open("#/make?platform=asr&type=diff");
  await app.choosePair(asr.old, asr.new);
  for (const [type, command] of [
    ["diff", "pro"],
    ["mini", "mini"],
  ] as const) {
    await app.chooseType(type);
    await make(app);
    const files = await save(app, folder, type);
    expectAccepted(python("asr_verify.py", [command, ...files, ...sources]));
    expect(await app.figure("bytes")).toBeLessThanOrEqual(vendorBytes(type));
    await rehearse(app, hash);
  }
  await app.chooseType("full");
  for (const cut of [true, false]) {
    await app.at("fs-cut").setChecked(cut);
    await make(app);
    const [file = ""] = await save(app, folder, "full");
    expectAccepted(python("asr_verify.py", ["fbf", file, ...(cut ? [] : sources)]));
  }
  // The updater of this release reads the package out of the partition that it writes: power that fails then loses it.
  await app.rehearse({ cut: "random", loss: "some" });
  await app.expectRehearsed("failed", "package-lost");
  await app.rehearse({ cut: "download", loss: "some" });
  await app.expectRehearsed("updated");
});

test("the firmware of a unified package opens as the one inside it; one without system.img says so", async ({
  app,
  page,
}) => {
  await app.open();
  await app.choosePair(asr.old, `${firmware}asr/EC600NCNLFR01A02M16_OCPU_QPY_unified_gbk.bin`);
  await app.expectReady();
  await expect(page.locator('[data-drop="new"]')).toContainText("EC600N");
  await app.choose("new", `${firmware}asr/EC600NCNLFR01A02M16_OCPU_QPY_unified_utf8_no_system.bin`);
  await app.expectRefusal("asr-no-system-image");
});
