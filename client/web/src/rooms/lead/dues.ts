// What is due, from what the server says of procedures and of my government's debts. One instant, one line.
// SPDX-License-Identifier: Apache-2.0
import * as m from "#m/lead";
import { InboxView_Owed_Act as Act, type InboxView_Owed as Owed } from "#proto/view";
import { type ProcedureLine, type ProcedureView, ProcedureView_State as State } from "#proto/view";
import { ms } from "../../wire/bytes";
import { wayTo } from "../focal/ways";

export interface Due {
  at: number;
  what: string;
  title: string;
  href: string;
  /** Owed until it is done: it stands there though its instant has passed. */
  owed?: true;
}

/** What is owed by an instant of its own; a position is due at its procedure's closing. */
const owedWords: Partial<Record<Act, () => string>> = {
  [Act.ACKNOWLEDGE]: m.due_promised,
  [Act.WATCH_RECOVERY]: m.due_recovery,
};

/** A demarche that is still to be made. */
const awaited = new Set([State.DRAFT, State.CONSULTATION, State.OPEN, State.BROKEN, State.ADOPTED]);

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
      due(awaited.has(view.state) ? (view.demarche?.slot ?? 0n) : 0n, m.due_slot()),
      due(view.concluded?.followUpAt ?? 0n, m.due_follow_up()),
      ...view.needs.map(({ need }) => due(need?.by ?? 0n, m.due_need())),
    ].filter(({ at }) => at > 0);
  });
  const closing = new Set(closings.map(({ href }) => href));
  const promised = owed
    .filter((one) => one.deadline > 0n && !closing.has(wayTo(one)))
    .map((one) => ({
      at: ms(one.deadline),
      what: owedWords[one.act]?.() ?? m.due_answer(),
      title: one.title,
      href: wayTo(one),
      owed: true as const,
    }));
  return [...closings, ...others, ...promised];
}

const lately = 3_600_000; // what passed within the hour is still looked for

/** In their order, under the day that each falls on. */
export function byDay(dues: readonly Due[], now: number, dayOf: (at: number) => string): [string, Due[]][] {
  const days = new Map<string, Due[]>();
  for (const due of dues.filter(({ at, owed }) => owed || at > now - lately).toSorted((a, b) => a.at - b.at))
    days.set(dayOf(due.at), [...(days.get(dayOf(due.at)) ?? []), due]);
  return [...days];
}
