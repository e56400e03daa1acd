// The words of the schema's numbers that the first screen says: one place, so that one thing has one name. The
// others are in terms.ts.
// SPDX-License-Identifier: Apache-2.0
import * as w from "#m/words";
import { AlertContent_Severity as Severity, Tlp } from "#proto/event";
import { Position_Stance as Stance, ProcedureDrafted_Kind as Instrument, Role } from "#proto/event";
import { AlertView_State as AlertState, ProcedureView_State as ProcedureState } from "#proto/view";

export const say =
  (words: Partial<Record<number, () => string>>) =>
  (value: number): string =>
    words[value]?.() ?? "–";

export const severity = say({
  [Severity.EXTREME]: w.extreme,
  [Severity.SEVERE]: w.severe,
  [Severity.MODERATE]: w.moderate,
  [Severity.MINOR]: w.minor,
  [Severity.SEVERITY_UNKNOWN]: w.unknown,
  [Severity.SEVERITY_UNSPECIFIED]: w.unknown,
});
export const stance = say({
  [Stance.SIGN]: w.sign_on,
  [Stance.SIGN_WITH_EXPLANATION]: w.sign_with_explanation,
  [Stance.SIGN_AD_REFERENDUM]: w.sign_ad_referendum,
  [Stance.ASSOCIATE]: w.associate,
  [Stance.NOT_JOINING]: w.not_joining,
  [Stance.ABSTAIN]: w.abstain,
  [Stance.OBJECT]: w.object,
  [Stance.AWAITING_INSTRUCTIONS]: w.awaiting_instructions,
  [Stance.RECUSED]: w.recused,
  [Stance.LATE_ASSOCIATION]: w.late_association,
  [Stance.DISSOCIATION]: w.dissociation,
  [Stance.STANCE_UNSPECIFIED]: w.no_answer,
});
export const instrument = say({
  [Instrument.STATEMENT]: w.statement,
  [Instrument.DEMARCHE]: w.demarche,
  [Instrument.PLEDGE_CALL]: w.pledge_call,
});
export const procedureState = say({
  [ProcedureState.DRAFT]: w.draft,
  [ProcedureState.OPEN]: w.open,
  [ProcedureState.ADOPTED]: w.adopted,
  [ProcedureState.LAPSED]: w.lapsed,
  [ProcedureState.WITHDRAWN]: w.withdrawn,
  [ProcedureState.PUBLISHED]: w.published,
  [ProcedureState.BROKEN]: w.broken,
  [ProcedureState.CONSULTATION]: w.consultation,
  [ProcedureState.EMBARGOED]: w.embargoed,
  [ProcedureState.DELIVERED]: w.delivered,
  [ProcedureState.ARCHIVED]: w.archived,
  [ProcedureState.REFUSED]: w.refused,
  [ProcedureState.OVERTAKEN]: w.overtaken,
  [ProcedureState.CANCELLED]: w.cancelled,
});
export const alertState = say({
  [AlertState.DRAFT]: w.draft,
  [AlertState.LIVE]: w.issued,
  [AlertState.CLOSED]: w.all_clear,
  [AlertState.CANCELLED]: w.cancelled,
  [AlertState.SIGNAL]: w.signal,
  [AlertState.MERGED]: w.merged,
});
export const role = say({
  [Role.FOCAL_POINT]: w.focal_point,
  [Role.LEAD]: w.lead,
  [Role.PENHOLDER]: w.penholder,
  [Role.CHAIR]: w.chair,
  [Role.SUPPORT]: w.support,
  [Role.ADVISER_ROLE]: w.adviser,
  [Role.OBSERVER_ROLE]: w.observer,
  [Role.AUDITOR]: w.auditor,
  [Role.SOURCE]: w.machine,
});
/** FIRST's labels, verbatim in every language. */
export const tlp = say({
  [Tlp.CLEAR]: () => "TLP:CLEAR",
  [Tlp.GREEN]: () => "TLP:GREEN",
  [Tlp.AMBER]: () => "TLP:AMBER",
  [Tlp.AMBER_STRICT]: () => "TLP:AMBER+STRICT",
  [Tlp.RED]: () => "TLP:RED",
});
