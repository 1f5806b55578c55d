/** What axe says about the page, in the languages and colours that it can have. */
import AxeBuilder from "@axe-core/playwright";
import { expect, looks, type App, type Look } from "./app.ts";

interface Question {
  /** Selector of the part to look at; everything if left out. */
  readonly within?: string;
  /** The rules to ask for, by axe's names; those that are on by themselves if left out. */
  readonly only?: readonly string[];
}

/** No rule of axe is broken by the page as it is now; `state` names it in the message. */
export async function expectAccessible(
  { page }: App,
  state: string,
  { within, only }: Question = {},
): Promise<void> {
  // The page has no frames, for which axe would work in a second page and carry every finding over; and of what is
  // in order nothing is read here. Three quarters of the time go without both, and the violations are the same.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({
    resultTypes: ["violations"],
    ...(only === undefined ? {} : { runOnly: { type: "rule", values: [...only] } }),
  });
  const { violations } = await (within === undefined ? axe : axe.include(within)).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  expect(found, state).toEqual([]);
}

/**
 * Puts the page, as it is now, into one look after the other, and back into the first one. Neither the focus nor
 * anything that is open goes away by this.
 */
export async function inLooks(
  app: App,
  which: readonly Look[],
  check: (look: string) => Promise<void>,
): Promise<void> {
  const first = which[0];
  for (const [colorScheme, language] of which) {
    await app.switchTo([colorScheme, language]);
    await check(`${colorScheme}, ${language}`);
  }
  if (first !== undefined) await app.switchTo(first);
}

/** {@link expectAccessible} in each of the looks. */
export async function expectAccessibleInLooks(
  app: App,
  state: string,
  which: readonly Look[] = looks,
): Promise<void> {
  await inLooks(app, which, (look) => expectAccessible(app, `${state}: ${look}`));
}
