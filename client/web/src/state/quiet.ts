// The hours in which a person wants to hear only what cannot wait.
// SPDX-License-Identifier: Apache-2.0
import type { Subscription } from "#proto/event";
import { isZone, time } from "../messages/form";

const minuteOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

/** From a minute of the day until another, over midnight or not; the same minute twice: never. */
export function isQuiet(subscription: Subscription | undefined, at: number): boolean {
  if (!subscription) return false;
  const { quietFromMinute: from, quietUntilMinute: until, zone } = subscription;
  const minute = minuteOf(time(at, isZone(zone) ? zone : "UTC"));
  return from < until ? minute >= from && minute < until : from > until && (minute >= from || minute < until);
}
