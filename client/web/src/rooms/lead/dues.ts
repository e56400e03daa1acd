// What is due, from what the server says of procedures and of my government's debts. One instant, one line.
// SPDX-License-Identifier: Apache-2.0
import * as m from "#m/lead";
import { InboxView_Owed_Act as Act, type InboxView_Owed as Owed } from "#proto/view";
import { type ProcedureLine, type ProcedureView, ProcedureView_State as State } from "#proto/view";
import { ms } from "../../wire/bytes";

export interface Due {
  at: number;
  what: string;
  title: string;
  href: string;
}

export function duesOf(
  lines: readonly ProcedureLine[],
  views: readonly ProcedureView[],
  owed: readonly Owed[],
): Due[] {
  const closings = lines
    .filter((one) => one.state === State.OPEN && one.deadline > 0n)
    .map((one) => ({
      at: ms(one.deadline),
      what: m.due_closes(),
      title: one.title,
      href: `/procedures/${one.procedureId}`,
    }));
  const others = views.flatMap((view) => {
    const due = (at: bigint, what: string): Due => ({
      at: ms(at),
      what,
      title: view.title,
      href: `/procedures/${view.procedureId}`,
    });
    return [
      due(view.publishAt, m.due_published()),
      due(view.contestUntil, m.due_contest()),
      due(view.demarche?.slot ?? 0n, m.due_slot()),
      due(view.concluded?.followUpAt ?? 0n, m.due_follow_up()),
      ...view.needs.map(({ need }) => due(need?.by ?? 0n, m.due_need())),
    ].filter(({ at }) => at > 0);
  });
  // A promised answer to an alert; a position is due at its procedure's closing, which stands above.
  const promised = owed
    .filter((one) => one.act === Act.ACKNOWLEDGE && one.deadline > 0n)
    .map((one) => ({
      at: ms(one.deadline),
      what: m.due_promised(),
      title: one.title,
      href: `/alerts/${one.subject}`,
    }));
  return [...closings, ...others, ...promised];
}

const lately = 3_600_000; // what passed within the hour is still looked for

/** In their order, under the day that each falls on. */
export function byDay(dues: readonly Due[], now: number, dayOf: (at: number) => string): [string, Due[]][] {
  const days = new Map<string, Due[]>();
  for (const due of dues.filter(({ at }) => at > now - lately).toSorted((a, b) => a.at - b.at))
    days.set(dayOf(due.at), [...(days.get(dayOf(due.at)) ?? []), due]);
  return [...days];
}
