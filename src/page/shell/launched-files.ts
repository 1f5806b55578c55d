/** Files that come from outside of the page: opened with the installed app, or shared with it by another app. */
import type { ShareTarget } from "../../contract/share-target.ts";

const shareTarget: Pick<ShareTarget, "cachePrefix" | "query" | "nameHeader"> = {
  cachePrefix: "fota-shared-files ",
  query: "?shared",
  nameHeader: "x-file-name",
};

/** https://wicg.github.io/web-app-launch/ */
interface LaunchParams {
  readonly files?: readonly { getFile(): Promise<File> }[];
  readonly targetURL?: string;
}
interface LaunchQueue {
  setConsumer(consumer: (params: LaunchParams) => void): void;
}

/** Called once, by App; `take` is given all files of one launch, at least one. */
export function takeLaunchedFiles(take: (files: readonly File[]) => void): void {
  const takeIfAny = (files: readonly File[]): void => {
    if (files.length > 0) take(files);
  };
  if (location.search === shareTarget.query) {
    // Taken once: the address without the query is the one to reload and to go back to.
    history.replaceState(history.state, "", location.pathname + location.hash);
    void sharedFiles().then(takeIfAny);
  }
  const { launchQueue } = window as { launchQueue?: LaunchQueue };
  launchQueue?.setConsumer((params) => {
    const { files = [], targetURL = "" } = params;
    if (files.length > 0) void openedFiles(files).then(takeIfAny);
    // A shortcut that was chosen while the app was open already.
    else if (URL.canParse(targetURL) && new URL(targetURL).hash !== "")
      location.hash = new URL(targetURL).hash;
  });
}

async function openedFiles(handles: readonly { getFile(): Promise<File> }[]): Promise<readonly File[]> {
  const results = await Promise.allSettled(handles.map(async (handle) => await handle.getFile()));
  // A file that is gone by now could not even be named.
  return results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
}

/** The files that the service worker keeps for the page; they are not there any more afterwards. */
async function sharedFiles(): Promise<readonly File[]> {
  const name = shareTarget.cachePrefix + new URL(".", location.href).href;
  try {
    const cache = await caches.open(name);
    const files: File[] = [];
    for (const request of await cache.keys()) {
      const stored = await cache.match(request);
      if (stored === undefined) continue;
      const fileName = decodeURIComponent(stored.headers.get(shareTarget.nameHeader) ?? "");
      files.push(new File([await stored.blob()], fileName));
    }
    await caches.delete(name);
    return files;
  } catch {
    // No storage here, then nothing was stored.
    return [];
  }
}
