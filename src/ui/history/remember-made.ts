/** The way from a package that was made to the history, which is fetched only then. */
import type { Made, Make } from "../make/make.svelte.ts";

/** Packages of this visit that are in the history, or were. */
const noted = new WeakMap<Made, string>();

export async function rememberMade(make: Make, made: Made): Promise<void> {
  // Taken now: by the time the history is there, other files may have been chosen.
  const { sides, optionsInUse, options, packageUrl } = make;
  const sources = {
    made,
    sides,
    options: optionsInUse,
    chosen: options.chosen,
    url: packageUrl.trim(),
    madeAt: Date.now(),
  };
  try {
    const [{ history }, { entryFor }] = await Promise.all([
      import("./history.svelte.ts"),
      import("./entry-for.ts"),
    ]);
    const entry = entryFor(sources);
    if (entry !== null) noted.set(made, history.add(entry));
  } catch {
    // The history could not be fetched; the package is there all the same.
  }
}

/** The address is mostly typed later. */
export async function rememberUrl(made: Made, url: string): Promise<void> {
  const key = noted.get(made);
  if (key === undefined) return;
  const { history } = await import("./history.svelte.ts");
  history.setUrl(key, url);
}
