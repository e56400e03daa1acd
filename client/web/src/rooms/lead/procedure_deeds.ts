// What is done with a procedure from a sheet. Which of it is open now, to this reader, is what the server's
// view says (`next_steps`); nothing else is offered.
// SPDX-License-Identifier: Apache-2.0
import * as m from "#m/lead";
import * as steer from "#m/steer";
import { ProcedureDrafted_Kind as Kind, Role } from "#proto/event";
import { type ProcedureView, ProcedureView_State as State } from "#proto/view";
import { partyName } from "../../state/directory.svelte";
import { session } from "../../state/session.svelte";
import { ms } from "../../wire/bytes";
import { relabel } from "./alert_deeds";
import { type Asked, type Deed, instant, line } from "./deed";
import { demarcheDeeds } from "./demarche_deeds";
import { pledgeDeeds } from "./pledge_deeds";

const reason = (label = m.reason()): Asked => ({
  kind: "words",
  name: "reason",
  label,
  required: true,
  most: 1024,
});

/**
 * "We, the members of the Coalition", with fewer names than members: refused without a reason, which is
 * recorded.
 */
const override = (view: ProcedureView): Asked[] =>
  view.texts.at(-1)?.speaksForAll
    ? [{ kind: "words", name: "override", label: steer.override(), hint: steer.override_hint(), most: 1024 }]
    : [];

const all: ((view: ProcedureView) => Deed)[] = [
  ({ procedureId, tally }) => ({
    name: "remind",
    label: tally ? steer.remind({ count: tally.silent + tally.awaiting }) : steer.remind_all(),
    icon: "alert",
    follows: steer.remind_follows(),
    done: steer.remind_done(),
    asks: [],
    command: () => ({ case: "remind", value: { procedureId, parties: [] } }),
  }),
  ({ procedureId, deadline }) => ({
    name: "extend_deadline",
    label: steer.extend(),
    icon: "clock",
    follows: steer.extend_follows(),
    done: steer.extend_done(),
    asks: [
      {
        kind: "instant",
        name: "until",
        label: steer.new_deadline(),
        required: true,
        steps: [1, 2, 4, 24],
        from: ms(deadline),
        capitals: procedureId,
      },
      reason(),
    ],
    command: (said) => ({
      case: "extendDeadline",
      value: { procedureId, newDeadline: instant(said, "until"), reason: line(said, "reason") },
    }),
  }),
  ({ procedureId }) => ({
    name: "continue_procedure",
    label: steer.go_on(),
    follows: steer.go_on_follows(),
    done: steer.go_on_done(),
    asks: [reason()],
    command: (said) => ({ case: "continueProcedure", value: { procedureId, reason: line(said, "reason") } }),
  }),
  ({ procedureId }) => ({
    name: "open_consultation",
    label: steer.consult(),
    follows: steer.consult_follows(),
    done: steer.consult_done(),
    asks: [{ kind: "instant", name: "until", label: steer.comments_by(), steps: [4, 24, 48] }],
    command: (said) => ({ case: "openConsultation", value: { procedureId, until: instant(said, "until") } }),
  }),
  ({ procedureId, version }) => ({
    name: "issue_as_chair",
    label: steer.issue(),
    follows: steer.issue_follows(),
    done: steer.issue_done(),
    asks: [],
    command: () => ({ case: "issueAsChair", value: { procedureId, version } }),
  }),
  ({ procedureId, unreached }) => ({
    name: "proceed_unreached",
    label: steer.proceed(),
    follows: steer.proceed_follows({ parties: unreached.map(partyName).join(", ") }),
    done: steer.proceed_done(),
    asks: [reason()],
    command: (said) => ({ case: "proceedUnreached", value: { procedureId, reason: line(said, "reason") } }),
  }),
  (view) => ({
    name: "publish_procedure",
    label: steer.publish(),
    follows: steer.publish_follows({ count: view.signatories.length }),
    done: steer.publish_done(),
    asks: override(view),
    command: (said) => ({
      case: "publishProcedure",
      value: { procedureId: view.procedureId, overrideReason: line(said, "override") },
    }),
  }),
  (view) => ({
    name: "set_embargo",
    label: view.publishAt > 0n ? steer.move_embargo() : steer.embargo(),
    follows: steer.embargo_follows(),
    done: steer.embargo_done(),
    asks: [
      {
        kind: "instant",
        name: "at",
        label: steer.publish_at(),
        required: true,
        value: ms(view.publishAt),
        steps: [2, 12, 24],
      },
      ...override(view),
    ],
    command: (said) => ({
      case: "setEmbargo",
      value: {
        procedureId: view.procedureId,
        publishAt: instant(said, "at"),
        overrideReason: line(said, "override"),
      },
    }),
  }),
  ({ procedureId }) => ({
    name: "withdraw_procedure",
    label: steer.withdraw(),
    follows: steer.withdraw_follows(),
    done: steer.withdraw_done(),
    grave: true,
    asks: [reason()],
    command: (said) => ({ case: "withdrawProcedure", value: { procedureId, reason: line(said, "reason") } }),
  }),
  ({ procedureId }) => ({
    name: "archive_procedure",
    label: steer.archive(),
    follows: steer.archive_follows(),
    done: steer.archive_done(),
    asks: [],
    command: () => ({ case: "archiveProcedure", value: { procedureId } }),
  }),
];

