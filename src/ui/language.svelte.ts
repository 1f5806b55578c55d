import { dictionaries, preferredLanguage, type Dictionary, type Language } from "../i18n/dictionary.ts";
import { recall, remember } from "./remembered.ts";

/** The language of the page: the reader's last choice, else what the browser prefers. */
class ChosenLanguage {
  #id = $state<Language>(initial());

  get id(): Language {
    return this.#id;
  }

  get words(): Dictionary {
    return dictionaries[this.#id];
  }

  choose(id: Language): void {
    this.#id = id;
    remember("language", id);
  }
}

function initial(): Language {
  const kept = recall("language");
  return kept === "zh" || kept === "en" ? kept : preferredLanguage(navigator.languages);
}

export const language = new ChosenLanguage();
