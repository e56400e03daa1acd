// The words of the schema's numbers that no first screen says: of CAP, of ways to adopt, of what a label
// allows.
// SPDX-License-Identifier: Apache-2.0
import * as w from "#m/terms";
import { unknown } from "#m/words";
import {
  AlertAcknowledged_Answer as Answer,
  AlertContent_Certainty as Certainty,
  AlertContent_Kind as Kind,
  AlertContent_Urgency as Urgency,
  AlertContent_Verification as Verification,
  Evidence_SourceClass as Source,
  ProcedureDrafted_Mode as Mode,
  Situation_Status as Situation,
  Tlp,
} from "#proto/event";
import { say } from "./words";

export const certainty = say({
  [Certainty.OBSERVED]: w.observed,
  [Certainty.LIKELY]: w.likely,
  [Certainty.POSSIBLE]: w.possible,
  [Certainty.UNLIKELY]: w.unlikely,
  [Certainty.CERTAINTY_UNKNOWN]: unknown,
});
export const urgency = say({
  [Urgency.IMMEDIATE]: w.immediate,
  [Urgency.EXPECTED]: w.expected,
  [Urgency.FUTURE]: w.future,
  [Urgency.PAST]: w.past,
  [Urgency.URGENCY_UNKNOWN]: unknown,
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
export const mode = say({
  [Mode.SILENCE]: w.silence,
  [Mode.OPT_IN]: w.opt_in,
  [Mode.ALIGNMENT]: w.alignment,
  [Mode.CHAIR_ON_BEHALF]: w.chair_on_behalf,
});
export const situation = say({
  [Situation.RESTORED]: w.restored,
  [Situation.PARTLY_RESTORED]: w.partly_restored,
  [Situation.ONGOING]: w.ongoing,
  [Situation.UNKNOWN]: unknown,
});
/** What a label lets its reader do, in a sentence. */
export const handling = say({
  [Tlp.CLEAR]: w.may_clear,
  [Tlp.GREEN]: w.may_green,
  [Tlp.AMBER]: w.may_amber,
  [Tlp.AMBER_STRICT]: w.may_amber_strict,
  [Tlp.RED]: w.may_red,
});
