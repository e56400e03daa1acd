// What `tocsin export --redact` leaves out (docs/LOG_FORMAT.md 14): salt and payload of every entry about a
// case whose last label is that one or stricter. Headers and proofs stay, so that the rest is still proven.
// SPDX-License-Identifier: Apache-2.0
import type { Tlp } from "#proto/event";
import type { Given } from "./proof/entry";
import { Message } from "./proof/wire_format";

/** Field numbers of `tocsin.v1.Event`: of alerts and procedures, from the first to the last. */
const [first, last] = [30, 88];
const [merged, delivered, late, relabelled, drafted, prepared] = [39, 40, 54, 43, 50, 63];
/** Where an event of a kind has an alert's content, and where in that the label is. */
const contentOf: Readonly<Record<number, number>> = { 30: 3, 31: 3, 32: 4, 33: 5 };
const labelOfContent = 18;

interface Read {
  kind: number;
  what: Message;
}

function read({ payload }: Given): Read | undefined {
  if (payload.length === 0) return undefined;
  const event = new Message(payload);
  const kind = event.numbersOfFields.find((number) => number > 2) ?? 0;
  return kind >= first && kind <= last ? { kind, what: event.message(kind) } : undefined;
}

/** The case of an event is its first field; of a delivery, a merge and a position not yet given, deeper. */
function casesOf({ kind, what }: Read): string[] {
  if (kind === delivered) return what.messages(1).map((one) => one.text(1));
  if (kind === late || kind === prepared) return [what.message(1).text(1)];
  return kind === merged ? [what.text(1), what.text(2)] : [what.text(1)];
}

function labelIn({ kind, what }: Read): Tlp | 0 {
  const content = contentOf[kind];
  if (content) return what.message(content).number(labelOfContent);
  if (kind === drafted) return what.number(6);
  return kind === relabelled ? what.number(2) : 0;
}

const nothing = new Uint8Array();

/** The same entries, without what is labelled `from` or stricter; and of how many that is. */
export function redact(entries: readonly Given[], from: Tlp): { entries: Given[]; left: number } {
  const labels = new Map<string, Tlp>();
  const events = entries.map(read);
  for (const event of events) {
    const label = event ? labelIn(event) : 0;
    if (event && label > 0) labels.set(casesOf(event)[0] ?? "", label);
  }
  let left = 0;
  const kept = entries.map((one, at) => {
    const event = events[at];
    if (!event || !casesOf(event).some((id) => (labels.get(id) ?? 0) >= from)) return one;
    left += 1;
    return { ...one, salt: nothing, payload: nothing };
  });
  return { entries: kept, left };
}
