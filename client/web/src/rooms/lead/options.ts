// CAP's and TLP's words as choices, each with the line that helps to choose it.
// SPDX-License-Identifier: Apache-2.0
import * as raise from "#m/raise";
import {
  AlertContent_Certainty as Certainty,
  AlertContent_Kind as Kind,
  AlertContent_Precedence as Precedence,
} from "#proto/event";
import {
  AlertContent_RequestedAnswer as Requested,
  AlertContent_Severity as Severity,
  AlertContent_Urgency as Urgency,
} from "#proto/event";
import {
  AlertContent_Verification as Verification,
  Evidence_SourceClass as SourceClass,
  Tlp,
} from "#proto/event";
import { certainty, crisis, handling, source, urgency, verification } from "../../messages/terms";
import { severity, tlp } from "../../messages/words";

type Words = (value: number) => string;
const options = (words: Words, help: readonly (readonly [number, () => string])[]) =>
  help.map(([value, hint]) => ({ value, label: words(value), hint: hint() }));

export const severities = () =>
  options(severity, [
    [Severity.EXTREME, raise.help_extreme],
    [Severity.SEVERE, raise.help_severe],
    [Severity.MODERATE, raise.help_moderate],
    [Severity.MINOR, raise.help_minor],
    [Severity.SEVERITY_UNKNOWN, raise.help_unknown],
  ]);
export const urgencies = () =>
  options(urgency, [
    [Urgency.IMMEDIATE, raise.help_immediate],
    [Urgency.EXPECTED, raise.help_expected],
    [Urgency.FUTURE, raise.help_future],
    [Urgency.PAST, raise.help_past],
    [Urgency.URGENCY_UNKNOWN, raise.help_unknown],
  ]);
export const certainties = () =>
  options(certainty, [
    [Certainty.OBSERVED, raise.help_observed],
    [Certainty.LIKELY, raise.help_likely],
    [Certainty.POSSIBLE, raise.help_possible],
    [Certainty.UNLIKELY, raise.help_unlikely],
    [Certainty.CERTAINTY_UNKNOWN, raise.help_unknown],
  ]);
export const verifications = () =>
  options(verification, [
    [Verification.REPORTED, raise.help_reported],
    [Verification.CORROBORATED, raise.help_corroborated],
    [Verification.ATTRIBUTED, raise.help_attributed],
    [Verification.DISPUTED, raise.help_disputed],
    [Verification.RETRACTED, raise.help_retracted],
  ]);
export const labels = () =>
  [Tlp.CLEAR, Tlp.GREEN, Tlp.AMBER, Tlp.AMBER_STRICT, Tlp.RED].map((value) => ({
    value,
    label: tlp(value),
    hint: handling(value),
    lang: "en",
  }));

const precedenceWords: Partial<Record<number, () => string>> = {
  [Precedence.NOTE]: raise.note,
  [Precedence.NOTICE]: raise.notice,
  [Precedence.ALERT]: raise.alert,
  [Precedence.FLASH]: raise.flash,
};
export const precedences = () =>
  options(
    (value) => precedenceWords[value]?.() ?? "–",
    [
      [Precedence.NOTE, raise.help_note],
      [Precedence.NOTICE, raise.help_notice],
      [Precedence.ALERT, raise.help_alert],
      [Precedence.FLASH, raise.help_flash],
    ],
  );
export const requests = () => [
  { value: Requested.ACKNOWLEDGE, label: raise.ask_acknowledge(), hint: raise.help_ask_acknowledge() },
  { value: Requested.INFORM_CAPITAL, label: raise.ask_inform(), hint: raise.help_ask_inform() },
  { value: Requested.NONE_REQUESTED, label: raise.ask_nothing(), hint: raise.help_ask_nothing() },
];
const kinds = [
  Kind.FULL_SHUTDOWN,
  Kind.SERVICE_BLOCKING,
  Kind.THROTTLING,
  Kind.ARRESTS,
  Kind.SURVEILLANCE,
  Kind.LEGAL_ORDER,
  Kind.OTHER_CRISIS,
  Kind.NOTICE_KIND,
];
export const crises = () => kinds.map((value) => ({ value, label: crisis(value) }));
const classes = [
  SourceClass.MEASUREMENT,
  SourceClass.NEWS,
  SourceClass.CIVIL_SOCIETY,
  SourceClass.GOVERNMENT_STATEMENT,
  SourceClass.OPERATOR,
  SourceClass.SOCIAL_MEDIA,
  SourceClass.WITNESS_REPORT,
  SourceClass.OTHER_SOURCE,
];
export const sourceClasses = () => classes.map((value) => ({ value, label: source(value) }));
