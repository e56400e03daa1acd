// Acts that wait for the connection: shown where they were made, with a way to take them back.
// SPDX-License-Identifier: Apache-2.0
import { session } from "./session.svelte";

export interface Pending {
  id: string;
  subject: string;
  kind: string;
  since: number;
  text: string; // of a note
}

let pending = $state.raw<Pending[]>([]);

session.connection.outbox.onChange = () => {
  pending = session.connection.outbox.waiting().map(({ id, act, since }) => {
    const value = act.value as { alertId?: string; subject?: string; text?: string } | undefined;
    const subject = value?.alertId ?? value?.subject ?? "";
    return { id, since, kind: act.case ?? "", subject, text: value?.text ?? "" };
  });
};

/** Not yet answered for, and the connection is away: else it is only on its way. */
export const allWaiting = (subject: string, kind: string): Pending[] =>
  session.state === "live" ? [] : pending.filter((one) => one.subject === subject && one.kind === kind);

export const waitingFor = (subject: string, kind: string): Pending | undefined =>
  allWaiting(subject, kind)[0];

export const takeBack = (id: string): void => session.connection.outbox.drop(id);
