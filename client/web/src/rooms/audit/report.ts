// The server's figures of a case, as docs/REPORTS.md 8 and 9 have them: read, never computed again.
// SPDX-License-Identifier: Apache-2.0
import type { ReportView } from "#proto/view";
import { join, text } from "../../wire/bytes";

type Instant = number | null;
type Count = number | null;

export interface Spread { count: number; medianMs: Count; p90Ms: Count }
export interface Coverage { afterMs: number; of: Count; reached: Count; delivered: Count; seen: Count;
  acknowledged: Count }
export interface Government { party: string; reachedMs: Count; deliveredMs: Count; seenMs: Count;
  acknowledgedMs: Count; answer: string | null }
export interface Rung { rung: number; whom: string; at: number; owing: number; persons: number }
export interface AlertFigures {
  id: string; issuedAt: number; endedAt: Instant; onsetAt: Instant; crisisEndedAt: Instant; asked: number;
    asks: number;
  reached: Spread | null; delivered: Spread | null; seen: Spread | null; acknowledged: Spread | null;
  coverage: Coverage[]; neverReached: string[] | null; highestRung: Count; rungs: Rung[] | null;
    governments: Government[];
}
export interface Share { count: number; of: number }
export interface Taken { party: string; stance: string; at: number; version: number; standing: boolean }
export interface ProcedureFigures {
  id: string; outcome: string | null; rounds: number; openedAt: Instant; deadline: Instant;
    deadlineAtOpening: Instant; closedAt: Instant;
  publishedAt: Instant; entitled: Count; recused: Count; threshold: Count; toFirstSignatureMs: Count;
    toThresholdMs: Count;
  toAdoptionMs: Count; toPublicationMs: Count; signed: Count; lastTenth: Share | null;
    silentConsent: Share | null;
  extensions: { at: number; from: number; to: number }[]; brokenSilences: number; latePositions: Count;
  lateAssociations: { party: string; at: number }[]; dissociations: { party: string; at: number }[];
  onsetToPublicationMs: Count; publishedBeforeEnd: boolean | null; positions: Taken[] | null;
}
/** Its owner is a party or a person, and not both; the other is empty. */
export interface Action { words: string; party: string; person: string; dueAt: number; done: boolean }
export interface Review { subject: string; version: number; at: number; well: string; improve: string;
  actions: Action[] }
interface Cases { alerts: AlertFigures[]; procedures: ProcedureFigures[]; reviews: Review[] }
export interface Figures extends Cases { size: number; asOf: number; entries: number; withheld: number;
  exercises: Cases }
export interface Known { party: string; at: number; complete: boolean;
  facts: { at: number; index: number; subject: string; words: string }[] }

export const readJson = <T>(pages: readonly ReportView[]): T =>
  JSON.parse(text(join(...pages.map((page) => page.json)))) as T;

/** Of one case: exercises stand apart in the report, and are shown alike. */
export const alertOf = (figures: Figures, id: string): AlertFigures | undefined =>
  [...figures.alerts, ...figures.exercises.alerts].find((one) => one.id === id);
export const procedureOf = (figures: Figures, id: string): ProcedureFigures | undefined =>
  [...figures.procedures, ...figures.exercises.procedures].find((one) => one.id === id);
export const reviewOf = (figures: Figures, id: string): Review | undefined =>
  [...figures.reviews, ...figures.exercises.reviews].find((one) => one.subject === id);
