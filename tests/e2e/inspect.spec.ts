import { smallSamplePair } from "../support/small-sample.ts";
import { expect, test } from "./app.ts";

const pair = smallSamplePair();

test("shows what is in a package, and refuses one that is damaged", async ({ app, page }) => {
  await app.open();
  await app.takeSmallPair();
  await app.makePackage();
  const { bytes, fileName, sha256 } = await app.download();
  await page.getByRole("link", { name: "查看" }).click();
  await app.inspect({ fileName, bytes });
  const result = app.at("inspect-result");
  await expect(result).toHaveAttribute("data-kind", "rdaota02");
  await expect(result).toContainText(sha256);
  await expect(result.getByRole("row")).not.toHaveCount(1);
  await expect(app.at("package-warning")).toHaveCount(0);

  const damaged = Buffer.from(bytes);
  damaged[damaged.length - 20] = (damaged[damaged.length - 20] ?? 0) ^ 1;
  await app.inspect({ fileName: "damaged.pack", bytes: damaged });
  await app.expectRefusal("package-damaged");
  await app.inspect({ fileName, bytes });
  await expect(app.at("error")).toHaveCount(0);
  await expect(result).toHaveAttribute("data-kind", "rdaota02");

  // What was made is still there.
  await page.getByRole("link", { name: "制作" }).click();
  await expect(app.at("result")).toHaveAttribute("data-sha256", sha256);
});

test("shows what is in a firmware, chosen or dropped, and refuses what is neither firmware nor package", async ({
  app,
  page,
}) => {
  await app.open("#/inspect");
  await app.inspect(pair.new);
  const result = app.at("inspect-result");
  await expect(result).toHaveAttribute("data-kind", "firmware");
  await expect(result.getByRole("table").first()).toContainText("BOOTLOADER");
  await expect(result).toContainText("8915DM_cat1_sample");
  await app.drop(page.locator("body"), pair.old);
  await expect(result).toHaveAttribute("data-kind", "firmware");
  await expect(page.locator(".source")).toContainText(pair.old.fileName);
  await app.inspect({ fileName: "song.mp3", bytes: new Uint8Array(3000).fill(9) });
  await expect(app.at("error")).toHaveAttribute("data-code", /^not-(package|firmware)$/);
  await expect(app.at("inspect-result")).toHaveCount(0);
});
