// How long to wait before the next try: longer each time, spread so that forty governments do not
// return at once.
// SPDX-License-Identifier: Apache-2.0

const first = 250;
const longest = 15_000;

export const spread = (most: number, chance = Math.random): number =>
  Math.round(most / 2 + (chance() * most) / 2);

export const backoff = (attempt: number, chance = Math.random): number =>
  spread(Math.min(longest, first * 2 ** Math.min(attempt, 10)), chance);

/** 1012 says it in its reason: `retry_after_ms=<n>`. */
export function retryAfter(reason: string): number | undefined {
  const found = /retry_after_ms=(\d{1,7})/.exec(reason);
  return found ? Number(found[1]) : undefined;
}

/** What a close code means for whether to come back, and when. */
export function comeBack(code: number, reason: string, attempt: number): number | "never" {
  if (code === 4401 || code === 4403 || code === 4450) return "never";
  const said = retryAfter(reason);
  if (said !== undefined) return said + spread(500);
  if (code === 4413) return 0; // slow to read: the cursor says where it was
  if (code === 1013 || code === 4429 || code === 1008) return 5000 + backoff(attempt);
  return backoff(attempt);
}
