// What the feed brought, handed on once per animation frame. Nothing is folded here: whoever shows
// something asks the server again when an entry concerns it.
// SPDX-License-Identifier: Apache-2.0
import type { Event } from "#proto/event";
import type { Item } from "#proto/frame";

export type Kind = NonNullable<Event["event"]["case"]>;

export interface News {
  kinds: ReadonlySet<Kind>;
  subjects: ReadonlySet<string>;
  items: readonly Item[];
}

type Reader = (news: News) => void;

const readers = new Set<Reader>();
let waiting: Item[] = [];
let asked = false;

const names = ["alertId", "procedureId", "signalId", "subject", "duplicate"] as const;

/** The alerts, procedures and signals that an event concerns. */
export function subjectsOf(event: Event | undefined): string[] {
  const said = event?.event;
  if (!said?.case) return [];
  if (said.case === "deliveryRecorded") return said.value.deliveries.map((one) => one.alertId);
  if (said.case === "positionPrepared" || said.case === "positionReceivedLate")
    return [said.value.position?.procedureId ?? ""];
  const value = said.value as unknown as Record<string, unknown>;
  return names.map((name) => value[name]).filter((id): id is string => typeof id === "string" && id !== "");
}

function handOn(): void {
  asked = false;
  const items = waiting;
  waiting = [];
  const kinds = new Set(items.flatMap(({ event }) => (event?.event.case ? [event.event.case] : [])));
  const news = { items, kinds, subjects: new Set(items.flatMap(({ event }) => subjectsOf(event))) };
  for (const reader of readers) reader(news);
}

export function bring(items: readonly Item[]): void {
  waiting.push(...items);
  if (asked) return;
  asked = true;
  // A hidden page gets no animation frames, and still sounds its alerts.
  if (document.visibilityState === "visible") requestAnimationFrame(handOn);
  else setTimeout(handOn, 100);
}

/** Reads on until the answer is called. */
export function read(reader: Reader): () => void {
  readers.add(reader);
  return () => readers.delete(reader);
}
