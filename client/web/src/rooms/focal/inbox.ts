// How the inbox is laid out: sections that are never mixed. What is owed is what the server
// says is owed.
// SPDX-License-Identifier: Apache-2.0
import { Position_Stance as Stance } from "#proto/event";
import {
  type AlertLine,
  AlertView_State as AlertState,
  type InboxView,
  type InboxView_Owed as Owed,
} from "#proto/view";
import { InboxView_Owed_Act as Act, type ProcedureLine, ProcedureView_State as State } from "#proto/view";
import { byUrgency } from "../../state/urgency";

export interface Sections {
  decisions: Owed[];
  alerts: Owed[];
  signals: Owed[];
  information: AlertLine[];
  answeredAlerts: AlertLine[];
  answeredProcedures: ProcedureLine[];
}

const byNewest = (a: { mineAt: bigint }, b: { mineAt: bigint }): number => Number(b.mineAt - a.mineAt);
const gravity = (owed: Owed): number => (owed.severity === 0 ? 9 : owed.severity);

export function sections(
  inbox: InboxView,
  alerts: readonly AlertLine[],
  procedures: readonly ProcedureLine[],
): Sections {
  const owed = new Set(inbox.owed.map((one) => one.subject));
  const live = alerts.filter((one) => one.state === AlertState.LIVE && !owed.has(one.alertId));
  const byGravity = (a: Owed, b: Owed): number => gravity(a) - gravity(b) || Number(a.since - b.since);
  return {
    decisions: inbox.owed
      .filter((one) => one.act !== Act.ACKNOWLEDGE && one.act !== Act.SIGNAL)
      .sort(byUrgency),
    alerts: inbox.owed.filter((one) => one.act === Act.ACKNOWLEDGE).sort(byGravity),
    signals: inbox.owed.filter((one) => one.act === Act.SIGNAL).sort(byUrgency),
    information: live.filter((one) => !one.mineAcknowledged),
    answeredAlerts: live.filter((one) => one.mineAcknowledged).sort(byNewest),
    answeredProcedures: procedures
      .filter(
        (one) =>
          one.state === State.OPEN && one.mine !== Stance.STANCE_UNSPECIFIED && !owed.has(one.procedureId),
      )
      .sort(byNewest),
  };
}
