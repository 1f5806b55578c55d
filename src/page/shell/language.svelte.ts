import {
  isLanguage,
  languageEntry,
  type LanguageEntry,
  languages,
  preferredLanguage,
  type Dictionary,
  type Language,
} from "../../words/index.ts";
import { recall, remember } from "./remembered.ts";

/** The language of the page: the reader's last choice, else what the browser prefers. */
class ChosenLanguage {
  #id = $state<Language>(initial());
  #words = $state.raw<Dictionary | null>(null);

  get id(): Language {
    return this.#id;
  }

  get entry(): LanguageEntry {
    return languageEntry(this.#id);
  }

  /** Only after {@link start}. */
  get words(): Dictionary {
    if (this.#words === null) throw new Error("the language is not loaded yet");
    return this.#words;
  }

  /** Fetches the first texts; the page is drawn afterwards. Rejects when no language can be had. */
  async start(): Promise<void> {
    const others = languages.map(({ id }) => id).filter((id) => id !== this.#id);
    let failure: unknown;
    for (const id of [this.#id, ...others]) {
      try {
        this.#words = await languageEntry(id).load();
        this.#id = id;
        return;
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }

  async choose(id: Language): Promise<void> {
    const words = await languageEntry(id).load();
    this.#id = id;
    this.#words = words;
    remember("language", id);
  }
}

function initial(): Language {
  const kept = recall("language");
  return isLanguage(kept) ? kept : preferredLanguage(navigator.languages);
}

export const language = new ChosenLanguage();
