// One figure of a case's report (docs/REPORTS.md): the server reckons it, as it does for `tocsin report`.
// SPDX-License-Identifier: Apache-2.0
import type { Figures } from "../audit/report";

/** Until half of those who answered had answered, in milliseconds; undefined while nobody has. */
export function medianOf({ alerts, exercises }: Figures): number | undefined {
  const [first] = [...alerts, ...exercises.alerts];
  return first?.acknowledged?.medianMs ?? undefined;
}
