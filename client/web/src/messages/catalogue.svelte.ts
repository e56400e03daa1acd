// Says the console's own words in the reader's language. English stands in each room's code; other
// languages are loaded when chosen. Texts of statements are content, and never pass through here.
// SPDX-License-Identifier: Apache-2.0

export type Language = "en" | "fr" | "es" | "en-XA";
export const languages: readonly Language[] = ["en", "fr", "es"];

type Text = string | Partial<Record<Intl.LDMLPluralRule, string>>;
type Table = Record<string, Text>;
type Parameters = Record<string, string | number>;
type Load = () => Promise<{ default: Table }>;

interface Room {
  readonly loads: Partial<Record<Language, Load>>;
  table: Table | undefined;
}

const rooms: Room[] = [];
let current = $state.raw<Language>("en");
let edition = $state(0); // grows when a table arrives: what was said before is said again
let plurals = new Intl.PluralRules("en");
let disguise = (text: string): string => text;

export const language = (): Language => current;

function fill(text: string, parameters: Parameters | undefined): string {
  if (!parameters) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = parameters[name];
    return value === undefined ? whole : typeof value === "number" ? value.toLocaleString(current) : value;
  });
}

function choose(text: Text, parameters: Parameters | undefined): string {
  if (typeof text === "string") return text;
  const form = plurals.select(Number(parameters?.["count"] ?? 0));
  return text[form] ?? text.other ?? "";
}

async function load(one: Room): Promise<void> {
  one.table = (await one.loads[current]?.())?.default;
  edition += 1;
}

/** Registers a room's words; answers what says them. */
export function room(english: Table, loads: Room["loads"]): (key: string, parameters?: Parameters) => string {
  const self: Room = { loads, table: undefined };
  rooms.push(self);
  if (current !== "en") void load(self);
  return (key, parameters) => {
    void edition;
    return fill(disguise(choose(self.table?.[key] ?? english[key] ?? key, parameters)), parameters);
  };
}

export async function speak(chosen: Language): Promise<void> {
  current = chosen;
  plurals = new Intl.PluralRules(chosen);
  disguise = chosen === "en-XA" ? (await import("./pseudo")).pseudo : (text) => text;
  await Promise.all(rooms.map(load));
  document.documentElement.lang = chosen;
}
