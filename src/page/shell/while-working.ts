/**
 * Keeps the page and the screen on while something is being made: the browser asks before the page
 * is left, and the screen does not go dark. Returns the end of it.
 */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | null = null;
  let over = false;

  const hold = async (): Promise<void> => {
    // Some browsers have no wake lock, some refuse it on low battery.
    if (!("wakeLock" in navigator) || document.visibilityState !== "visible") return;
    const held = await navigator.wakeLock.request("screen").catch(() => null);
    if (over) await held?.release();
    else lock = held;
  };
  // The lock is lost whenever the page is hidden.
  const onVisible = (): void => void hold();
  const askBeforeLeaving = (event: BeforeUnloadEvent): void => event.preventDefault();

  void hold();
  document.addEventListener("visibilitychange", onVisible);
  addEventListener("beforeunload", askBeforeLeaving);
  return () => {
    over = true;
    document.removeEventListener("visibilitychange", onVisible);
    removeEventListener("beforeunload", askBeforeLeaving);
    void lock?.release();
  };
}
