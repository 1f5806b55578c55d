import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { hasShared, python, shared } from "../support/shared.ts";
import { expect, test } from "./app.ts";

const folder = `${shared}data/firmware/unisoc8910/`;
const newest = "CSDK_RDA8910-20210207-fec60a1.pac";
/** One that changed much and one that changed little; fleet.oracle.test.ts has the one between them. */
const olds = ["CSDK_RDA8910-20201221-db1735a.pac", "CSDK_RDA8910-20210203-9fa3402.pac"];

interface ManifestPackage {
  readonly firmware: Readonly<Record<"old" | "new", { readonly fileName: string }>>;
  readonly files: readonly { readonly fileName: string }[];
}

test("two real versions to the newest: an independent tool accepts each package of the zip", async ({
  app,
}) => {
  test.skip(!hasShared, "../shared is not here");
  test.setTimeout(900_000);
  await app.open("#/fleet");
  // In no order: the newest is found by its contents.
  await app.at("fleet-add").setInputFiles([olds[1], newest, olds[0]].map((name = "") => folder + name));
  await expect(app.at("fleet-start")).toBeEnabled({ timeout: 200_000 });
  await expect(app.at("fleet-new")).toHaveAttribute("data-file", newest);
  await app.at("fleet-start").click();
  await expect(app.at("fleet-made")).toHaveCount(2, { timeout: 800_000 });
  const files = unzipSync((await app.downloadBy(app.at("fleet-zip"))).bytes);
  const manifest = JSON.parse(Buffer.from(files["manifest.json"] ?? []).toString()) as {
    packages: ManifestPackage[];
  };
  expect(manifest.packages.map(({ firmware }) => firmware.old.fileName).sort()).toEqual(olds);
  const place = mkdtempSync(join(tmpdir(), "fota-workshop-"));
  try {
    for (const { firmware, files: listed } of manifest.packages) {
      const name = listed[0]?.fileName ?? "";
      const path = join(place, name);
      writeFileSync(path, files[name] ?? new Uint8Array());
      const from = `${folder}${firmware.old.fileName}`;
      const { status, stdout, stderr } = python("rdaota_apply.py", [
        "check",
        path,
        from,
        `${folder}${newest}`,
      ]);
      expect(status, stdout + stderr).toBe(0);
    }
  } finally {
    rmSync(place, { recursive: true });
  }
});
