// What each position means, in one line, for who is about to choose it.
// SPDX-License-Identifier: Apache-2.0
import * as m from "#m/reading";
import { Position_Stance as Stance } from "#proto/event";

const lines: Partial<Record<Stance, () => string>> = {
  [Stance.SIGN]: m.means_sign,
  [Stance.SIGN_WITH_EXPLANATION]: m.means_explanation,
  [Stance.SIGN_AD_REFERENDUM]: m.means_ad_referendum,
  [Stance.ASSOCIATE]: m.means_associate,
  [Stance.NOT_JOINING]: m.means_not_joining,
  [Stance.ABSTAIN]: m.means_abstain,
  [Stance.OBJECT]: m.means_object,
  [Stance.AWAITING_INSTRUCTIONS]: m.means_awaiting,
  [Stance.LATE_ASSOCIATION]: m.means_late,
  [Stance.DISSOCIATION]: m.means_dissociation,
};
export const meaning = (stance: Stance): string => lines[stance]?.() ?? "";

/** "Ghana SIGNS ON to": the sentence that is about to be stated. */
const acts: Partial<Record<Stance, (p: { party: string; title: string }) => string>> = {
  [Stance.SIGN]: m.states_sign,
  [Stance.SIGN_WITH_EXPLANATION]: m.states_explanation,
  [Stance.SIGN_AD_REFERENDUM]: m.states_ad_referendum,
  [Stance.ASSOCIATE]: m.states_associate,
  [Stance.NOT_JOINING]: m.states_not_joining,
  [Stance.ABSTAIN]: m.states_abstain,
  [Stance.OBJECT]: m.states_object,
  [Stance.AWAITING_INSTRUCTIONS]: m.states_awaiting,
  [Stance.LATE_ASSOCIATION]: m.states_late,
  [Stance.DISSOCIATION]: m.states_dissociation,
};
export const statement = (stance: Stance, party: string, title: string): string =>
  acts[stance]?.({ party, title }) ?? "";

export const buttons = (stance: Stance, act: string, party: string, passkey: boolean): string => {
  const p = { act: stance === Stance.SIGN ? m.sign_on_as({ party }) : m.act_as({ act, party }) };
  return passkey ? m.with_passkey(p) : m.with_device(p);
};
