import type { LivingPage } from "../../contract/living-page.ts";

const livingPage: LivingPage = { lockPrefix: "fota-workshop-page ", tidy: "drop-unused-releases" };

/** Says which release this page is of, so that its files are kept for as long as it lives, and those of others not. */
export function holdRelease({ scope, active }: ServiceWorkerRegistration): void {
  const release = document.querySelector<HTMLMetaElement>('meta[name="release"]')?.content;
  // Locks are there wherever service workers are, but for browsers older than them.
  if (release === undefined || !("locks" in navigator)) return;
  const untilThePageIsGone = new Promise<never>(() => undefined);
  void navigator.locks.request(`${livingPage.lockPrefix}${scope} ${release}`, { mode: "shared" }, () => {
    active?.postMessage(livingPage.tidy);
    return untilThePageIsGone;
  });
}
