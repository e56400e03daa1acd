// What is done with a pledge call: pledge for one's government, take it back, record what was given.
// SPDX-License-Identifier: Apache-2.0
import * as m from "#m/lead";
import * as steer from "#m/steer";
import { type Need, Need_Kind as NeedKind, Pledge_Visibility as Visibility, Role } from "#proto/event";
import type { PledgeLine, ProcedureView } from "#proto/view";
import { partyName } from "../../state/directory.svelte";
import { session } from "../../state/session.svelte";
import { same } from "../../wire/bytes";
import { type Asked, type Deed, instant, line } from "./deed";

export const needWords: Partial<Record<NeedKind, () => string>> = {
  [NeedKind.MONEY]: steer.need_money,
  [NeedKind.EQUIPMENT]: steer.need_equipment,
  [NeedKind.CONNECTIVITY]: steer.need_connectivity,
  [NeedKind.EXPERTISE]: steer.need_expertise,
  [NeedKind.SHELTER]: steer.need_shelter,
  [NeedKind.OTHER_NEED]: steer.need_other,
};

const amount = (hint: string, value: bigint): Asked => ({
  kind: "number",
  name: "amount",
  label: steer.amount(),
  hint,
  most: 1e15,
  ...(value > 0n ? { value: Number(value) } : {}),
});
const whole = (value: unknown): bigint => BigInt(Math.trunc(Number(value ?? 0)));

const needLabel = (need: Need): string => `${needWords[need.kind]?.() ?? ""}: ${need.words}`;
export const ofNeed = (view: ProcedureView, needId: string): string => {
  const need = view.needs.find((one) => one.need?.needId === needId)?.need;
  return need ? needLabel(need) : needId;
};

export const ownPledges = (view: ProcedureView): PledgeLine[] =>
  view.pledges.filter((one) => one.party === session.party);

/** What is asked first: of which need, or of that one. */
const which = (options: { value: string; label: string }[], needId?: string): Asked => ({
  kind: "one",
  name: "need",
  label: steer.need(),
  required: true,
  options: needId === undefined ? options : options.filter(({ value }) => value === needId),
  ...(needId === undefined ? {} : { value: needId }),
});

/** Of a need that is pledged for already: begins with that pledge, which it replaces. */
export function makePledge(view: ProcedureView, needId?: string): Deed {
  const { procedureId } = view;
  const needs = view.needs.flatMap(({ need }) =>
    need ? [{ value: need.needId, label: needLabel(need) }] : [],
  );
  const before = ownPledges(view).find((one) => one.pledge?.needId === needId)?.pledge;
  return {
    name: "make_pledge",
    label: before ? steer.change_pledge() : steer.pledge({ party: session.who?.partyName ?? "" }),
    follows: steer.pledge_follows(),
    done: steer.pledge_done(),
    asks: [
      which(needs, needId),
      amount(steer.amount_hint(), before?.amount ?? 0n),
      { kind: "words", name: "kind", label: steer.in_kind(), most: 1024, value: before?.inKind ?? "" },
      {
        kind: "words",
        name: "conditions",
        label: steer.conditions(),
        most: 2048,
        value: before?.conditions ?? "",
      },
      {
        kind: "one",
        name: "visibility",
        label: steer.who_sees(),
        required: true,
        options: [
          { value: Visibility.DONORS, label: steer.seen_by_donors() },
          { value: Visibility.MEMBERS, label: steer.seen_by_members() },
        ],
        ...(before ? { value: before.visibility } : {}),
      },
    ],
    command: (said) => ({
      case: "makePledge",
      value: {
        procedureId,
        pledge: {
          needId: line(said, "need"),
          amount: whole(said["amount"]),
          inKind: line(said, "kind"),
          conditions: line(said, "conditions"),
          visibility: Number(said["visibility"]) as Visibility,
        },
      },
    }),
  };
}

export function takePledgeBack(view: ProcedureView, needId?: string): Deed {
  const { procedureId } = view;
  const own = ownPledges(view).map(({ pledge }) => pledge?.needId ?? "");
  return {
    name: "take_pledge_back",
    label: steer.take_pledge_back(),
    follows: steer.take_pledge_back_follows(),
    done: steer.take_pledge_back_done(),
    grave: true,
    asks: [
      which(
        own.map((value) => ({ value, label: ofNeed(view, value) })),
        needId,
      ),
      { kind: "words", name: "reason", label: m.reason(), required: true, most: 1024 },
    ],
    command: (said) => ({
      case: "takePledgeBack",
      value: { procedureId, needId: line(said, "need"), reason: line(said, "reason") },
    }),
  };
}

/** A capital records what it gave itself; who runs the call, what any of them gave. */
export function recordFulfilment(view: ProcedureView, needId?: string): Deed {
  const { procedureId } = view;
  const runsIt = session.has(Role.SUPPORT) || same(view.penholder, session.who?.person ?? new Uint8Array());
  const lines = view.pledges.filter((one) =>
    needId === undefined
      ? runsIt || one.party === session.party
      : one.party === session.party && one.pledge?.needId === needId,
  );
  const gifts = lines.map(({ party, pledge }) => ({
    value: `${party} ${pledge?.needId ?? ""}`,
    label: `${partyName(party)}, ${ofNeed(view, pledge?.needId ?? "")}`,
  }));
  const [only] = lines.length === 1 ? lines : [];
  return {
    name: "record_fulfilment",
    label: steer.record_fulfilment(),
    follows: steer.record_fulfilment_follows(),
    done: steer.record_fulfilment_done(),
    asks: [
      {
        kind: "one",
        name: "gift",
        label: steer.which_pledge(),
        required: true,
        options: gifts,
        ...(gifts.length === 1 && gifts[0] ? { value: gifts[0].value } : {}),
      },
      amount(steer.amount_so_far(), only?.fulfilled ?? 0n),
      { kind: "instant", name: "at", label: steer.given_at() },
      { kind: "line", name: "words", label: steer.words(), hint: steer.words_hint(), most: 1024 },
    ],
    command: (said) => {
      const [party = "", need = ""] = line(said, "gift").split(" ");
      return {
        case: "recordFulfilment",
        value: {
          procedureId,
          party,
          needId: need,
          amount: whole(said["amount"]),
          at: instant(said, "at"),
          words: line(said, "words"),
        },
      };
    },
  };
}

export const pledgeDeeds = (view: ProcedureView): Deed[] => [
  makePledge(view),
  takePledgeBack(view),
  recordFulfilment(view),
];
