/** What a phone asks of the page: nothing wider than the screen, and room for a finger. */
import type { Locator } from "@playwright/test";
import { expect, type App } from "./app.ts";

export const phone = { width: 360, height: 740 } as const;

const touched = ["button", "a", "select", "summary", "label:has(input)", "label.button"];

/**
 * Nothing is wider than the screen, and what can be touched is 44 pixels high; `state` names it in the message.
 * @param within the part in which things are touched
 */
export async function expectFitsPhone(
  { page }: App,
  state: string,
  within: Locator = page.locator("body"),
): Promise<void> {
  const overflow = await page.evaluate(() =>
    [document.documentElement, document.querySelector("dialog[open]")].map((one) =>
      one === null ? 0 : one.scrollWidth - one.clientWidth,
    ),
  );
  expect(overflow, state).toEqual([0, 0]);
  const heights = await within
    .locator(touched.map((one) => `${one}:visible`).join(", "))
    .evaluateAll((elements) =>
      elements
        .filter((element) => !element.classList.contains("skip"))
        .map((element) => ({ text: element.textContent, height: element.getBoundingClientRect().height })),
    );
  expect(heights.length, state).toBeGreaterThan(0);
  expect(
    heights.filter(({ height }) => height < 44),
    state,
  ).toEqual([]);
}
