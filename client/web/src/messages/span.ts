// Spans of time in words: how long until a deadline, how long ago something was.
// SPDX-License-Identifier: Apache-2.0
import * as m from "#m/frame";

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

export type Phase = "far" | "near" | "soon" | "closing" | "closed";

export function phaseOf(left: number): Phase {
  if (left <= 0) return "closed";
  if (left < 10 * minute) return "closing";
  if (left < 2 * hour) return "soon";
  return left <= 2 * day ? "near" : "far";
}

const two = (value: number): string => String(value).padStart(2, "0");

/** "3 days", "6 h 12 min", "1:41:52", "9:07": what a countdown says. */
export function leftWords(left: number): string {
  const seconds = Math.ceil(left / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  switch (phaseOf(left)) {
    case "far":
      return m.span_days({ count: Math.floor(left / day) });
    case "near":
      return m.span_hours({ hours, minutes: two(minutes) });
    default:
      return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
  }
}

/** "now", "8 min", "2 h 05 min", "3 days": an age, in whole units. */
export function span(length: number): string {
  if (length < minute) return m.span_seconds({ seconds: Math.max(0, Math.floor(length / 1000)) });
  if (length < hour) return m.span_minutes({ minutes: Math.floor(length / minute) });
  if (length < 2 * day)
    return m.span_hours({ hours: Math.floor(length / hour), minutes: two(Math.floor(length / minute) % 60) });
  return m.span_days({ count: Math.floor(length / day) });
}

export const ago = (at: number, now: number): string => m.ago({ span: span(Math.max(0, now - at)) });

/** The marks at which a deadline is said aloud, once each. */
export const marks = [day, 6 * hour, hour, 15 * minute, 5 * minute, minute, 0] as const;
