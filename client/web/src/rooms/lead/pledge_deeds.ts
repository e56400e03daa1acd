// What is done with a pledge call: pledge for one's government, take it back, record what was given.
// SPDX-License-Identifier: Apache-2.0
import * as m from "#m/lead";
import * as steer from "#m/steer";
import { Need_Kind as NeedKind, Pledge_Visibility as Visibility } from "#proto/event";
import type { ProcedureView } from "#proto/view";
import { partyName } from "../../state/directory.svelte";
import { session } from "../../state/session.svelte";
import { type Asked, type Deed, instant, line } from "./deed";

export const needWords: Partial<Record<NeedKind, () => string>> = {
  [NeedKind.MONEY]: steer.need_money,
  [NeedKind.EQUIPMENT]: steer.need_equipment,
  [NeedKind.CONNECTIVITY]: steer.need_connectivity,
  [NeedKind.EXPERTISE]: steer.need_expertise,
  [NeedKind.SHELTER]: steer.need_shelter,
  [NeedKind.OTHER_NEED]: steer.need_other,
};

const amount = (hint: string): Asked => ({
  kind: "number",
  name: "amount",
  label: steer.amount(),
  hint,
  most: 1e15,
});
const whole = (value: unknown): bigint => BigInt(Math.trunc(Number(value ?? 0)));

export function pledgeDeeds(view: ProcedureView): Deed[] {
  const { procedureId } = view;
  const needs = view.needs.flatMap(({ need }) =>
    need ? [{ value: need.needId, label: `${needWords[need.kind]?.() ?? ""}: ${need.words}` }] : [],
  );
  const mine = view.pledges
    .filter((one) => one.party === session.party)
    .map((one) => one.pledge?.needId ?? "");
  const own = needs.filter(({ value }) => mine.includes(value));
  const gifts = view.pledges.flatMap(({ party, pledge }) =>
    pledge ? [{ value: `${party} ${pledge.needId}`, label: `${partyName(party)}: ${pledge.needId}` }] : [],
  );
  return [
    {
      name: "make_pledge",
      label: steer.pledge({ party: session.who?.partyName ?? "" }),
      follows: steer.pledge_follows(),
      done: steer.pledge_done(),
      asks: [
        { kind: "one", name: "need", label: steer.need(), required: true, options: needs },
        amount(steer.amount_hint()),
        { kind: "words", name: "kind", label: steer.in_kind(), most: 1024 },
        { kind: "words", name: "conditions", label: steer.conditions(), most: 2048 },
        {
          kind: "one",
          name: "visibility",
          label: steer.who_sees(),
          required: true,
          options: [
            { value: Visibility.DONORS, label: steer.seen_by_donors() },
            { value: Visibility.MEMBERS, label: steer.seen_by_members() },
          ],
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
    },
    {
      name: "take_pledge_back",
      label: steer.take_pledge_back(),
      follows: steer.take_pledge_back_follows(),
      done: steer.take_pledge_back_done(),
      grave: true,
      asks: [
        { kind: "one", name: "need", label: steer.need(), required: true, options: own },
        { kind: "words", name: "reason", label: m.reason(), required: true, most: 1024 },
      ],
      command: (said) => ({
        case: "takePledgeBack",
        value: { procedureId, needId: line(said, "need"), reason: line(said, "reason") },
      }),
    },
    {
      name: "record_fulfilment",
      label: steer.record_fulfilment(),
      follows: steer.record_fulfilment_follows(),
      done: steer.record_fulfilment_done(),
      asks: [
        { kind: "one", name: "gift", label: steer.which_pledge(), required: true, options: gifts },
        amount(steer.amount_so_far()),
        { kind: "instant", name: "at", label: steer.given_at() },
        { kind: "line", name: "words", label: steer.words(), most: 1024 },
      ],
      command: (said) => {
        const [party = "", needId = ""] = line(said, "gift").split(" ");
        return {
          case: "recordFulfilment",
          value: {
            procedureId,
            party,
            needId,
            amount: whole(said["amount"]),
            at: instant(said, "at"),
            words: line(said, "words"),
          },
        };
      },
    },
  ];
}
