import { loadDictionary, preferredLanguage, type Dictionary, type Language } from "../../words/dictionary.ts";
import { recall, remember } from "./remembered.ts";

/** The language of the page: the reader's last choice, else what the browser prefers. */
class ChosenLanguage {
  #id = $state<Language>(initial());
  #words = $state.raw<Dictionary | null>(null);

  get id(): Language {
    return this.#id;
  }

  /** Only after {@link start}. */
  get words(): Dictionary {
    if (this.#words === null) throw new Error("the language is not loaded yet");
    return this.#words;
  }

  /** Fetches the first texts; the page is drawn afterwards. Rejects when neither language can be had. */
  async start(): Promise<void> {
    try {
      this.#words = await loadDictionary(this.#id);
    } catch {
      const other = this.#id === "zh" ? "en" : "zh";
      this.#words = await loadDictionary(other);
      this.#id = other;
    }
  }

  async choose(id: Language): Promise<void> {
    const words = await loadDictionary(id);
    this.#id = id;
    this.#words = words;
    remember("language", id);
  }
}

function initial(): Language {
  const kept = recall("language");
  return kept === "zh" || kept === "en" ? kept : preferredLanguage(navigator.languages);
}

export const language = new ChosenLanguage();
