// The order of alerts on a screen: the gravest first, then the newest.
// SPDX-License-Identifier: Apache-2.0
import type { AlertContent_Severity as Severity } from "#proto/event";

interface Grave {
  severity: Severity;
  issuedAt: bigint;
}

/** CAP counts down from Extreme; what was not said stands last. */
export const gravity = (severity: Severity): number => (severity === 0 ? 9 : severity);
export const byGravity = (a: Grave, b: Grave): number =>
  gravity(a.severity) - gravity(b.severity) || Number(b.issuedAt - a.issuedAt);
