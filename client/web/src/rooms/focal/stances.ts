// Which positions are open to a party on a procedure now (docs/PROTOCOL.md 5), and what stands of its own.
// SPDX-License-Identifier: Apache-2.0
import { Position_Stance as Stance, ProcedureDrafted_Mode as Mode } from "#proto/event";
import { type PositionLine, type ProcedureView, ProcedureView_State as State } from "#proto/view";

export const positionOf = (view: ProcedureView, party: string): PositionLine | undefined =>
  view.positions.find((line) => line.party === party);

/** The answer that stands, or none. */
export function standing(view: ProcedureView, party: string): PositionLine | undefined {
  const line = positionOf(view, party);
  return line && line.stance !== Stance.STANCE_UNSPECIFIED ? line : undefined;
}

function isListed(view: ProcedureView, party: string): boolean {
  const last = view.amendments.findLast((line) => line.party === party);
  if (last) return last.stance === Stance.LATE_ASSOCIATION;
  return view.signatories.includes(party) || view.associated.includes(party);
}

const whileOpen: Partial<Record<Mode, readonly Stance[]>> = {
  [Mode.SILENCE]: [
    Stance.SIGN,
    Stance.SIGN_WITH_EXPLANATION,
    Stance.SIGN_AD_REFERENDUM,
    Stance.OBJECT,
    Stance.AWAITING_INSTRUCTIONS,
  ],
};
const usual: readonly Stance[] = [
  Stance.SIGN,
  Stance.SIGN_WITH_EXPLANATION,
  Stance.SIGN_AD_REFERENDUM,
  Stance.NOT_JOINING,
  Stance.ABSTAIN,
  Stance.AWAITING_INSTRUCTIONS,
];

export function openStances(view: ProcedureView, party: string, now: number): readonly Stance[] {
  if (!view.nextSteps.includes("take_position")) return [];
  // A colleague prepared it: the second person says the same, or nothing.
  if (view.prepared) return [view.prepared.stance];
  if (view.state === State.OPEN) {
    if (Number(view.deadline) < now) return [];
    return positionOf(view, party) ? (whileOpen[view.mode] ?? usual) : [Stance.ASSOCIATE];
  }
  if (isListed(view, party)) return [Stance.DISSOCIATION];
  if (view.mode === Mode.SILENCE) return [Stance.DISSOCIATION];
  return Number(view.lateUntil) >= now ? [Stance.LATE_ASSOCIATION] : [];
}

export const wantsDocument = (stance: Stance): boolean =>
  stance === Stance.SIGN_WITH_EXPLANATION || stance === Stance.OBJECT;
export const wantsInstant = (stance: Stance): boolean => stance === Stance.AWAITING_INSTRUCTIONS;
/** Given once the text was adopted; the deadline has nothing to say to it. */
export const isAfterwards = (stance: Stance): boolean =>
  stance === Stance.LATE_ASSOCIATION || stance === Stance.DISSOCIATION;
