// The words of CAP, TLP and of procedures for the numbers of the schema: one place, so that one
// thing has one name.
// SPDX-License-Identifier: Apache-2.0
import * as w from "#m/words";
import {
  AlertAcknowledged_Answer as Answer,
  AlertContent_Certainty as Certainty,
  AlertContent_Kind as Kind,
} from "#proto/event";
import {
  AlertContent_Severity as Severity,
  AlertContent_Verification as Verification,
  Tlp,
} from "#proto/event";
import {
  Position_Stance as Stance,
  ProcedureDrafted_Kind as Instrument,
  ProcedureDrafted_Mode as Mode,
  Role,
} from "#proto/event";
import {
  AlertContent_Urgency as Urgency,
  Evidence_SourceClass as Source,
  Situation_Status as Situation,
} from "#proto/event";
import { AlertView_State as AlertState, ProcedureView_State as ProcedureState } from "#proto/view";

type Words = Partial<Record<number, () => string>>;
const say =
  (words: Words) =>
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
export const certainty = say({
  [Certainty.OBSERVED]: w.observed,
  [Certainty.LIKELY]: w.likely,
  [Certainty.POSSIBLE]: w.possible,
  [Certainty.UNLIKELY]: w.unlikely,
  [Certainty.CERTAINTY_UNKNOWN]: w.unknown,
});
export const urgency = say({
  [Urgency.IMMEDIATE]: w.immediate,
  [Urgency.EXPECTED]: w.expected,
  [Urgency.FUTURE]: w.future,
  [Urgency.PAST]: w.past,
  [Urgency.URGENCY_UNKNOWN]: w.unknown,
});
export const verification = say({
  [Verification.REPORTED]: w.reported,
  [Verification.CORROBORATED]: w.corroborated,
  [Verification.ATTRIBUTED]: w.attributed,
  [Verification.DISPUTED]: w.disputed,
  [Verification.RETRACTED]: w.retracted,
});
export const crisis = say({
  [Kind.FULL_SHUTDOWN]: w.full_shutdown,
  [Kind.SERVICE_BLOCKING]: w.service_blocking,
  [Kind.THROTTLING]: w.throttling,
  [Kind.ARRESTS]: w.arrests,
  [Kind.SURVEILLANCE]: w.surveillance,
  [Kind.LEGAL_ORDER]: w.legal_order,
  [Kind.OTHER_CRISIS]: w.other_crisis,
  [Kind.NOTICE_KIND]: w.notice_kind,
});
export const source = say({
  [Source.MEASUREMENT]: w.measurement,
  [Source.NEWS]: w.news,
  [Source.CIVIL_SOCIETY]: w.civil_society,
  [Source.GOVERNMENT_STATEMENT]: w.government_statement,
  [Source.OPERATOR]: w.operator,
  [Source.SOCIAL_MEDIA]: w.social_media,
  [Source.WITNESS_REPORT]: w.witness_report,
  [Source.OTHER_SOURCE]: w.other_source,
});
export const answer = say({
  [Answer.INFORMED]: w.informed,
  [Answer.ACTING]: w.acting,
  [Answer.CONSULTING]: w.consulting,
  [Answer.CANNOT_RESPOND]: w.cannot_respond,
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
export const mode = say({
  [Mode.SILENCE]: w.silence,
  [Mode.OPT_IN]: w.opt_in,
  [Mode.ALIGNMENT]: w.alignment,
  [Mode.CHAIR_ON_BEHALF]: w.chair_on_behalf,
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
export const situation = say({
  [Situation.RESTORED]: w.restored,
  [Situation.PARTLY_RESTORED]: w.partly_restored,
  [Situation.ONGOING]: w.ongoing,
  [Situation.UNKNOWN]: w.unknown,
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
/** What a label lets its reader do, in a sentence. */
export const handling = say({
  [Tlp.CLEAR]: w.may_clear,
  [Tlp.GREEN]: w.may_green,
  [Tlp.AMBER]: w.may_amber,
  [Tlp.AMBER_STRICT]: w.may_amber_strict,
  [Tlp.RED]: w.may_red,
});
/** FIRST's labels, verbatim in every language. */
export const tlp = say({
  [Tlp.CLEAR]: () => "TLP:CLEAR",
  [Tlp.GREEN]: () => "TLP:GREEN",
  [Tlp.AMBER]: () => "TLP:AMBER",
  [Tlp.AMBER_STRICT]: () => "TLP:AMBER+STRICT",
  [Tlp.RED]: () => "TLP:RED",
});
