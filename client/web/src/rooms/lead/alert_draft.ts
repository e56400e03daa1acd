// What a lead writes before it is an alert: kept in this tab until it is sent, so that nothing is typed
// twice.
// SPDX-License-Identifier: Apache-2.0
import * as m from "#m/lead";
import * as raise from "#m/raise";
import { type AlertContent, AlertContentSchema, AlertContent_Certainty as Certainty } from "#proto/event";
import {
  AlertContent_Kind as Kind,
  AlertContent_Precedence as Precedence,
  AlertContent_Severity as Severity,
} from "#proto/event";
import { AlertContent_RequestedAnswer as Requested, AlertContent_Status as Status, Tlp } from "#proto/event";
import { AlertContent_Urgency as Urgency, AlertContent_Verification as Verification } from "#proto/event";
import {
  AudienceSchema,
  type Evidence,
  EvidenceSchema,
  Evidence_SourceClass as SourceClass,
} from "#proto/event";
import { WhenSchema, When_Precision as Precision } from "#proto/event";
import { clone, create } from "../../codec/create";
import { day } from "../../messages/span";
import { serverClock } from "../../state/clock.svelte";
import { session } from "../../state/session.svelte";
import { hex, ms, unhex } from "../../wire/bytes";

export const headline_letters_max = 90;

export interface Source {
  sourceClass: SourceClass;
  url: string;
  publisher: string;
  value: string;
  observedAt: number;
}

export interface AlertDraft {
  countries: string[];
  kinds: Kind[];
  headline: string;
  description: string;
  area: string;
  severity: Severity | undefined;
  urgency: Urgency;
  certainty: Certainty;
  verification: Verification;
  onset: number;
  onsetEstimated: boolean;
  sources: Source[];
  label: Tlp | undefined;
  doNotPublicise: boolean;
  parties: string[]; // empty: everybody the label allows
  persons: string[]; // RED
  precedence: Precedence;
  requested: Requested;
  reviewBy: number;
  fromSignal: string;
}

export const emptySource = (): Source => ({
  sourceClass: SourceClass.MEASUREMENT,
  url: "",
  publisher: "",
  value: "",
  observedAt: 0,
});

export const emptyAlert = (): AlertDraft => ({
  countries: [],
  kinds: [],
  headline: "",
  description: "",
  area: "",
  severity: undefined,
  urgency: Urgency.IMMEDIATE,
  certainty: Certainty.LIKELY,
  verification: Verification.REPORTED,
  onset: 0,
  onsetEstimated: true,
  sources: [emptySource()],
  label: undefined,
  doNotPublicise: false,
  parties: [],
  persons: [],
  precedence: Precedence.ALERT,
  requested: Requested.ACKNOWLEDGE,
  reviewBy: Math.ceil((serverClock.now() + day) / 3_600_000) * 3_600_000,
  fromSignal: "",
});

export const draftOf = (of: AlertContent): AlertDraft => ({
  countries: [...of.countries],
  kinds: [...of.kinds],
  headline: of.headline,
  description: of.description,
  area: of.area,
  severity: of.severity || undefined,
  urgency: of.urgency,
  certainty: of.certainty,
  verification: of.verification,
  onset: ms(of.onset?.at ?? 0n),
  onsetEstimated: of.onset?.estimated ?? true,
  sources: of.evidence.map((one) => ({
    sourceClass: one.sourceClass,
    url: one.url,
    publisher: one.publisher,
    value: one.value,
    observedAt: ms(one.observedAt),
  })),
  label: of.label || undefined,
  doNotPublicise: of.doNotPublicise,
  parties: [...(of.audience?.parties ?? [])],
  persons: (of.audience?.persons ?? []).map(hex),
  precedence: of.precedence || Precedence.ALERT,
  requested: of.requestedAnswer || Requested.ACKNOWLEDGE,
  reviewBy: ms(of.reviewBy),
  fromSignal: "",
});

const evidenceOf = (one: Source, before?: Evidence): Evidence => ({
  ...(before ?? create(EvidenceSchema)),
  sourceClass: one.sourceClass,
  url: one.url.trim(),
  value: one.value.trim(),
  publisher: one.publisher.trim() || publisherOf(one.url),
  observedAt: BigInt(one.observedAt),
});

/** As the schema has it; what the form does not know of `before` stays as it was. */
export function contentOf(draft: AlertDraft, before?: AlertContent): AlertContent {
  const { onset, onsetEstimated: estimated, parties, persons } = draft;
  const content = before
    ? clone(AlertContentSchema, before)
    : create(AlertContentSchema, {
        status: session.exercise ? Status.EXERCISE : Status.ACTUAL,
        languages: ["en"],
      });
  const said = draft.sources.filter(({ url, value }) => url.trim() || value.trim());
  Object.assign(content, {
    countries: draft.countries,
    kinds: draft.kinds,
    headline: draft.headline.trim().normalize("NFC"),
    description: draft.description.trim().normalize("NFC"),
    area: draft.area.trim().normalize("NFC"),
    severity: draft.severity ?? Severity.SEVERITY_UNSPECIFIED,
    urgency: draft.urgency,
    certainty: draft.certainty,
    verification: draft.verification,
    evidence: said.map((one) =>
      evidenceOf(
        one,
        before?.evidence.find(({ url }) => url !== "" && url === one.url.trim()),
      ),
    ),
    label: draft.label ?? Tlp.TLP_UNSPECIFIED,
    doNotPublicise: draft.doNotPublicise,
    precedence: draft.precedence,
    requestedAnswer: draft.requested,
    reviewBy: BigInt(draft.reviewBy),
  } satisfies Partial<AlertContent>);
  if (onset === 0) delete content.onset;
  else if (BigInt(onset) !== before?.onset?.at)
    content.onset = create(WhenSchema, { at: BigInt(onset), precision: Precision.INSTANT_OF_DAY, estimated });
  if (parties.length + persons.length === 0) delete content.audience;
  else content.audience = create(AudienceSchema, { parties, persons: persons.map(unhex) });
  return content;
}

/** Two links to one site are one source. */
export function publisherOf(url: string): string {
  try {
    return new URL(url.trim()).hostname.replace(/^www\./, "");
  } catch {
    return "";
  }
}

/** Flash and Extreme ask for two sources that do not know of each other. */
export const needsTwoSources = (draft: AlertDraft): boolean =>
  draft.severity === Severity.EXTREME || draft.precedence === Precedence.FLASH;

export const independent = (draft: AlertDraft): number =>
  new Set(
    draft.sources
      .filter((one) => one.url.trim() || one.value.trim())
      .map((one) => (one.publisher.trim() || publisherOf(one.url) || one.value.trim()).toLowerCase()),
  ).size;

export type Missing = Partial<
  Record<"countries" | "kinds" | "headline" | "severity" | "label" | "persons" | "sources", string>
>;

export function missingIn(draft: AlertDraft): Missing {
  const missing: Missing = {};
  const isNotice = draft.kinds.length > 0 && draft.kinds.every((one) => one === Kind.NOTICE_KIND);
  if (draft.countries.length === 0 && !isNotice) missing.countries = raise.say_where();
  if (draft.kinds.length === 0) missing.kinds = raise.say_what();
  if (draft.headline.trim() === "") missing.headline = raise.say_headline();
  if (draft.severity === undefined) missing.severity = m.choose_one();
  if (draft.label === undefined) missing.label = raise.say_label();
  if (draft.label === Tlp.RED && draft.persons.length === 0) missing.persons = raise.say_persons();
  if (needsTwoSources(draft) && independent(draft) < 2) missing.sources = raise.say_sources();
  return missing;
}
