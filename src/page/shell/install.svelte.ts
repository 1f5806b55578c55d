/** Chromium alone has it: https://wicg.github.io/manifest-incubations/#beforeinstallpromptevent-interface */
interface InstallPromptEvent extends Event {
  prompt(): Promise<unknown>;
}

/** Whether the browser offers to install the app; the page asks for it when the reader does. */
class Install {
  #offer = $state.raw<InstallPromptEvent | null>(null);

  get offered(): boolean {
    return this.#offer !== null;
  }

  /** Called once, by main.ts, before the browser makes its offer. */
  start(): void {
    addEventListener("beforeinstallprompt", (event) => {
      // No banner of the browser's over the page.
      event.preventDefault();
      this.#offer = event as InstallPromptEvent;
    });
    addEventListener("appinstalled", () => {
      this.#offer = null;
    });
  }

  /** The offer holds once; the browser makes another when it likes to. */
  async ask(): Promise<void> {
    const offer = this.#offer;
    this.#offer = null;
    await offer?.prompt();
  }
}

export const install = new Install();
