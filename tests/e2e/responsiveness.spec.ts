/**
 * The page stays responsive while it works, whatever the machine is busy with: what is counted is how often code runs
 * in the page itself, not how long it takes. `npm run bench` measures the time.
 */
import type { CDPSession } from "@playwright/test";
import { expect, test } from "./app.ts";

/** Work on the bytes of a firmware goes over each of them: the sample has hundreds of thousands. */
const limit = 100_000;

interface Busiest {
  readonly url: string;
  readonly functionName: string;
  readonly count: number;
}

/** What ran most often of the page's own files since it was asked for the last time: a loop, a branch, a function. */
async function busiest(session: CDPSession): Promise<Busiest> {
  const { result } = await session.send("Profiler.takePreciseCoverage");
  let most: Busiest = { url: "", functionName: "", count: 0 };
  for (const { url, functions } of result.filter((script) => script.url.includes("/assets/"))) {
    for (const { functionName, ranges } of functions) {
      const count = Math.max(...ranges.map((range) => range.count));
      if (count > most.count) most = { url, functionName, count };
    }
  }
  return most;
}

test("what is done with the bytes of firmware and package is done beside the page", async ({ app, page }) => {
  const session = await page.context().newCDPSession(page);
  await session.send("Profiler.enable");
  await session.send("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  await app.open();
  await app.trySample();
  await app.makePackage();
  await app.rehearse({ cut: "random" });
  await app.expectRehearsed("updated");
  const ran = await busiest(session);
  expect(ran.count).toBeGreaterThan(0);
  expect(ran.count, JSON.stringify(ran)).toBeLessThan(limit);

  // And what goes over bytes in the page is seen.
  await page.evaluate(`
    for (let at = 0, sum = 0; at < ${2 * limit}; at++) sum = (sum + at) & 0xff;
    //# sourceURL=/assets/of-this-test.js`);
  expect((await busiest(session)).count).toBeGreaterThanOrEqual(2 * limit);
});
