// The close of a procedure as a calendar entry (RFC 5545), made here: an instant in UTC, with two reminders.
// Without its title, as `tocsin calendar --ics`: a calendar is copied to telephones and clouds that no label
// follows. And under the same name, so that an entry of the one is moved by the other, not doubled.
// SPDX-License-Identifier: Apache-2.0
import * as m from "#m/reading";
import { Realm } from "#proto/event";
import type { ProcedureView } from "#proto/view";
import { instrument } from "../../messages/words";
import { session } from "../../state/session.svelte";

const compact = (at: number): string => `${new Date(at).toISOString().replace(/[-:]/g, "").slice(0, 15)}Z`;
const escaped = (text: string): string => text.replace(/([\\;,])/g, "\\$1").replaceAll("\n", "\\n");
/**
 * A line is at most 75 octets; what is longer goes on behind a space. Our words are cut by
 * characters: never within one.
 */
const folded = (line: string): string => line.match(/.{1,24}/gu)?.join("\r\n ") ?? "";
const alarm = (before: string): string[] => [
  "BEGIN:VALARM",
  "ACTION:DISPLAY",
  "DESCRIPTION:Tocsin",
  `TRIGGER:-${before}`,
  "END:VALARM",
];

export function calendar(view: ProcedureView, origin: string, address: string): string {
  const at = Number(view.deadline);
  const exercise = view.realm === Realm.EXERCISE ? "EXERCISE " : "";
  const summary = m.entry_close({ id: view.procedureId, kind: instrument(view.kind) });
  return (
    [
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "PRODID:-//Tocsin//console//EN",
      "BEGIN:VEVENT",
      `UID:${view.procedureId}@${origin}`,
      `DTSTAMP:${compact(Number(view.openedAt) || at)}`,
      `DTSTART:${compact(at)}`,
      `DTEND:${compact(at)}`,
      `SUMMARY:${exercise}${escaped(summary)}`,
      `URL:${address}`,
      ...alarm("PT1H"),
      ...alarm("PT15M"),
      "END:VEVENT",
      "END:VCALENDAR",
    ]
      .map(folded)
      .join("\r\n") + "\r\n"
  );
}

/** As the address of a link that downloads it; made once for each procedure and deadline. */
let made = { key: "", url: "" };
export function closeTime(view: ProcedureView): string {
  const key = `${view.procedureId} ${view.deadline}`;
  if (made.key !== key) {
    URL.revokeObjectURL(made.url);
    const address = new URL(`/procedures/${view.procedureId}`, location.origin).href;
    const text = calendar(view, session.connection.challenge?.origin ?? "tocsin", address);
    made = { key, url: URL.createObjectURL(new Blob([text], { type: "text/calendar" })) };
  }
  return made.url;
}
