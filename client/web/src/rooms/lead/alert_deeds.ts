// What may be done with an alert that is there: what the server's view of it names as next steps.
// SPDX-License-Identifier: Apache-2.0
import * as m from "#m/lead";
import * as raise from "#m/raise";
import {
  Role,
  Situation_Status as Situation,
  Tlp,
} from "#proto/event";
import { When_Precision as Precision } from "#proto/event";
import { type AlertView, AlertView_State as State } from "#proto/view";
import { situation } from "../../messages/terms";
import { session } from "../../state/session.svelte";
import { colleagues } from "../../state/directory.svelte";
import { type Asked, type Deed, type Said, instant, line, several } from "./deed";
import { labels } from "./options";

const reason: Asked = { kind: "words", name: "reason", label: m.reason(), required: true, most: 1024 };

const statuses = () =>
  [Situation.RESTORED, Situation.PARTLY_RESTORED, Situation.ONGOING, Situation.UNKNOWN].map((value) => ({
    value,
    label: situation(value),
  }));
const asksSituation = (): Asked[] => [
  { kind: "one", name: "status", label: raise.situation(), required: true, options: statuses() },
  { kind: "instant", name: "when", label: raise.situation_since() },
  { kind: "line", name: "source", label: raise.situation_source(), most: 1024 },
];
const situationOf = (said: Said) => ({
  status: Number(said["status"]) as Situation,
  source: line(said, "source"),
  ...(instant(said, "when") > 0n
    ? { when: { at: instant(said, "when"), precision: Precision.INSTANT_OF_DAY, estimated: false } }
    : {}),
});

/** Of an alert or a procedure. RED names persons; a lead knows those of its own government. */
export const relabel = (subject: string, label: Tlp, parties: string[], hidden: boolean): Deed => ({
  name: "relabel",
  label: m.relabel(),
  follows: m.relabel_follows(),
  done: m.relabel_done(),
  asks: [
    {
      kind: "one",
      name: "label",
      label: m.label(),
      required: true,
      value: label,
      options: labels().filter(({ value }) => value !== Tlp.RED || colleagues().length > 0),
    },
    { kind: "parties", name: "parties", label: m.recipients(), hint: m.recipients_hint(), value: parties },
    { kind: "tick", name: "hidden", label: m.do_not_publicise(), value: hidden },
    reason,
  ],
  command: (said) => {
    const red = Number(said["label"]) === Tlp.RED;
    const persons = red ? colleagues().map((one) => one.person) : [];
    const named = several(said, "parties");
    return {
      case: "relabel",
      value: {
        subject,
        label: Number(said["label"]) as Tlp,
        doNotPublicise: said["hidden"] === true,
        reason: line(said, "reason"),
        ...(named.length + persons.length > 0 ? { audience: { parties: named, persons } } : {}),
      },
    };
  },
});

const ringAgain = ({ alertId }: AlertView): Deed => ({
  name: "ring_again",
  label: raise.ring_again(),
  icon: "alert",
  follows: raise.ring_again_follows(),
  done: raise.ring_again_done(),
  asks: [],
  command: () => ({ case: "ringAgain", value: { alertId, parties: [] } }),
});

const report = ({ alertId }: AlertView): Deed => ({
  name: "report_situation",
  label: raise.report_situation(),
  follows: raise.report_situation_follows(),
  done: raise.report_situation_done(),
  asks: asksSituation(),
  command: (said) => ({ case: "reportSituation", value: { alertId, situation: situationOf(said) } }),
});

const close = ({ alertId, message }: AlertView): Deed => ({
  name: "close_alert",
  label: raise.close_alert(),
  follows: raise.close_alert_follows(),
  done: raise.close_alert_done(),
  grave: true,
  asks: [...asksSituation(), { kind: "words", name: "note", label: raise.note_words(), most: 2048 }],
  command: (said) => ({
    case: "closeAlert",
    value: { alertId, predecessor: message, situation: situationOf(said), note: line(said, "note") },
  }),
});

const cancel = ({ alertId, message }: AlertView): Deed => ({
  name: "cancel_alert",
  label: raise.cancel_alert(),
  follows: raise.cancel_alert_follows(),
  done: raise.cancel_alert_done(),
  grave: true,
  asks: [reason],
  command: (said) => ({
    case: "cancelAlert",
    value: { alertId, predecessor: message, reason: line(said, "reason") },
  }),
});

const merge = ({ alertId }: AlertView, others: readonly { id: string; label: string }[]): Deed => ({
  name: "merge_alerts",
  label: raise.merge_alerts(),
  follows: raise.merge_alerts_follows(),
  done: raise.merge_alerts_done(),
  grave: true,
  asks: [
    {
      kind: "one",
      name: "other",
      label: raise.merge_which(),
      required: true,
      options: others.map(({ id, label }) => ({ value: id, label })),
    },
    reason,
  ],
  command: (said) => ({
    case: "mergeAlerts",
    value: { alertId, duplicate: line(said, "other"), reason: line(said, "reason") },
  }),
});

export const mayRaise = (): boolean => session.has(Role.LEAD, Role.SUPPORT);
export function alertDeeds(view: AlertView, others: readonly { id: string; label: string }[]): Deed[] {
  const { content, nextSteps } = view;
  if (!content || session.readOnly) return [];
  const { label, audience, doNotPublicise } = content;
  const deeds = [
    ringAgain(view),
    report(view),
    relabel(view.alertId, label, audience?.parties ?? [], doNotPublicise),
    ...(others.length > 0 ? [merge(view, others)] : []),
    close(view),
    ...(view.state === State.DRAFT ? [] : [cancel(view)]),
  ];
  return deeds.filter(({ name }) => nextSteps.includes(name));
}
