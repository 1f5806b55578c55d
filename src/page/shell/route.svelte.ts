export const screens = ["make", "fleet", "inspect", "history"] as const;
export type Screen = (typeof screens)[number];

/** Reads the part of the address after "#", e.g. "#/make?platform=unisoc8910&type=diff". */
export function parseAddress(hash: string): { readonly screen: Screen; readonly query: string } {
  const [, path = "", query = ""] = /^#?\/?([^?]*)\??(.*)$/.exec(hash) ?? [];
  return { screen: screens.find((screen) => screen === path) ?? "make", query };
}

/** The screen that the address names. */
class Route {
  #screen = $state<Screen>("make");
  #shown = "";

  get screen(): Screen {
    return this.#screen;
  }

  /** Called once, by App; `onQuery` hears of every address that the reader goes to and that says more than a screen. */
  start(onQuery: (screen: Screen, query: string) => void): () => void {
    const read = (): void => {
      const { screen, query } = parseAddress(location.hash);
      this.#screen = screen;
      // Back at an address that the page wrote itself, everything still is as it says.
      if (query !== "" && location.hash !== this.#shown) onQuery(screen, query);
    };
    read();
    addEventListener("hashchange", read);
    return () => removeEventListener("hashchange", read);
  }

  go(screen: Screen): void {
    location.hash = `#/${screen}`;
  }

  /** Shows an address without going to it. */
  show(hash: string): void {
    if (location.hash !== hash) history.replaceState(history.state, "", hash);
    this.#shown = location.hash;
  }
}

export const route = new Route();
