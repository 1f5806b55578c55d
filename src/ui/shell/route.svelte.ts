import type { PackageType, Platform } from "../../../workers/maker-api.ts";
import { packageTypes, platformIds } from "../make/choices.ts";

export const screens = ["make", "fleet", "inspect", "history"] as const;
export type Screen = (typeof screens)[number];

/** What an address asks for; null where it says nothing (or nothing known). */
export interface Address {
  readonly screen: Screen;
  readonly platform: Platform | null;
  readonly type: PackageType | null;
}

/** Reads the part of the address after "#", e.g. "#/make?platform=unisoc8910&type=diff". */
export function parseAddress(hash: string): Address {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- read once, never changed
  const wanted = new URLSearchParams(query);
  return {
    screen: screens.find((screen) => screen === path) ?? "make",
    platform: platformIds.find((id) => id === wanted.get("platform")) ?? null,
    type: packageTypes.find((id) => id === wanted.get("type")) ?? null,
  };
}

/**
 * The address of the make screen with these choices, to be shared; files are never part of it.
 * `type`: null when nobody chose one, so that it goes on following the firmware.
 */
export function makeAddress(platform: Platform, type: PackageType | null): string {
  const choices = [
    ...(platform === "unknown" ? [] : [`platform=${platform}`]),
    ...(type === null ? [] : [`type=${type}`]),
  ];
  return choices.length === 0 ? "#/make" : `#/make?${choices.join("&")}`;
}

/** The screen that the address names. */
class Route {
  #screen = $state<Screen>("make");
  #onAddress: (address: Address) => void = () => undefined;

  get screen(): Screen {
    return this.#screen;
  }

  /** Called once, by App; `onAddress` hears of every address that the reader goes to. */
  start(onAddress: (address: Address) => void): () => void {
    this.#onAddress = onAddress;
    const read = (): void => {
      const address = parseAddress(location.hash);
      this.#screen = address.screen;
      this.#onAddress(address);
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
  }
}

export const route = new Route();
