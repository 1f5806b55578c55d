/** The way from a package that was made to the history, which is fetched only then. */
import type { Made, Make } from "../make/make.svelte.ts";
import type { EntrySources } from "./entry-for.ts";

/** Packages of this visit that are in the history, or were. */
const noted = new WeakMap<Made, Promise<string | null>>();

export function rememberMade(make: Make, made: Made): void {
  // Taken now: by the time the history is there, other files may have been chosen.
  const { sides, options } = make;
  noted.set(made, add({ made, sides, chosen: options.chosen, url: "", madeAt: Date.now() }));
}

/** The address is mostly typed later; one that was given is not forgotten for none. */
export async function rememberUrl(made: Made, url: string): Promise<void> {
  if (url === "") return;
  const key = await noted.get(made);
  if (key === null || key === undefined) return;
  try {
    const { history } = await import("./history.svelte.ts");
    history.setUrl(key, url);
  } catch {
    // As when it is added: the history could not be fetched.
  }
}

async function add(sources: EntrySources): Promise<string | null> {
  try {
    const [{ history }, { entryFor }] = await Promise.all([
      import("./history.svelte.ts"),
      import("./entry-for.ts"),
    ]);
    const entry = entryFor(sources);
    return entry === null ? null : history.add(entry);
  } catch {
    // The history could not be fetched; the package is there all the same.
    return null;
  }
}
