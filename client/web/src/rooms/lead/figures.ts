// One figure of a case's report (docs/REPORTS.md): the server reckons it, as it does for `tocsin report`.
// SPDX-License-Identifier: Apache-2.0
import type { ReportView } from "#proto/view";
import { join, text } from "../../wire/bytes";

interface Case {
  acknowledged: { medianMs: number | null } | null;
}
interface Report {
  alerts: Case[];
  exercises: { alerts: Case[] };
}

/** Until half of those who answered had answered, in milliseconds; undefined while nobody has. */
export function medianOf(pages: readonly ReportView[]): number | undefined {
  const report = JSON.parse(text(join(...pages.map(({ json }) => json)))) as Report;
  const [first] = [...report.alerts, ...report.exercises.alerts];
  return first?.acknowledged?.medianMs ?? undefined;
}
