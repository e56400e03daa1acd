// Short words that pass: what was done, with a way back where there is one. Also the one polite and
// the one assertive voice for who listens instead of looking.
// SPDX-License-Identifier: Apache-2.0

export interface Toast {
  id: number;
  words: string;
  tone: "done" | "trouble";
  action?: { label: string; run: () => void };
}

const usual = 6_000;
let next = 1;

export const toasts = $state<Toast[]>([]);
export const voices = $state({ polite: "", assertive: "" });

export function dismiss(id: number): void {
  const at = toasts.findIndex((one) => one.id === id);
  if (at >= 0) toasts.splice(at, 1);
}

/** Shown for a while; ten seconds where something can be taken back. */
export function toast(
  words: string,
  more: Partial<Omit<Toast, "id" | "words">> & { for?: number } = {},
): number {
  const { for: lasts = more.action ? 10_000 : usual, ...rest } = more;
  const id = next++;
  toasts.push({ id, words, tone: "done", ...rest });
  if (toasts.length > 3) toasts.shift();
  setTimeout(() => dismiss(id), lasts);
  say(words);
  return id;
}

let last = { words: "", at: 0 };

/** Says it once: the same words again within some seconds stay silent. */
export function say(words: string, how: "polite" | "assertive" = "polite"): void {
  if (words === last.words && Date.now() - last.at < 5_000) return;
  last = { words, at: Date.now() };
  voices[how] = "";
  requestAnimationFrame(() => {
    voices[how] = words;
  });
}
