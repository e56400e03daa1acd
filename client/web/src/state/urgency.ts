// In which order what is owed is shown: first what keeps others waiting, then by deadline; old signals do not
// push it away.
// SPDX-License-Identifier: Apache-2.0
import { InboxView_Owed_Act as Act, type InboxView_Owed as Owed } from "#proto/view";

const ranks: Partial<Record<Act, number>> = {
  [Act.APPROVE]: 0,
  [Act.DECIDE_ON]: 1,
  [Act.ACKNOWLEDGE]: 8,
  [Act.SIGNAL]: 9,
};
const rank = ({ act }: Owed): number => ranks[act] ?? 5;
const gravity = ({ severity }: Owed): number => (severity === 0 ? 9 : severity);
/** Later than any instant, where there is none. */
const deadline = (owed: Owed): number => (owed.deadline > 0n ? Number(owed.deadline) : Infinity);
const order = (a: number, b: number): number => (a === b ? 0 : a - b);

/** Of the same rank: by deadline, then by severity, then the newest first. */
export const byUrgency = (a: Owed, b: Owed): number =>
  rank(a) - rank(b) ||
  order(deadline(a), deadline(b)) ||
  gravity(a) - gravity(b) ||
  Number(b.since - a.since);
