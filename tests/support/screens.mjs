/** How to come to each screen that has its picture in docs/. Everything on them comes from the samples. */
import { readFile } from "node:fs/promises";

async function makeSample({ at, goTo, page }, sample, type) {
  await goTo();
  await at(sample).click();
  if (type !== undefined) await at(`type-${type}`).check();
  await page.locator('[data-testid="build"]:not([disabled])').waitFor();
}

async function makePackage(driver, sample, type) {
  await makeSample(driver, sample, type);
  await driver.at("build").click();
  await driver.at("result").waitFor();
  // The script and its colours.
  await driver.page.locator(".hljs-string").first().waitFor({ state: "attached" });
}

/** What a link or button downloads, as a file to choose. */
async function downloaded({ page }, trigger) {
  const [download] = await Promise.all([page.waitForEvent("download"), trigger.click()]);
  return {
    name: download.suggestedFilename(),
    mimeType: "",
    buffer: await readFile(await download.path()),
  };
}

export const screens = {
  start: { title: "Start", show: ({ goTo }) => goTo() },
  ready: { title: "Two files that fit together", show: (driver) => makeSample(driver, "sample") },
  difference: {
    title: "What differs between them",
    async show(driver) {
      await makeSample(driver, "sample");
      await driver.at("difference").locator("summary").first().click();
      await driver.at("flash-map").waitFor();
    },
  },
  result: {
    title: "A package, and what comes next",
    async show(driver) {
      await makePackage(driver, "sample");
      await driver.at("power-cuts").waitFor();
      await driver.page.waitForTimeout(1500);
    },
  },
  rehearsal: {
    title: "Its script, rehearsed on a virtual module that loses power",
    async show(driver) {
      await makePackage(driver, "sample");
      await driver.at("rehearsal-pace").selectOption("instant");
      await driver.at("rehearsal-cut").selectOption("random");
      await driver.at("rehearsal-run").click();
      await driver.at("rehearsal-result").waitFor();
    },
    part: "rehearsal",
  },
  serial: {
    title: "A real module on a serial port",
    async show(driver) {
      await makePackage(driver, "sample");
      await driver.at("serial").waitFor();
    },
    part: "serial",
  },
  share: {
    title: "A link to it",
    async show(driver) {
      await makePackage(driver, "sample");
      await driver.at("share").first().click();
      await driver.at("share-qr").waitFor();
    },
    whole: false,
  },
  "user-partition": {
    title: "Full package: scripts in the user partition",
    show: (driver) => makeSample(driver, "sample-asr", "full"),
  },
  mini: { title: "Mini-system package", show: (driver) => makePackage(driver, "sample-asr", "mini") },
  refusal: {
    title: "A file that is no firmware",
    async show({ at, goTo }) {
      await goTo();
      await at("old-input").setInputFiles({ name: "photo.bin", mimeType: "", buffer: Buffer.alloc(5000, 7) });
      await at("error").waitFor();
    },
  },
  fleet: { title: "Many old versions to one new", show: ({ goTo }) => goTo("#/fleet") },
  inspect: {
    title: "A package looked into",
    async show(driver) {
      await makePackage(driver, "sample");
      const file = await downloaded(driver, driver.at("download-1"));
      await driver.page.locator('nav a[href="#/inspect"]').click();
      await driver.at("inspect-input").setInputFiles(file);
      await driver.at("inspect-result").waitFor();
    },
  },
  history: {
    title: "What was made",
    async show(driver) {
      await makePackage(driver, "sample");
      await driver.page.locator('nav a[href="#/history"]').click();
      await driver.at("history-entry").first().waitFor();
    },
  },
};
