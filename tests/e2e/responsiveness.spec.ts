import { expect, test } from "./app.ts";

/**
 * The main thread has no task of 50 ms or more between the click and the result. A machine that is busy with
 * other things stretches tasks by chance, so of three runs one has to be clean; work that is done on the main
 * thread shows in all of them.
 */
test("the page stays responsive while it works", async ({ app, page }) => {
  await app.open();
  await app.trySample();
  const runs: number[][] = [];
  for (let run = 0; run < 3; run++) {
    await page.evaluate(() => {
      const tasks: number[] = [];
      Object.assign(window, { longTasks: tasks });
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) tasks.push(duration);
      }).observe({ type: "longtask" });
    });
    await app.makePackage();
    // Entries come after the task, in one of their own.
    await page.evaluate(() => new Promise((done) => setTimeout(done, 200)));
    const tasks = await page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks);
    runs.push(tasks);
    if (tasks.length === 0) break;
  }
  test.info().annotations.push({ type: "long tasks (ms)", description: JSON.stringify(runs) });
  expect(runs.at(-1)).toEqual([]);
});

test("the observer does see a task that is too long", async ({ app, page }) => {
  await app.open();
  const seen = await page.evaluate(
    () =>
      new Promise<number>((done) => {
        new PerformanceObserver((list) => done(list.getEntries()[0]?.duration ?? 0)).observe({
          type: "longtask",
        });
        setTimeout(() => {
          const end = performance.now() + 80;
          while (performance.now() < end);
        });
      }),
  );
  expect(seen).toBeGreaterThanOrEqual(50);
});
