/** From real old to real new firmware, by the script that the page writes for each family of modules, with power cuts. */
import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CatalogueEntry, moduleLabel, modulesOf } from "../../src/modules/catalogue.ts";
import type { PackageType } from "../../src/contract/maker.ts";
import { hasShared, python, shared } from "../support/shared.ts";
import { expect, test, type App } from "./app.ts";

interface Update {
  readonly platform: "unisoc8910" | "asr";
  readonly type: PackageType;
  readonly flashMiB: 8 | 16;
  readonly old: string;
  readonly new: string;
}

const unisoc = (name: string): string => `${shared}data/firmware/unisoc8910/CSDK_RDA8910-${name}.pac`;
const asr = (name: string): string => `${shared}data/firmware/asr/${name}_OCPU_QPY.bin`;
const m16 = { old: asr("EC600NCNLFR01A01M16"), new: asr("EC600NCNLFR01A02M16") };
const m08 = { old: asr("EC600MCNLER01A01M08"), new: asr("EC600MCNLER01A02M08") };

const updates: readonly Update[] = [
  {
    platform: "unisoc8910",
    type: "diff",
    flashMiB: 8,
    old: unisoc("20210130-b19c35c"),
    new: unisoc("20210203-9fa3402"),
  },
  { platform: "asr", type: "diff", flashMiB: 16, ...m16 },
  { platform: "asr", type: "mini", flashMiB: 16, ...m16 },
  { platform: "asr", type: "full", flashMiB: 16, ...m16 },
  { platform: "asr", type: "diff", flashMiB: 8, ...m08 },
  { platform: "asr", type: "mini", flashMiB: 8, ...m08 },
];

/** One module of each family that has such a flash; where nobody says how large it is, the larger one is taken. */
function familiesFor({ platform, flashMiB }: Update): CatalogueEntry[] {
  const largest = platform === "asr" ? 16 : 8;
  const fitting = modulesOf(platform).filter((entry) => (entry.flashMiB ?? largest) === flashMiB);
  return [...new Map(fitting.map((entry) => [entry.module, entry])).values()];
}

/**
 * Of all families for differential packages; the scripts of the other types differ by what the calls can do, so that
 * one module for each of these will do.
 */
function modulesFor(update: Update): CatalogueEntry[] {
  const families = familiesFor(update);
  if (update.type === "diff") return families;
  return [...new Map(families.map((entry) => [JSON.stringify(entry.api), entry])).values()];
}

/** Hash of the image that the module must hold in the end, taken from the firmware file by others than us. */
function expectedHash({ platform, new: firmware }: Update): string {
  const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
  if (platform === "asr") {
    const member =
      "import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read('system.img'))";
    return sha256(spawnSync("python3", ["-c", member, firmware], { maxBuffer: 1 << 26 }).stdout);
  }
  const folder = mkdtempSync(join(tmpdir(), "fota-workshop-"));
  try {
    const { status, stdout } = python("pactool.py", ["extract", firmware, folder]);
    expect(status).toBe(0);
    const [, name = ""] = /^AP +[0-9]+ +(.+)$/m.exec(stdout) ?? [];
    return sha256(readFileSync(join(folder, name)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param hash empty for full packages, which leave the system alone */
async function expectUpdated(app: App, hash: string): Promise<void> {
  await app.expectRehearsed("updated");
  const result = app.at("rehearsal-result");
  // One of the four comes in the download, if there is one.
  const source = app.at("script-source");
  const isLocal = (await source.count()) > 0 && (await source.inputValue()) === "file";
  await expect(result).toHaveAttribute("data-cuts", isLocal ? "3" : "4");
  await expect(result).toContainText(hash);
}

/** Every way that the script can take for modules with these calls, each of them with cuts at other moments. */
async function waysOf(
  app: App,
  update: Update,
  api: CatalogueEntry["api"],
): Promise<(() => Promise<void>)[]> {
  const choose = async (testId: string, value: string): Promise<void> => {
    await app.at(testId).selectOption(value);
  };
  const ways = [() => Promise.resolve()];
  if (update.type === "mini") return ways;
  await expect(app.at("script-restart")).toHaveCount(api.resetDisable ? 1 : 0);
  await expect(app.at("script-source")).toHaveCount(api.localUpgrade ? 1 : 0);
  if (api.resetDisable) ways.push(() => choose("script-restart", "by-script"));
  if (api.localUpgrade) ways.push(() => choose("script-source", "file"));
  return ways;
}

async function startAnew(app: App): Promise<void> {
  for (const [testId, first] of [
    ["script-source", "server"],
    ["script-restart", "by-module"],
  ] as const) {
    if ((await app.at(testId).count()) > 0) await app.at(testId).selectOption(first);
  }
}

test("../shared has real firmware to rehearse with", () => {
  test.skip(!hasShared, "../shared is not here");
  const families = new Set(updates.flatMap(familiesFor).map(({ module }) => module));
  expect(families.size).toBe(18);
});

for (const update of hasShared ? updates : []) {
  const { platform, type, flashMiB } = update;
  test(`${platform} ${flashMiB} MB, ${type}: scripts lead to the new firmware through power cuts, where the module can`, async ({
    app,
  }) => {
    test.setTimeout(600_000);
    await app.open(`#/make?platform=${platform}&type=${type}`);
    if (type === "full") await app.choose("new", update.new);
    else await app.choosePair(update.old, update.new);
    await app.expectReady();
    await app.makePackage();
    const hash = type === "full" ? "" : expectedHash(update);
    const tried = new Set<string>();
    let seed = 0;
    for (const entry of modulesFor(update)) {
      const name = moduleLabel(entry);
      await startAnew(app);
      await app.at("script-module").selectOption(name);
      await expect(app.at("script")).toContainText(name);
      const ways = await waysOf(app, update, entry.api);
      // The scripts of modules with the same calls differ by the name alone.
      const calls = JSON.stringify(entry.api);
      for (const take of tried.has(calls) ? ways.slice(0, 1) : ways) {
        await test.step(`${name}, seed ${++seed}`, async () => {
          await take();
          await app.at("rehearsal-cut").selectOption("random");
          await app.at("rehearsal-seed").fill(String(seed));
          await app.rehearse({ loss: "some" });
          // One source gives mini-system to all of ASR, but no `url2` to these modules.
          if (type === "mini" && !entry.api.url2) await app.expectRehearsed("failed", "url2-refused");
          // The updater of this release reads the package from the partition that it writes.
          else if (type === "full") await app.expectRehearsed("failed", "package-lost");
          else await expectUpdated(app, hash);
        });
      }
      tried.add(calls);
    }
  });
}
