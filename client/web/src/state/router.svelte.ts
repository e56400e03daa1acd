// Which page is shown, by the path in the address. Pages are registered by their rooms
// (src/rooms/<room>/pages.ts).
// SPDX-License-Identifier: Apache-2.0
import type { Component } from "svelte";
import type { Role } from "#proto/event";

/** A page takes the id of its path, or nothing. */
export type PageComponent = Component<{ id: string }> | Component<Record<string, never>>;

export interface Page {
  /** "/alerts" or "/alerts/:id": an id is passed to the page; it is empty where the path has none. */
  path: string;
  load: () => Promise<{ default: PageComponent }>;
  /** Without it, whoever is logged in. */
  roles?: readonly Role[];
  /** Shown to who is not logged in, without the frame's navigation. */
  open?: boolean;
}

// Every room's pages, found by their place in the house: nobody edits a common list.
const found = import.meta.glob<{ pages: Page[] }>("../rooms/*/pages.ts", { eager: true });
// A page with a name of its own comes before one that takes an id: "/alerts/new" is no alert.
const pages = Object.values(found)
  .flatMap((room) => room.pages)
  .sort((a, b) => Number(a.path.includes(":")) - Number(b.path.includes(":")));

interface Place {
  path: string;
  page: Page | undefined;
  id: string;
}

function locate(path: string): Place {
  const parts = path.split("/");
  for (const page of pages) {
    const wanted = page.path.split("/");
    if (wanted.length !== parts.length) continue;
    if (!wanted.every((part, at) => part.startsWith(":") || part === parts[at])) continue;
    const at = wanted.findIndex((part) => part.startsWith(":"));
    return { path, page, id: at < 0 ? "" : decodeURIComponent(parts[at] ?? "") };
  }
  return { path, page: undefined, id: "" };
}

let current = $state.raw(locate(location.pathname));
let query = $state.raw(new URLSearchParams(location.search));

export const place = (): Place => current;
export const parameter = (name: string): string => query.get(name) ?? "";
export const isRegistered = (path: string): boolean => pages.some((page) => page.path === path);

function arrive(): void {
  current = locate(location.pathname);
  query = new URLSearchParams(location.search);
}

export function go(to: string, how: "push" | "replace" = "push"): void {
  if (to === location.pathname + location.search) return;
  history[how === "push" ? "pushState" : "replaceState"](null, "", to);
  arrive();
}

/** Back to where one came from, or to the inbox when this is where one came in. */
export const back = (): void => (history.length > 1 ? history.back() : go("/inbox", "replace"));

addEventListener("popstate", arrive);

/** Links are links; those of this console change the page without loading it. */
addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link || link.origin !== location.origin || link.target || link.hasAttribute("download")) return;
  if (
    event.defaultPrevented ||
    event.button !== 0 ||
    event.metaKey ||
    event.ctrlKey ||
    event.shiftKey ||
    event.altKey
  )
    return;
  if (link.hash && link.pathname === location.pathname) return;
  event.preventDefault();
  go(link.pathname + link.search);
});
