/** Renders public/icon.svg to the PNG icons of the manifest: node tests/support/render-icons.mjs */
import { readFileSync } from "node:fs";
import { chromium } from "@playwright/test";
import { chromiumArgs, findChromium } from "./chromium.mjs";
import { root } from "./install.mjs";

const executablePath = await findChromium();
if (executablePath === null) throw new Error("no Chromium found");
const browser = await chromium.launch({ executablePath, args: chromiumArgs });
const svg = readFileSync(`${root}public/icon.svg`, "utf8");
// Masks cut up to a fifth off each side: the drawing shrinks, its ground fills the square.
const maskable = svg
  .replace(' rx="108"', "")
  .replace("</svg>", "</g></svg>")
  .replace(/(<rect width="512"[^>]*>)/, '$1<g transform="translate(51 51) scale(0.8)">');
for (const [name, size, source] of [
  ["icon-192", 192, svg],
  ["icon-512", 512, svg],
  ["icon-maskable-512", 512, maskable],
]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px}</style>${source}`);
  await page.screenshot({ path: `${root}public/${name}.png`, omitBackground: true });
  await page.close();
}
await browser.close();
