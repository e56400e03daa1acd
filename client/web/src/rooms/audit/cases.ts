// Alerts and procedures as one kind of line: what it is, where it stands, how many have answered.
// SPDX-License-Identifier: Apache-2.0
import * as m from "#m/audit";
import { AlertContent_Severity as Severity, ProcedureDrafted_Kind as Kind, Realm, type Tlp } from "#proto/event";
import { type AlertLine, AlertView_State as AlertState, type ProcedureLine,
  ProcedureView_State as State } from "#proto/view";
import { countries, stamp } from "../../messages/form";
import { span } from "../../messages/span";
import { alertState, instrument, procedureState } from "../../messages/words";
import { ms } from "../../wire/bytes";

type Tone = "going" | "done" | "apart" | "late" | "quiet"; // StateBadge's

export interface CaseLine {
  id: string;
  kind: "alert" | "procedure";
  kindWords: string;
  state: "running" | "ended";
  stateWords: string;
  tone: Tone;
  title: string;
  countries: readonly string[];
  where: string;
  severity: Severity;
  label: Tlp;
  isExercise: boolean;
  done: number;
  of: number;
  share: string;
  at: number;
  when: string;
}

export const alertTones: Partial<Record<AlertState, Tone>> = {
  [AlertState.LIVE]: "going", [AlertState.CLOSED]: "done", [AlertState.CANCELLED]: "apart",
};
export const procedureTones: Partial<Record<State, Tone>> = {
  [State.OPEN]: "going", [State.CONSULTATION]: "going", [State.ADOPTED]: "done", [State.EMBARGOED]: "done",
    [State.PUBLISHED]: "done",
  [State.DELIVERED]: "done", [State.LAPSED]: "late", [State.BROKEN]: "late", [State.WITHDRAWN]: "apart",
    [State.CANCELLED]: "apart",
};
const running = new Set([State.DRAFT, State.OPEN, State.CONSULTATION, State.ADOPTED, State.EMBARGOED]);

export const alertCase = (line: AlertLine): CaseLine => ({
  id: line.alertId, kind: "alert", kindWords: m.alert(),
  state: line.state === AlertState.LIVE || line.state === AlertState.DRAFT ? "running" : "ended",
  stateWords: alertState(line.state), tone: alertTones[line.state] ?? "quiet",
  title: line.headline, countries: line.countries, where: countries(line.countries), severity: line.severity,
    label: line.label,
  isExercise: line.realm === Realm.EXERCISE, done: line.acknowledged, of: line.owing,
  share: [m.acknowledged_of({ done: line.acknowledged, of: line.owing }),
    line.medianOf > 0 ? m.median_span({ span: span(ms(line.medianMs)) }) : ""].filter(Boolean).join(" · "),
  at: ms(line.issuedAt), when: line.issuedAt > 0n ? m.issued({ time: stamp(ms(line.issuedAt)) }) : "",
});

export const procedureCase = (line: ProcedureLine): CaseLine => ({
  id: line.procedureId, kind: "procedure", kindWords: instrument(line.kind),
  state: running.has(line.state) ? "running" : "ended",
  stateWords: procedureState(line.state), tone: procedureTones[line.state] ?? "quiet",
  title: line.title, countries: line.countries, where: countries(line.countries),
  severity: Severity.SEVERITY_UNSPECIFIED, label: line.label,
  isExercise: line.realm === Realm.EXERCISE, done: line.signed, of: line.tallyHidden ? 0 : line.entitled,
  share: (line.kind === Kind.PLEDGE_CALL ? m.pledged_of : m.signed_of)({ done: line.signed,
    of: line.entitled }),
  at: ms(line.openedAt), when: line.openedAt > 0n
    ? m.opened_until({ opened: stamp(ms(line.openedAt)), deadline: stamp(ms(line.deadline)) }) : "",
});

export interface Kept {
  kind: string;
  state: string;
  country: string;
  words: string;
}

/** Those that fit, the newest first. */
export function kept(all: readonly CaseLine[], by: Kept): CaseLine[] {
  const words = by.words.trim().toLowerCase();
  const fits = (one: CaseLine): boolean => (by.kind === "" || one.kind === by.kind)
    && (by.state === "" || one.state === by.state)
    && (by.country === "" || one.countries.includes(by.country))
      && `${one.title} ${one.id} ${one.where}`.toLowerCase().includes(words);
  return all.filter(fits).sort((a, b) => b.at - a.at);
}
