/**
 * Keeps the files of a release, so that the page works without a network and the same release serves a whole
 * session: those of an older one for as long as a page of it is open. Touches nothing but the page's own files, and files that other apps share with it.
 */
import type { LivingPage } from "../src/contract/living-page.ts";
import type { ShareTarget } from "../src/contract/share-target.ts";

declare const self: ServiceWorkerGlobalScope;
/** Names the release by its contents; put in by vite.config.ts. */
declare const RELEASE_ID: string;
/** Every file of the release, relative to this script; the page itself is "./". */
declare const RELEASE_FILES: readonly string[];

// The scope is part of the name: one origin may host several copies, each in its folder.
const cachePrefix = `fota-workshop ${self.registration.scope} `;
const cacheName = cachePrefix + RELEASE_ID;

const shareTarget: ShareTarget = {
  action: "share",
  field: "files",
  cachePrefix: "fota-shared-files ",
  query: "?shared",
  nameHeader: "x-file-name",
};
const livingPage: LivingPage = { lockPrefix: "fota-workshop-page ", tidy: "drop-unused-releases" };

const shareAddress = new URL(shareTarget.action, self.registration.scope).href;

self.addEventListener("install", (event) => {
  event.waitUntil(storeRelease());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropUnusedReleases().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "POST" && request.url === shareAddress) {
    event.respondWith(takeShared(request));
    return;
  }
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  event.respondWith(answer(request));
});

// A new release waits until the user takes it: open pages may still need files of the old one.
self.addEventListener("message", (event) => {
  if (event.data === "take-over") event.waitUntil(self.skipWaiting());
  if (event.data === livingPage.tidy) event.waitUntil(dropUnusedReleases());
});

async function storeRelease(): Promise<void> {
  const cache = await caches.open(cacheName);
  await cache.addAll(
    RELEASE_FILES.map((file) => {
      // Names under assets/ change with their contents; a host may hand out stale copies of the others.
      return new Request(file, { cache: file.startsWith("assets/") ? "default" : "no-cache" });
    }),
  );
}

/** Caches of other releases; there may be one that is newer and waits. */
async function otherReleases(): Promise<string[]> {
  return (await caches.keys()).filter((name) => name.startsWith(cachePrefix) && name !== cacheName);
}

async function dropUnusedReleases(): Promise<void> {
  // What is being stored or waits has a cache of its own, in which nobody lives yet.
  if (self.registration.installing !== null || self.registration.waiting !== null) return;
  const lockPrefix = `${livingPage.lockPrefix}${self.registration.scope} `;
  const { held = [] } = await self.navigator.locks.query();
  const lived = held.flatMap(({ name = "" }) => (name.startsWith(lockPrefix) ? [name] : []));
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  // A page that does not say of which release it is may be of any.
  if (pages.filter(({ url }) => url.startsWith(self.registration.scope)).length > lived.length) return;
  const used = new Set(lived.map((name) => cachePrefix + name.slice(lockPrefix.length)));
  const unused = (await otherReleases()).filter((name) => !used.has(name));
  await Promise.all(unused.map((name) => caches.delete(name)));
}

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  // Hosts send "Vary: Origin"; module scripts would then miss what was stored without an Origin.
  const stored =
    (await cache.match(request, { ignoreVary: true, ignoreSearch: request.mode === "navigate" })) ??
    (await (request.mode === "navigate" ? cache.match("./", { ignoreVary: true }) : fromOther(request)));
  return stored ?? fetch(request);
}

/** For pages of other releases: a part that this one does not have. */
async function fromOther(request: Request): Promise<Response | undefined> {
  for (const name of await otherReleases()) {
    const stored = await caches.match(request, { cacheName: name, ignoreVary: true });
    if (stored !== undefined) return stored;
  }
  return undefined;
}

/** Keeps the files until the page takes them, which is where the browser is sent. */
async function takeShared(request: Request): Promise<Response> {
  const { scope } = self.registration;
  try {
    const name = shareTarget.cachePrefix + scope;
    // Nobody took what may still be there.
    await caches.delete(name);
    const cache = await caches.open(name);
    const entries = (await request.formData()).getAll(shareTarget.field);
    const files = entries.filter((entry) => typeof entry !== "string");
    for (const [at, file] of files.entries()) {
      const headers = { [shareTarget.nameHeader]: encodeURIComponent(file.name) };
      await cache.put(`${shareAddress}/${at}`, new Response(file, { headers }));
    }
    return Response.redirect(scope + shareTarget.query, 303);
  } catch {
    // Too large to be kept, or not a form: the page opens all the same, and files can be chosen there.
    return Response.redirect(scope, 303);
  }
}