/** Pages instead of sheets: what needs room to be written. */
export interface WayOn {
  name: string;
  label: string;
  href: string;
}

/** At its end without a text to publish: another may follow it. */
const ended: readonly State[] = [State.BROKEN, State.LAPSED, State.WITHDRAWN];
/** With a result: there is a list of names, and what goes out with it. */
const resulted: readonly State[] = [
  State.ADOPTED,
  State.EMBARGOED,
  State.PUBLISHED,
  State.DELIVERED,
  State.ARCHIVED,
];

export function waysOn({ procedureId, kind, nextSteps, texts, state }: ProcedureView): WayOn[] {
  const pages: [string, string, string][] = [
    ["add_text", texts.length > 0 ? steer.revise_text() : steer.write_text(), "text"],
    ["set_needs", steer.set_needs(), "terms"],
    ["arrange_demarche", steer.arrange(), "terms"],
    ["open_procedure", kind === Kind.PLEDGE_CALL ? steer.open_call() : steer.open_for_positions(), "open"],
  ];
  const open = pages
    .filter(([name]) => nextSteps.includes(name))
    .map(([name, label, page]) => ({ name, label, href: `/procedures/${procedureId}/${page}` }));
  const translates = nextSteps.includes("add_translation") && !nextSteps.includes("add_text");
  const others: WayOn[] = [
    ...(resulted.includes(state)
      ? [{ name: "pack", label: steer.pack(), href: `/procedures/${procedureId}/pack` }]
      : []),
    ...(ended.includes(state) && session.has(Role.LEAD, Role.PENHOLDER, Role.CHAIR)
      ? [{ name: "linked", label: steer.draft_linked(), href: `/procedures/new?linked=${procedureId}` }]
      : []),
  ];
  return translates
    ? [
        ...open,
        ...others,
        { name: "add_translation", label: steer.add_translation(), href: `/procedures/${procedureId}/text` },
      ]
    : [...open, ...others];
}

export function procedureDeeds(view: ProcedureView): Deed[] {
  const made = all.map((make) => make(view));
  const of = [
    ...made,
    ...(view.kind === Kind.DEMARCHE ? demarcheDeeds(view) : []),
    ...(view.kind === Kind.PLEDGE_CALL ? pledgeDeeds(view) : []),
  ];
  const open = session.readOnly ? [] : of.filter(({ name }) => view.nextSteps.includes(name));
  // The table of acts has no row for labels: who steers may change them while anything may still be done.
  const steers = open.length > 0 && session.has(Role.LEAD, Role.CHAIR, Role.PENHOLDER);
  return steers ? [...open, relabel(view.procedureId, view.label, [], false)] : open;
}
