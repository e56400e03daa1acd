// Which log this browser trusts: the key it saw first, or one that its person pasted, and the last
// checkpoint that it
// verified. A later rewriting of what was verified here is found, whoever serves the page.
// SPDX-License-Identifier: Apache-2.0

const place = (origin: string): string => `tocsin.log.${origin}`;

export interface Trust {
  logKey: string;
  since: number;
  /** Of the last verification of the whole log that found it sound. */
  note?: string;
  size?: number;
  /** A checkpoint that its person brought along, and put here: every later verification is measured by it. */
  own?: string;
}

export const originOf = (note: string): string => note.split("\n", 1)[0] ?? "";

export function trustIn(origin: string): Trust | undefined {
  try {
    return JSON.parse(localStorage.getItem(place(origin)) ?? "null") as Trust | undefined ?? undefined;
  } catch {
    return undefined;
  }
}

/** The first key seen is kept from then on; another one later is not believed because it is shown. */
export function pin(origin: string, logKey: string, now: number): Trust {
  const known = trustIn(origin);
  if (known) return known;
  const trust = { logKey, since: now };
  localStorage.setItem(place(origin), JSON.stringify(trust));
  return trust;
}

export function keepCheckpoint(origin: string, note: string, size: number): void {
  const known = trustIn(origin);
  if (known) localStorage.setItem(place(origin), JSON.stringify({ ...known, note, size }));
}

/** What its person pasted, from here on: a key instead of the first one seen, a checkpoint beside the last. */
export function keepPasted(origin: string, pasted: { logKey?: string; note?: string }, now: number): void {
  const known = trustIn(origin);
  const logKey = pasted.logKey ?? known?.logKey;
  if (!logKey) return;
  const since = pasted.logKey ? now : (known?.since ?? now);
  const own = pasted.note ?? known?.own;
  localStorage.setItem(place(origin), JSON.stringify({ ...known, logKey, since, ...(own ? { own } : {}) }));
}

export function dropOwn(origin: string): void {
  const { own, ...rest } = trustIn(origin) ?? { own: undefined };
  if (own) localStorage.setItem(place(origin), JSON.stringify(rest));
}

/** As if this browser had never seen the log. */
export const forget = (origin: string): void => localStorage.removeItem(place(origin));

/** What somebody pasted: a key as it is published, or a checkpoint with the line under it. */
export function readPasted(text: string): { logKey?: string; note?: string } {
  const words = text.replaceAll("\r\n", "\n").trim();
  if (words === "") return {};
  return words.includes("\n") ? { note: `${words}\n` } : { logKey: words };
}
