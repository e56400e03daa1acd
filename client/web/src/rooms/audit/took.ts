// How long something took, to the second: "0:00:41", "26:03:10", and in days beyond two of them.
// SPDX-License-Identifier: Apache-2.0
import { day, hour, minute, span } from "../../messages/span";

const second = 1000;
const two = (value: number): string => String(value).padStart(2, "0");

/** Lengths that people say: "15 min", "1 h", "24 h". */
export const lengthWords = (ms: number): string =>
  (ms % hour === 0 && ms <= 2 * day ? `${ms / hour} h` : span(ms));

export function took(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return "–";
  const seconds = Math.round(ms / 1000);
  if (ms >= 2 * day) return span(ms);
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
const steps = [second, 5 * second, 15 * second, minute, 5 * minute, 15 * minute, hour, 4 * hour, 12 * hour,
  day, 3 * day, 7 * day, 30 * day];

/** Marks of a time axis that ends at `until`: at most six, at lengths that people say. */
export function ticks(until: number): { at: number; words: string }[] {
  const step = steps.find((one) => until / one <= 6) ?? until;
  return Array.from({ length: Math.floor(until / step) + 1 },
    (_, n) => ({ at: n * step, words: n === 0 ? "0" : lengthWords(n * step) }));
}
