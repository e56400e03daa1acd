// The server's figures of a procedure in words. Nothing is counted here.
// SPDX-License-Identifier: Apache-2.0
import * as m from "#m/lead";
import {
  ProcedureDrafted_Kind as Kind,
  ProcedureDrafted_Mode as Mode,
  Party_Region as Region,
} from "#proto/event";
import type { ProcedureLine, ProcedureView } from "#proto/view";

export const regions = [Region.AFG, Region.APG, Region.EEG, Region.GRULAC, Region.WEOG] as const;
const regionWords: Partial<Record<Region, () => string>> = {
  [Region.AFG]: m.region_afg,
  [Region.APG]: m.region_apg,
  [Region.EEG]: m.region_eeg,
  [Region.GRULAC]: m.region_grulac,
  [Region.WEOG]: m.region_weog,
};
export const region = (one: Region): string => regionWords[one]?.() ?? m.region_none();

type Counted = Pick<ProcedureView | ProcedureLine, "mode" | "threshold" | "tally">;

/** "2 with explanation" is not among the server's counts; what is, is said, zeroes left out. */
export function tallyWords({ tally }: Counted): string {
  if (!tally) return "";
  const said = [
    [tally.notJoining, m.count_not_joining],
    [tally.abstained, m.count_abstained],
    [tally.awaiting, m.count_awaiting],
    [tally.silent, m.count_silent],
    [tally.recused, m.count_recused],
    [tally.associated, m.count_associated],
  ] as const;
  return said
    .filter(([count]) => count > 0)
    .map(([count, words]) => words({ count }))
    .join(" · ");
}

/** A pledge call counts who pledged. */
export const signedWords = (kind: Kind, signed: number, entitled: number): string =>
  kind === Kind.PLEDGE_CALL ? m.pledged_by({ signed, entitled }) : m.signed_of({ signed, entitled });

/** What it needs, and whether it has it so far. */
export function thresholdWords({ mode, threshold, tally }: Counted): string {
  if (mode === Mode.SILENCE) return m.needs_silence();
  if (threshold === 0 || !tally) return "";
  return tally.signed >= threshold
    ? m.threshold_met({ threshold })
    : m.threshold_open({ threshold, missing: threshold - tally.signed });
}
