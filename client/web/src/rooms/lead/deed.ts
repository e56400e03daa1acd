// An act that a sheet asks the particulars of: what it is called, what it leads to, what it needs, the
// command it becomes.
// SPDX-License-Identifier: Apache-2.0
import type { IconName } from "../../ui/icons";
import type { Act } from "../../wire/outbox";

interface Base {
  name: string;
  label: string;
  hint?: string;
  required?: boolean | ((said: Said) => boolean);
  /** Asked only then; what is not asked is not sent. */
  when?: (said: Said) => boolean;
}
export type Asked =
  | (Base & { kind: "line" | "words"; most: number; value?: string })
  | (Base & { kind: "number"; most: number; value?: number })
  | (Base & { kind: "instant"; value?: number; steps?: readonly number[]; from?: number; capitals?: string })
  | (Base & {
      kind: "one";
      options: readonly { value: string | number; label: string; hint?: string; lang?: string }[];
      value?: string | number;
    })
  | (Base & { kind: "tick"; value?: boolean })
  | (Base & { kind: "parties"; governments?: boolean; value?: string[] });

export type Said = Record<string, string | number | boolean | string[] | undefined>;

export interface Deed {
  name: string;
  label: string;
  icon?: IconName;
  /** What follows from it, for whom: said above its button. */
  follows: string;
  asks: readonly Asked[];
  /** May leave texts with the server first. */
  command: (said: Said) => Act | Promise<Act>;
  done: string;
  grave?: boolean;
}

const empty: Record<Asked["kind"], Said[string]> = {
  line: "",
  words: "",
  number: "",
  instant: 0,
  one: undefined,
  tick: false,
  parties: [],
};
/** What a sheet shows before anything is said. */
export const begin = ({ asks }: Deed): Said =>
  Object.fromEntries(asks.map(({ name, kind, value }) => [name, value ?? empty[kind]]));

export const line = (said: Said, name: string): string =>
  String(said[name] ?? "")
    .trim()
    .normalize("NFC");
export const instant = (said: Said, name: string): bigint => BigInt(Number(said[name] ?? 0));
export const several = (said: Said, name: string): string[] => (said[name] as string[] | undefined) ?? [];

export const isAsked = ({ when }: Asked, said: Said): boolean => when?.(said) ?? true;
export const isRequired = ({ required }: Asked, said: Said): boolean =>
  typeof required === "function" ? required(said) : (required ?? false);

/** What was said to what is asked: a field that went away with another choice says nothing. */
export const answers = ({ asks }: Deed, said: Said): Said =>
  Object.fromEntries(
    asks.map((one) => [one.name, isAsked(one, said) ? said[one.name] : empty[one.kind]]),
  );

export const lacks = (asked: Asked, said: Said): boolean => {
  const value = said[asked.name];
  if (!isAsked(asked, said) || !isRequired(asked, said)) return false;
  if (Array.isArray(value)) return value.length === 0;
  return value === undefined || value === 0 || String(value).trim() === "";
};
