import { readdirSync } from "node:fs";
import { expect, test, type Request } from "@playwright/test";

test.use({ serviceWorkers: "allow" });

const dist = new URL("../../dist/", import.meta.url);

/** Paths of all files of the build, as the browser asks for them. */
function ownFiles(): string[] {
  const files = readdirSync(dist, { recursive: true, encoding: "utf8" }).map((name) =>
    name.replaceAll("\\", "/"),
  );
  return ["/", ...files.map((name) => `/${name}`)];
}

test("making a package, and rehearsing its script, asks for the page's own files and nothing else", async ({
  page,
  context,
  baseURL,
}) => {
  const requests: Request[] = [];
  context.on("request", (request) => requests.push(request));
  const violations: string[] = [];
  page.on("console", (message) => {
    if (/Content Security Policy/i.test(message.text())) violations.push(message.text());
  });

  await page.goto("./");
  await page.getByTestId("sample").click();
  await expect(page.getByTestId("build")).toBeEnabled();
  await page.getByTestId("build").click();
  await expect(page.getByTestId("result")).toHaveAttribute("data-verified", "true", { timeout: 90_000 });
  await page.getByTestId("rehearsal-pace").selectOption("instant");
  await page.getByTestId("rehearsal-run").click();
  await expect(page.getByTestId("rehearsal-result")).toHaveAttribute("data-outcome", "updated");

  const { origin } = new URL(baseURL ?? "");
  const own = ownFiles();
  expect(requests.length).toBeGreaterThan(2);
  for (const request of requests) {
    const url = new URL(request.url());
    // Blobs and data: URLs are inside the browser.
    if (url.protocol === "blob:" || url.protocol === "data:") continue;
    expect(url.origin).toBe(origin);
    expect(own).toContain(url.pathname);
    expect(url.search).toBe("");
    expect(request.method()).toBe("GET");
    expect(request.postData()).toBeNull();
  }
  expect(violations).toEqual([]);
  expect(await context.cookies()).toEqual([]);
});

test("the policy keeps the page, its code and its workers from talking to anyone else", async ({ page }) => {
  await page.goto("./");
  await expect(page.getByTestId("build")).toBeVisible();
  const policy = page.locator('meta[http-equiv="Content-Security-Policy"]');
  await expect(policy).toHaveAttribute("content", /^default-src 'none';/);
  await expect(policy).not.toHaveAttribute("content", /(?<!wasm-)unsafe|https?:|\*/);

  const refused = await page.evaluate(async () => {
    const blocked: string[] = [];
    document.addEventListener("securitypolicyviolation", (event) => {
      blocked.push(event.effectiveDirective);
    });
    const elsewhere = "http://127.0.0.1:9/";
    await fetch(elsewhere).catch(() => undefined);
    const picture = new Image();
    await new Promise((done) => {
      picture.onload = done;
      picture.onerror = done;
      picture.src = elsewhere;
    });
    const script = document.createElement("script");
    script.textContent = "window.inlineScriptRan = true";
    document.head.append(script);
    await new Promise((done) => setTimeout(done, 100));
    return { blocked, inlineScriptRan: "inlineScriptRan" in window };
  });
  expect(refused.inlineScriptRan).toBe(false);
  expect(refused.blocked).toEqual(expect.arrayContaining(["connect-src", "img-src", "script-src-elem"]));

  await page.getByTestId("sample").click();
  await expect(page.getByTestId("build")).toBeEnabled();
  const workers = page.workers();
  expect(workers.length).toBe(1);
  for (const worker of workers) {
    const blocked = await worker.evaluate(async () => {
      const uris: string[] = [];
      addEventListener("securitypolicyviolation", (event) => {
        uris.push(event.blockedURI);
      });
      await fetch("http://127.0.0.1:9/").catch(() => undefined);
      await new Promise((done) => setTimeout(done, 100));
      return uris;
    });
    expect(blocked).toEqual(["http://127.0.0.1:9/"]);
  }
});
