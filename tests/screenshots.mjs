/**
 * Takes pictures of every screen into docs/screenshots/, on phone and desktop, light and dark, in both languages,
 * and writes docs/screenshots.md that shows them. Everything on them is made of the samples that the app builds.
 *
 *   npm run screenshots            all of them
 *   npm run screenshots -- result  those whose name contains "result"
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";
import { build, preview } from "vite";
import { screens } from "./support/screens.mjs";
import { chromiumArgs, findChromium } from "./support/chromium.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const folder = join(root, "docs/screenshots");
const wanted = process.argv[2] ?? "";

const sizes = {
  desktop: { viewport: { width: 1280, height: 860 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};
/** Taller ones are cut: nobody reads a picture of ten thousand pixels. */
const tallest = { desktop: 2400, phone: 3200 };
const schemes = ["light", "dark"];
const languages = { zh: "zh-CN", en: "en-US" };

const executablePath = await findChromium();
if (executablePath === null) throw new Error("no Chromium: npm test installs one");
await build({ root, logLevel: "warn" });
const server = await preview({ root, preview: { host: "127.0.0.1", port: 0 }, logLevel: "silent" });
const url = server.resolvedUrls?.local[0] ?? "";
const browser = await chromium.launch({ executablePath, args: chromiumArgs });

const names = Object.keys(screens).filter((name) => name.includes(wanted));
if (wanted === "") rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

for (const [size, device] of Object.entries(sizes)) {
  for (const colorScheme of schemes) {
    for (const [language, locale] of Object.entries(languages)) {
      const context = await browser.newContext({ ...device, colorScheme, locale, reducedMotion: "reduce" });
      for (const name of names) {
        const page = await context.newPage();
        page.setDefaultTimeout(120_000);
        const goTo = async (address = "") => {
          await page.goto(`${url}${address}`);
          await page.getByTestId("language-zh").waitFor();
        };
        await screens[name].show({ page, goTo, at: (id) => page.getByTestId(id) });
        const path = join(folder, `${name}-${size}-${colorScheme}-${language}.webp`);
        // Of a dialog, what is seen at once is the picture.
        const limit = screens[name].whole === false ? device.viewport.height : tallest[size];
        await take(page, path, limit, screens[name].part);
        await page.close({ runBeforeUnload: false });
      }
      await context.close();
      console.log(`${size}, ${colorScheme}, ${language}: ${names.length} screens`);
    }
  }
}
await browser.close();
await server.close();
if (wanted === "") writeFileSync(join(root, "docs/screenshots.md"), gallery());
process.exit(0);

/** Playwright writes PNG and JPEG; Chromium itself has WebP, a third of the size. */
async function take(page, path, limit, part) {
  await page.evaluate("scrollTo(0, 0)");
  await page.waitForTimeout(300);
  const whole = await page.evaluate(
    "({ x: 0, y: 0, width: document.documentElement.clientWidth, height: document.documentElement.scrollHeight })",
  );
  const clip = part === undefined ? whole : await page.getByTestId(part).boundingBox();
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send("Page.captureScreenshot", {
    format: "webp",
    quality: 60,
    captureBeyondViewport: true,
    clip: { ...clip, height: Math.min(clip.height, limit), scale: 1 },
  });
  writeFileSync(path, Buffer.from(data, "base64"));
}

function gallery() {
  const picture = (name, size, scheme, language) =>
    `<img src="screenshots/${name}-${size}-${scheme}-${language}.webp" alt="${screens[name].title}: ${size}, ${scheme}, ${language}" width="${size === "phone" ? 160 : 400}">`;
  const sections = Object.entries(screens).map(([name, { title }]) => {
    const rows = Object.keys(languages).map((language) =>
      Object.keys(sizes)
        .flatMap((size) => schemes.map((scheme) => picture(name, size, scheme, language)))
        .join("\n"),
    );
    return `## ${title}\n\n${rows.join("\n\n")}\n`;
  });
  return `# Every screen\n\nPhone and desktop, light and dark, Chinese and English. Made by \`npm run screenshots\` from the samples that the\napp builds itself.\n\n${sections.join("\n")}`;
}
