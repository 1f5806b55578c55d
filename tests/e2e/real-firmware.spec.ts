import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PackageType } from "../../src/contract/maker.ts";
import { hasShared, python, shared } from "../support/shared.ts";
import { expect, test, type App } from "./app.ts";

interface Job {
  readonly platform: string;
  readonly type: string;
  readonly old: string;
  readonly new: string;
  /** Of the vendor's package; both files together for mini-system. */
  readonly vendorBytes: number;
}

/** Lines of the baseline whose packages the page can make. */
function jobs(platform: string): Job[] {
  if (!hasShared) return [];
  const lines = readFileSync(`${shared}data/BASELINE.csv`, "utf8").trim().split(/\r?\n/);
  return lines
    .map((line) => line.split(","))
    .filter(([one]) => one === platform)
    .map(([, type = "", old = "", fresh = "", , bytes = ""]) => ({
      platform,
      type,
      old: `${shared}data/${old}`,
      new: `${shared}data/${fresh}`,
      vendorBytes: Number(bytes),
    }));
}

/**
 * One pair of a kind goes through the page. tests/oracle makes all of the vendor's list, in every direction and class,
 * and asks the same independent tool; two more pairs of the 8910, among them one with large changes, go through the
 * page in fleet-real.spec.ts.
 */
const unisoc8910Jobs = jobs("unisoc8910").filter((job) => job.new.includes("20210203"));
const asrJobs = jobs("asr").filter((job) => job.old < job.new);

function nameOf(path: string): string {
  return path.replace(/^.*\//, "");
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

test("../shared has real firmware", () => {
  test.skip(!hasShared, "../shared is not here");
  expect(unisoc8910Jobs.length).toBe(1);
  expect(asrJobs.map(({ type }) => type).sort()).toEqual(["diff", "diff", "mini"]);
});

let folder: string;
test.beforeEach(() => {
  test.setTimeout(600_000);
  folder = mkdtempSync(join(tmpdir(), "fota-workshop-"));
});
test.afterEach(() => {
  rmSync(folder, { recursive: true });
});

for (const job of unisoc8910Jobs) {
  test(`${nameOf(job.old)} to ${nameOf(job.new)}: an independent tool accepts the package`, async ({
    app,
  }) => {
    await app.open("#/make?platform=unisoc8910&type=diff");
    await app.choosePair(job.old, job.new);
    await make(app);
    for (const packageClass of ["safe", "compact"]) {
      const radio = app.at(`class-${packageClass}`);
      if (await radio.isDisabled()) continue;
      await radio.check();
      const [file = ""] = await save(app, folder, "diff");
      expectAccepted(python("rdaota_apply.py", ["check", file, job.old, job.new]));
    }
  });
}

for (const job of asrJobs) {
  const type = job.type as PackageType;
  test(`${nameOf(job.old)} to ${nameOf(job.new)}, ${type}: an independent tool accepts the package`, async ({
    app,
  }) => {
    await app.open(`#/make?platform=asr&type=${type}`);
    await app.choosePair(job.old, job.new);
    await make(app);
    const files = await save(app, folder, type);
    const command = type === "mini" ? "mini" : "pro";
    expectAccepted(python("asr_verify.py", [command, ...files, "--old", job.old, "--new", job.new]));
    expect(await app.figure("bytes")).toBeLessThanOrEqual(job.vendorBytes);
  });
}

const isMini = ({ type }: Job): boolean => type === "mini";

for (const job of asrJobs.filter((one) => !isMini(one))) {
  test(`${nameOf(job.old)} to ${nameOf(job.new)}, full: whole and cut, an independent tool accepts the package`, async ({
    app,
  }) => {
    await app.open("#/make?platform=asr&type=full");
    await app.choose("new", job.new);
    await expect(app.at("fs-panel")).toHaveAttribute("aria-busy", "false");
    await expect(app.at("fs-source").or(app.at("error")).first()).toBeVisible({ timeout: 60_000 });
    if ((await app.at("error").count()) > 0) {
      // The table of the 8 MB firmware has no partition for the user's files.
      await app.expectRefusal("no-user-partition");
      return;
    }
    for (const cut of [false, true]) {
      await app.at("fs-cut").setChecked(cut);
      await make(app);
      const [file = ""] = await save(app, folder, "full");
      const sources = cut ? [] : ["--old", job.old, "--new", job.new];
      expectAccepted(python("asr_verify.py", ["fbf", file, ...sources]));
    }
  });
}

/** Of pairs, in either direction, for which the vendor's list has differential packages alone. */
const asrMadeMini = jobs("asr").filter(
  (job) => !jobs("asr").some((one) => isMini(one) && one.old === job.old && one.new === job.new),
);

for (const job of asrMadeMini) {
  test(`${nameOf(job.old)} to ${nameOf(job.new)}, mini-system: an independent tool accepts both files`, async ({
    app,
  }) => {
    await app.open("#/make?platform=asr&type=mini");
    await app.choosePair(job.old, job.new);
    await make(app);
    const files = await save(app, folder, "mini");
    expectAccepted(python("asr_verify.py", ["mini", ...files, "--old", job.old, "--new", job.new]));
  });
}

test("the firmware of a unified package opens as the one inside it; one without system.img says so", async ({
  app,
  page,
}) => {
  test.skip(!hasShared, "../shared is not here");
  const asr = `${shared}data/firmware/asr/`;
  await app.open();
  await app.choosePair(
    `${asr}EC600NCNLFR01A01M16_OCPU_QPY.bin`,
    `${asr}EC600NCNLFR01A02M16_OCPU_QPY_unified_gbk.bin`,
  );
  await app.expectReady();
  await expect(page.locator('[data-drop="new"]')).toContainText("EC600N");
  await app.choose("new", `${asr}EC600NCNLFR01A02M16_OCPU_QPY_unified_utf8_no_system.bin`);
  await app.expectRefusal("asr-no-system-image");
});
