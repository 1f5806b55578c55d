import { sampleFirmware, samplePair } from "../../src/sample/unisoc8910-sample.ts";
import { asrSamplePair } from "../../src/sample/asr-sample.ts";
import { test, expect, type App } from "./app.ts";
const pair = samplePair();
const file = ({ fileName, bytes }: { fileName: string; bytes: Uint8Array }) => ({
  name: fileName,
  mimeType: "application/octet-stream",
  buffer: Buffer.from(bytes),
});
const old = (v: number) =>
  sampleFirmware({
    release: 1,
    fileName: `SAMPLE_8910_V00${v}.pac`,
    imageName: `SAMPLE-r${v}`,
    builtAt: Date.UTC(2024, 0, v) / 1000,
    apExtra: 200 * v,
  });
async function shot(app: App, name: string, full = true) {
  await app.page.screenshot({ path: `/tmp/fleet/${name}.png`, fullPage: full });
}
for (const [n, w, h] of [
  ["desk", 1280, 900],
  ["phone", 390, 844],
] as const)
  for (const [scheme, lang] of [
    ["light", "zh"],
    ["dark", "en"],
  ] as const)
    test(`look ${n} ${scheme}`, async ({ app, page }) => {
      test.setTimeout(300000);
      await page.setViewportSize({ width: w, height: h });
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      await app.open("#/fleet");
      await app.speak(lang);
      await shot(app, `${n}-${scheme}-1empty`);
      await app
        .at("fleet-add")
        .setInputFiles([
          file(old(1)),
          file(pair.old),
          file(old(2)),
          file(pair.new),
          { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("hello") },
          file({ ...pair.old, fileName: "copy-of-V01.pac" }),
          file(asrSamplePair().old),
        ]);
      await app.at("fleet-both").check();
      await expect(app.at("fleet-start")).toBeEnabled({ timeout: 60000 });
      await shot(app, `${n}-${scheme}-2ready`);
      await app.at("fleet-start").click();
      await expect(app.at("fleet-summary")).toBeVisible({ timeout: 60000 });
      await shot(app, `${n}-${scheme}-3working`);
      await expect(app.at("fleet-made")).toHaveCount(6, { timeout: 200000 });
      await shot(app, `${n}-${scheme}-4made`);
      await page.locator("details.refusal summary").first().click();
      await shot(app, `${n}-${scheme}-5refusal`);
    });
