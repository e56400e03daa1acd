// How a timeline is read: which lines, in which order. The groups are those of `tocsin timeline --only`;
// beside them stands
// what the server did by itself.
// SPDX-License-Identifier: Apache-2.0
import type { TimelineLine } from "#proto/view";
import { ms } from "../../wire/bytes";

export const groups = ["all", "decisions", "notifications", "texts", "system"] as const;
export type Group = (typeof groups)[number];
export type Order = "recorded" | "claimed";

const notifications = new Set(["delivery_recorded", "escalated", "answers_reminded", "review_fell_due"]);
const texts = new Set(["text_added", "translation_added", "comment_added", "note_added", "edit_contested",
  "review_written"]);

export function isIn(group: Group, line: TimelineLine): boolean {
  if (group === "all") return true;
  if (group === "system") return line.person.length === 0;
  if (group === "notifications") return notifications.has(line.kind);
  if (group === "texts") return texts.has(line.kind);
  return !notifications.has(line.kind) && !texts.has(line.kind);
}

export const isLate = ({ kind }: TimelineLine): boolean => kind === "position_received_late";

/** When it is said to have happened; where nothing is said, when it was received. */
export const claimedAt = (line: TimelineLine): number =>
  ms(line.claimedAt > 0n ? line.claimedAt : line.receivedAt);
export const timeOf = (line: TimelineLine, order: Order): number =>
  (order === "recorded" ? ms(line.recordedAt) : claimedAt(line));

export interface Cut {
  group: Group;
  party: string;
  words: string;
  order: Order;
  newestFirst: boolean;
}

export function cut(lines: readonly TimelineLine[], by: Cut): TimelineLine[] {
  const wanted = by.words.trim().toLowerCase();
  const kept = lines.filter((line) => isIn(by.group, line) && (by.party === "" || line.party === by.party)
    && (wanted === "" || line.words.toLowerCase().includes(wanted) || `#${line.index}` === wanted));
  if (by.order === "claimed") kept.sort((a, b) => claimedAt(a) - claimedAt(b) || Number(a.index - b.index));
  return by.newestFirst ? kept.reverse() : kept;
}

const iso = (at: bigint): string => (at > 0n ? new Date(ms(at)).toISOString() : "");

export const rows = (lines: readonly TimelineLine[]): (string | number)[][] => [
  ["index", "recorded_at", "received_at", "claimed_at", "party", "kind", "words"],
  ...lines.map((line) => [Number(line.index), iso(line.recordedAt), iso(line.receivedAt), iso(line.claimedAt),
    line.party, line.kind, line.words]),
];
