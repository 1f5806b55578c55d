import { holdRelease } from "./living-page.ts";

/**
 * Whether the app works without a network, and whether a newer release waits.
 *
 * - `unavailable`: no service worker here (development, private windows, old browsers)
 * - `preparing`: the files of this release are being stored
 * - `ready`: everything is stored, the page opens without a network
 * - `update-waiting`: a newer release is stored and waits for {@link Offline.takeUpdate}
 */
export type OfflineState = "unavailable" | "preparing" | "ready" | "update-waiting";

class Offline {
  #state = $state<OfflineState>("unavailable");
  #waiting: ServiceWorker | null = null;

  get state(): OfflineState {
    return this.#state;
  }

  /** Called once, by main.ts. Waits for the page to be loaded, so that the first view is not slowed. */
  start(): void {
    if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
    if (document.readyState === "complete") void this.#register();
    else addEventListener("load", () => void this.#register(), { once: true });
  }

  /** Changes to the waiting release; the page reloads, so ask only while nothing is being made. */
  takeUpdate(): void {
    if (this.#waiting === null) return;
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    this.#waiting.postMessage("take-over");
  }

  async #register(): Promise<void> {
    this.#state = "preparing";
    try {
      const registration = await navigator.serviceWorker.register("./sw.js");
      holdRelease(registration);
      if (registration.active !== null) this.#state = "ready";
      this.#follow(registration.waiting, registration);
      this.#follow(registration.installing, registration);
      registration.addEventListener("updatefound", () => {
        this.#follow(registration.installing, registration);
      });
    } catch {
      // Working offline is an extra: the app itself does not depend on it.
      this.#state = "unavailable";
    }
  }

  #follow(worker: ServiceWorker | null, registration: ServiceWorkerRegistration): void {
    if (worker === null) return;
    const look = (): void => {
      if (worker.state === "activated") this.#state = "ready";
      else if (worker.state === "installed" && registration.active !== null) {
        this.#waiting = worker;
        this.#state = "update-waiting";
      } else if (worker.state === "redundant" && registration.active === null) this.#state = "unavailable";
    };
    worker.addEventListener("statechange", look);
    look();
  }
}

export const offline = new Offline();
