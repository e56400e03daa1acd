// Numbers, dates and names of countries as the reader's language writes them. Every instant names its zone.
// SPDX-License-Identifier: Apache-2.0
import { language } from "./catalogue.svelte";

const kept = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const locale = language() === "en" || language() === "en-XA" ? "en-GB" : language();
  const key = `${locale} ${zone} ${JSON.stringify(options)}`;
  const found = kept.get(key);
  if (found) return found;
  const made = new Intl.DateTimeFormat(locale, { hourCycle: "h23", ...options, timeZone: zone });
  kept.set(key, made);
  return made;
}

const hour: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit" };
const day: Intl.DateTimeFormatOptions = { weekday: "short", day: "numeric", month: "short" };

/** "19:22" */
export const time = (at: number, zone = "UTC"): string => format(zone, hour).format(at);
/** "19:22:03" */
export const second = (at: number, zone = "UTC"): string =>
  format(zone, { ...hour, second: "2-digit" }).format(at);
/** "Sat, 21 Nov" */
export const date = (at: number, zone = "UTC"): string => format(zone, day).format(at);
/** "21 November 2026" */
/** The time of today, the day of another day with it; in UTC. */
export const shortStamp = (at: number, now: number): string =>
  sameDay(at, now, "UTC") ? `${time(at)} UTC` : `${date(at)} ${time(at)} UTC`;

export const longDate = (at: number, zone = "UTC"): string =>
  format(zone, { day: "numeric", month: "long", year: "numeric" }).format(at);
/** "2026-11-21 19:22:03Z", for receipts and exports: the same in every language. */
export const stamp = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace("T", " ")}Z`;

export const sameDay = (a: number, b: number, zone: string): boolean => date(a, zone) === date(b, zone);

export function isZone(zone: string): boolean {
  try {
    format(zone, hour);
    return zone !== "";
  } catch {
    return false;
  }
}

/** The last part of a zone's name, which is a place people know: "Africa/Accra" is "Accra". */
export const placeOf = (zone: string): string => (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");

export const count = (value: number): string => value.toLocaleString(language());

export function country(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  try {
    return new Intl.DisplayNames([language()], { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}

export const countries = (codes: readonly string[]): string =>
  new Intl.ListFormat(language(), { type: "conjunction" }).format(codes.map(country));
