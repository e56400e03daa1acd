// The values of the policy, as people write them ("15m", "24h", "50, 90") and as the schema has them.
// SPDX-License-Identifier: Apache-2.0
import { Policy_Whom as Whom } from "#proto/event";

const units: readonly (readonly [string, number])[] = [["d", 86_400_000], ["h", 3_600_000], ["m", 60_000],
  ["s", 1_000], ["ms", 1]];

/** In the largest unit that says it exactly. */
export function writeSpan(ms: bigint): string {
  if (ms === 0n) return "0";
  const [unit, size] = units.find(([, one]) => ms % BigInt(one) === 0n) ?? ["ms", 1];
  return `${ms / BigInt(size)}${unit}`;
}

export function readSpan(text: string): bigint | undefined {
  const found = /^(\d{1,12})\s*(d|h|m|s|ms)$/.exec(text.trim());
  if (text.trim() === "0") return 0n;
  const size = units.find(([unit]) => unit === found?.[2])?.[1];
  return found && size ? BigInt(found[1] ?? 0) * BigInt(size) : undefined;
}

const parts = (text: string): string[] => text.split(/[,;]/).map((part) => part.trim()).filter(Boolean);

function each<T>(text: string, read: (part: string) => T | undefined): T[] | undefined {
  const values = parts(text).map(read);
  return values.some((value) => value === undefined) ? undefined : (values as T[]);
}

export interface Rung { afterMs: bigint; whom: Whom }
const whoms: readonly (readonly [string, Whom])[] = [
  ["focal-points", Whom.FOCAL_POINTS], ["deputies-and-missions", Whom.DEPUTIES_AND_MISSIONS],
    ["call-list", Whom.CALL_LIST],
];

export const writeLadder = (ladder: readonly Rung[]): string =>
  ladder.map(({ afterMs, whom }) =>
    `${writeSpan(afterMs)}=${whoms.find(([, one]) => one === whom)?.[0] ?? ""}`).join(", ");
export const readLadder = (text: string): Rung[] | undefined => each(text, (part) => {
  const [span = "", word = ""] = part.split("=");
  const [afterMs, whom] = [readSpan(span), whoms.find(([name]) => name === word.trim())?.[1]];
  return afterMs !== undefined && whom !== undefined ? { afterMs, whom } : undefined;
});

const readCount = (text: string): number | undefined =>
  (/^\d{1,6}$/.test(text.trim()) ? Number(text) : undefined);

export type Form = "count" | "span" | "flag" | "counts" | "spans" | "ladder";
export type Value = number | bigint | boolean | number[] | bigint[] | Rung[];

export function write(form: Form, value: Value): string {
  switch (form) {
    case "span": return writeSpan(value as bigint);
    case "spans": return (value as bigint[]).map(writeSpan).join(", ");
    case "counts": return (value as number[]).join(", ");
    case "ladder": return writeLadder(value as Rung[]);
    default: return String(value);
  }
}

export function read(form: Form, text: string): Value | undefined {
  switch (form) {
    case "count": return readCount(text);
    case "span": return readSpan(text);
    case "flag": return text === "true";
    case "counts": return each(text, readCount);
    case "spans": return each(text, readSpan);
    case "ladder": return readLadder(text);
  }
}
