import { untrack } from "svelte";
import {
  isLanguage,
  languageEntry,
  type LanguageEntry,
  languages,
  preferredLanguage,
  type AfterMaking,
  type Dictionary,
  type Language,
} from "../../words/index.ts";
import { recall, remember } from "./remembered.ts";

/** The language of the page: the reader's last choice, else what the browser prefers. */
class ChosenLanguage {
  #id = $state<Language>(initial());
  #words = $state.raw<Dictionary | null>(null);
  #afterMaking = $state.raw<AfterMaking | null>(null);

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

  /** Only in parts that were fetched by {@link withTheirWords}. */
  get afterMaking(): AfterMaking {
    if (this.#afterMaking === null) throw new Error("these texts are not loaded yet");
    return this.#afterMaking;
  }

  /** A part of the page that is fetched once there is a package, with its texts. */
  async withTheirWords<T>(part: Promise<T>): Promise<T> {
    // Untracked: a part on screen must not be fetched and begun anew when the language changes.
    const [fetched] = await Promise.all([part, untrack(() => this.#fetchAfterMaking())]);
    return fetched;
  }

  async #fetchAfterMaking(): Promise<void> {
    if (this.#afterMaking !== null) return;
    const id = this.#id;
    const texts = await languageEntry(id).afterMaking();
    // Another language chosen meanwhile came with its own.
    if (id === this.#id) this.#afterMaking ??= texts;
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
    const { load, afterMaking } = languageEntry(id);
    const [words, others] = await Promise.all([load(), afterMaking()]);
    this.#id = id;
    this.#words = words;
    this.#afterMaking = others;
    remember("language", id);
  }
}

function initial(): Language {
  const kept = recall("language");
  return isLanguage(kept) ? kept : preferredLanguage(navigator.languages);
}

export const language = new ChosenLanguage();
