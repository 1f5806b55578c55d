import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { unzipSync } from "fflate";
import { openAsr } from "../support/opened.ts";
import type { Inspection, Outcome } from "../../src/contract/maker.ts";
import { Maker } from "../../src/workshop/maker.ts";
import { inspectedAs } from "../../src/words/inspected.ts";
import { sharedData } from "../support/firmware-on-module.ts";
import { makerWith } from "../support/maker.ts";
import { hasShared, shared } from "../support/shared.ts";

function inShared(path: string): { readonly fileName: string; readonly bytes: Uint8Array<ArrayBuffer> } {
  return { fileName: path.split("/").at(-1) ?? "", bytes: new Uint8Array(readFileSync(`${shared}${path}`)) };
}

/** The title of what inspecting shows, or the code of the refusal. */
async function named(path: string): Promise<string> {
  const { fileName, bytes } = inShared(path);
  const outcome: Outcome<Inspection> = await new Maker().inspect(new Blob([bytes]), fileName);
  return outcome.ok ? inspectedAs(outcome.value) : outcome.refusal.code;
}

async function opened(path: string): Promise<string> {
  const { fileName, bytes } = inShared(path);
  const outcome = await new Maker().open("old", new Blob([bytes]), fileName);
  return outcome.ok ? "opened" : outcome.refusal.code;
}

/** By the folder that it came in and the tool that made it, not by what is in the file. */
function expected(path: string): string {
  const name = path.split("/").at(-1) ?? "";
  if (path.includes("/asr1803/")) return "ec200a-diff";
  if (name.endsWith(".par")) return name.includes("ec618") ? "par-618" : "par-718";
  if (name.startsWith("rda8850")) return "rdaota02-8850";
  if (name.endsWith(".pack") || name.startsWith("fota_EC600UCN")) return "rdaota02";
  if (name.endsWith(".mini_1")) return "asr-mini-1";
  if (name.endsWith(".mini_2")) return "asr-mini-2";
  return name.startsWith("fsall") ? "asr-diff-fsall" : "asr-diff";
}

function packagesIn(folder: string): string[] {
  return readdirSync(`${shared}${folder}`, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    // Single patches and the tables of sizes are no packages.
    if (entry.isDirectory()) return entry.name === "images" ? [] : packagesIn(path);
    return entry.name.endsWith(".csv") ? [] : [path];
  });
}

describe.skipIf(!hasShared)("every package of the vendors' tools is named for what it is", () => {
  const paths = hasShared ? packagesIn("data/vendor-packages") : [];

  test("all kinds are among them", () => {
    expect(new Set(paths.map(expected)).size).toBe(9);
  });

  test.each(paths)("%s", async (path) => {
    const shown = !expected(path).startsWith("package-");
    expect(await named(path)).toBe(expected(path));
    expect(await opened(path)).toBe(shown ? "package-in-other-place" : expected(path));
  });

  test.each([
    "fsall04_s20000",
    "fsall04rev_s20000",
    "fsall08",
    "fsall08_s40000",
    "fsall16",
    "fsall16_s20000",
  ])("%s is shown with its danger", async (name) => {
    const { fileName, bytes } = inShared(`data/vendor-packages/asr-fsall/${name}.bin`);
    const outcome = await new Maker().inspect(new Blob([bytes]), fileName);
    expect(outcome).toMatchObject({ ok: true, value: { warnings: [{ code: "backup-in-file-system" }] } });
  });

  test("none of the others is said to erase the boot loader", async () => {
    for (const path of paths.filter((one) => expected(one) === "asr-diff")) {
      const { fileName, bytes } = inShared(path);
      expect(await new Maker().inspect(new Blob([bytes]), fileName)).toMatchObject({
        value: { warnings: [] },
      });
    }
  });

  test("one for UNISOC 8850 is not run on a module of another chip", async () => {
    const pac = (name: string) => inShared(`data/firmware/unisoc8850/${name}.pac`);
    const { fileName, bytes } = inShared("data/vendor-packages/rda8850-EC800G_MD-to-EC800G_LD.pack");
    const maker = await makerWith({ old: pac("EC800G_MD"), new: pac("EC800G_LD") });
    const pack = { fileName, blob: new Blob([bytes]) };
    const refusal = { code: "package-8850", detail: { file: fileName } };
    expect(await maker.verify([pack], () => undefined)).toEqual({ ok: false, refusal });
    expect(await maker.tryPowerCuts(pack, "sample", () => undefined)).toEqual({ ok: false, refusal });
  });

  test("one with its backup in the file system is refused when it is verified", async () => {
    const release = (name: string) => inShared(`data/firmware/asr/${name}_OCPU_QPY.bin`);
    const maker = await makerWith({
      old: release("EC600NCNLFR01A01M16"),
      new: release("EC600NCNLFR01A02M16"),
    });
    const { fileName, bytes } = inShared("data/vendor-packages/asr-fsall/fsall16.bin");
    const outcome = await maker.verify([{ fileName, blob: new Blob([bytes]) }], () => undefined);
    expect(outcome).toMatchObject({
      ok: true,
      value: { verdict: "refused", reasons: [{ code: "fsall-unknown" }] },
    });
  });
});

