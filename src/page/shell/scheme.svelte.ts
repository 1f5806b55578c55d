import { recall, remember } from "./remembered.ts";

export type Scheme = "system" | "light" | "dark";

export const schemes: readonly Scheme[] = ["system", "light", "dark"];

/** Light, dark, or as the system has it; tokens.css reads it from the root element. */
class ChosenScheme {
  #id = $state<Scheme>(initial());

  get id(): Scheme {
    return this.#id;
  }

  /** Called once, by main.ts. */
  start(): void {
    this.#apply();
  }

  choose(id: Scheme): void {
    this.#id = id;
    remember("scheme", id === "system" ? null : id);
    this.#apply();
  }

  #apply(): void {
    document.documentElement.dataset.scheme = this.#id;
    // The browser's own frame: index.html has one colour for each scheme.
    for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
      meta.dataset.media ??= meta.media;
      const matches = meta.dataset.media.includes(this.#id);
      meta.media = this.#id === "system" ? meta.dataset.media : matches ? "all" : "not all";
    }
  }
}

function initial(): Scheme {
  const kept = recall("scheme");
  return schemes.find((scheme) => scheme === kept) ?? "system";
}

export const scheme = new ChosenScheme();
