/** How to come to each screen that has its picture in docs/. */

async function makeSample({ at, goTo }, sample, type) {
  await goTo();
  await at(sample).click();
  if (type !== undefined) await at(`type-${type}`).check();
  await at("build").and(at("build").page().locator(":not([disabled])")).waitFor();
}

async function makePackage(driver, sample, type) {
  await makeSample(driver, sample, type);
  await driver.at("build").click();
  await driver.at("result").waitFor();
  // The script, and its colours.
  await driver.page.locator(".hljs-string").first().waitFor({ state: "attached" });
}

export const screens = {
  start: { title: "Start", show: ({ goTo }) => goTo() },
  ready: { title: "Two files that fit together", show: (driver) => makeSample(driver, "sample") },
  result: { title: "A package, and what comes next", show: (driver) => makePackage(driver, "sample") },
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
};