describe.skipIf(!hasShared)("small files that users really have", () => {
  test.each([
    ["7z_as_soc.soc", "archive-of-other-kind"],
    ["html_page_saved_as_release.zip", "file-is-web-page"],
    ["empty_0_bytes.pac", "file-empty"],
    ["rdaota01_header_of_another_chip.bin", "package-rdaota01"],
  ])("%s", async (name, code) => {
    expect(await named(`cases/${name}`)).toBe(code);
    expect(await opened(`cases/${name}`)).toBe(code);
    const { fileName, bytes } = inShared(`cases/${name}`);
    const maker = new Maker();
    const blob = new Blob([bytes]);
    expect(await maker.replaceUserPartition(blob, fileName)).toMatchObject({ ok: false, refusal: { code } });
    expect(await maker.verify([{ blob, fileName }], () => undefined)).toMatchObject({
      ok: false,
      refusal: { code },
    });
  });
});

describe.skipIf(!hasShared)("real firmware", () => {
  const release = "EC600NCNLFR01A01M16_OCPU_QPY.bin";
  const members = () => unzipSync(sharedData(`firmware/asr/${release}`));

  test("its partitions alone are told from it and from each other", async () => {
    const named = async (file: string) => {
      const blob = new Blob([new Uint8Array(members()[file] ?? [])]);
      const [inspected, asFirmware, asUserPartition] = [
        await new Maker().inspect(blob, file),
        await new Maker().open("new", blob, file),
        await new Maker().replaceUserPartition(blob, file),
      ];
      return [
        inspected.ok ? inspectedAs(inspected.value) : "refused",
        asFirmware.ok ? "opened" : asFirmware.refusal,
        asUserPartition.ok ? "taken" : asUserPartition.refusal,
      ];
    };
    const refused = (file: string, place: string) => ({
      code: "littlefs-in-other-place",
      detail: { file, partition: file.replace(".bin", ""), place },
    });
    expect(await named("customer_fs.bin")).toEqual([
      "user-partition",
      refused("customer_fs.bin", "firmware"),
      "taken",
    ]);
    expect(await named("nvm.bin")).toEqual([
      "nvm",
      refused("nvm.bin", "firmware"),
      refused("nvm.bin", "user-partition"),
    ]);
  });

  test.each(["EC800KCNLCR07A01M04_OCPU_QPY", "EC800KCNLCR07A02M04_OCPU_QPY"])(
    "of ASR1602, %s, has regions whose names are filled with spaces",
    (name) => {
      const asr = openAsr(`${name}.bin`, sharedData(`firmware/asr1602/${name}.bin`));
      const regions = asr.system?.regions.map(({ region }) => region) ?? [];
      expect(regions).toContain("ITCM");
      expect(regions.filter((region) => !/^[!-~]+$/.test(region))).toEqual([]);
    },
  );
});
