// Between an instant and what a clock on a wall shows: an author picks a date, a time and a zone, UTC is what
// is kept.
// SPDX-License-Identifier: Apache-2.0

export interface Wall {
  date: string; // "2026-11-23"
  time: string; // "09:00"
}

const parts = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  const found = parts.get(zone);
  if (found) return found;
  const made = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  parts.set(zone, made);
  return made;
}

export function wallOf(at: number, zone: string): Wall {
  const said = Object.fromEntries(
    clockOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  return {
    date: `${said["year"]}-${said["month"]}-${said["day"]}`,
    time: `${said["hour"]}:${said["minute"]}`,
  };
}

/**
 * Undefined while the date or the time is not whole. An hour that a clock change skips is the one after it.
 */
export function instantOf({ date, time }: Wall, zone: string): number | undefined {
  const wanted = Date.parse(`${date}T${time}:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || !/^\d{2}:\d{2}$/.test(time) || Number.isNaN(wanted))
    return undefined;
  const ahead = (at: number): number => {
    const shown = wallOf(at, zone);
    return Date.parse(`${shown.date}T${shown.time}:00Z`) - at;
  };
  const first = wanted - ahead(wanted);
  return wanted - ahead(first);
}

/** Whole minutes: a deadline is said to the minute. */
export const toMinute = (at: number): number => Math.ceil(at / 60_000) * 60_000;

/** The coming Monday's end of work, or today's if it is one: 17:00 in that zone. */
export function endOfMonday(now: number, zone: string): number {
  for (let days = 0; days < 8; days++) {
    const { date } = wallOf(now + days * 86_400_000, zone);
    const at = instantOf({ date, time: "17:00" }, zone);
    if (at !== undefined && at > now && new Date(`${date}T12:00:00Z`).getUTCDay() === 1) return at;
  }
  return now + 604_800_000;
}

/** Of "2026-11-22 17:00 (+03:00)", as the server writes a capital's time: 17. */
export const localHour = (local: string): number => Number(/ (\d{2}):\d{2}/.exec(local)?.[1] ?? NaN);

export const isNight = (local: string): boolean => {
  const hour = localHour(local);
  return hour >= 22 || hour < 7;
};
