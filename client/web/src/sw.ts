// The service worker: keeps the console's own files, so that it opens without a network. It never
// answers for the server: what is behind /ws, /auth and the log always comes from there, or not at
// all.
// SPDX-License-Identifier: Apache-2.0
export {};
declare const self: ServiceWorkerGlobalScope;

const kept = "__KEPT__" as unknown as string[]; // by the build: tools/service_worker.ts
const build = "__BUILD__";
const store = `tocsin-${build}`;
const shell = "/index.html";
const patience = 2_000;

self.addEventListener("install", (event) => {
  const files = [shell, "/icon.svg", "/manifest.webmanifest", ...kept.map((name) => `/${name}`)];
  event.waitUntil(
    caches
      .open(store)
      .then((cache) => cache.addAll(files))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  const forget = async (): Promise<void> => {
    // The build before this one stays: a page of it may be open, and has not asked for all its files.
    const others = (await caches.keys()).filter((name) => name !== store); // oldest first
    for (const name of others.slice(0, -1)) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(forget());
});

/** The newest page where the network answers in time, else the kept one. */
async function page(request: Request): Promise<Response> {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, patience));
  const fresh = await Promise.race([fetch(request).catch(() => undefined), late]);
  if (fresh?.ok) return fresh;
  return (await caches.match(shell, { cacheName: store })) ?? fresh ?? Response.error();
}

async function file(request: Request): Promise<Response> {
  const found = await caches.match(request);
  return found ?? fetch(request);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (url.pathname.startsWith("/a/") || url.pathname === "/icon.svg") event.respondWith(file(request));
});

/** A tap on a notification opens what it is about, in a page that is there already where there is one. */
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const to = String((event.notification.data as { path?: string } | null)?.path ?? "/inbox");
  const open = async (): Promise<void> => {
    const [first] = await self.clients.matchAll({ type: "window" });
    if (!first) return void (await self.clients.openWindow(to));
    await first.focus();
    first.postMessage({ go: to });
  };
  event.waitUntil(open());
});
