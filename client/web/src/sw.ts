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

interface Pushed {
  kind?: string;
  tlp?: string;
  id?: string;
  channel?: string;
  code?: string;
  quiet?: boolean;
  exercise?: boolean;
  language?: string;
}

/** The worker may import nothing, and no page need be open whose words it could use. */
const words: Record<string, { alert: string; text: string; test: string; open: string; tap: string }> = {
  en: {
    alert: "an alert waits for your government",
    text: "a text waits for your government",
    test: "Test alert: this device is reached",
    open: "Open Tocsin to read it.",
    tap: "Tap here to confirm it.",
  },
  fr: {
    alert: "une alerte attend votre gouvernement",
    text: "un texte attend votre gouvernement",
    test: "Alerte d’essai : cet appareil est joint",
    open: "Ouvrez Tocsin pour la lire.",
    tap: "Touchez ici pour le confirmer.",
  },
  es: {
    alert: "una alerta espera a su gobierno",
    text: "un texto espera a su gobierno",
    test: "Alerta de prueba: este dispositivo recibe avisos",
    open: "Abra Tocsin para leerla.",
    tap: "Toque aquí para confirmarlo.",
  },
};

function read(event: PushEvent): Pushed {
  try {
    return (event.data?.json() ?? {}) as Pushed;
  } catch {
    return {}; // Something waits all the same.
  }
}

/** Says that something waits and how it is labelled. A code goes to an open page, which brings it back. */
async function told(said: Pushed): Promise<void> {
  const say = words[(said.language ?? "").slice(0, 2)] ?? words["en"]!;
  const icon = "/icon.svg";
  if (said.kind === "test") {
    const code = `${said.channel}.${said.code}`;
    const pages = await self.clients.matchAll({ type: "window" });
    for (const one of pages) one.postMessage({ code });
    const path = `/settings#${code}`;
    const body = pages.length > 0 ? "" : say.tap;
    return self.registration.showNotification(say.test, { tag: "test", body, icon, data: { path } });
  }
  const isText = said.kind === "procedure";
  const what = `TLP:${said.tlp ?? "?"} · ${isText ? say.text : say.alert}`;
  const path = said.id ? `/${isText ? "procedures" : "alerts"}/${said.id}` : "/inbox";
  const quiet = said.quiet === true;
  // What asks again rings again, though the first still lies there; TypeScript does not know the word.
  const shown: NotificationOptions & { renotify: boolean } = {
    tag: said.id ?? "tocsin",
    body: say.open,
    icon,
    silent: quiet,
    renotify: !quiet,
    data: { path },
  };
  return self.registration.showNotification(said.exercise ? `EXERCISE · ${what}` : what, shown);
}

self.addEventListener("push", (event) => event.waitUntil(told(read(event))));

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
