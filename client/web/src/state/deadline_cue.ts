// A soft cue before what one's government still owes is closed: once among all tabs, and not in quiet hours.
// SPDX-License-Identifier: Apache-2.0
import type { InboxView_Owed as Owed } from "#proto/view";
import { minute } from "../messages/span";
import { serverClock } from "./clock.svelte";
import { isMine } from "./once";
import { owed, ownSubscription } from "./owed.svelte";
import { isQuiet } from "./quiet";
import { settings } from "./settings.svelte";
import { play } from "./sound";

/** Before a deadline, in milliseconds: three chances to act, and no more. */
export const cueMarks = [60 * minute, 15 * minute, 5 * minute] as const;

/** Which of the marks were passed since one looked last; at the first look none is. */
export class Marks {
  private readonly left = new Map<string, number>();

  passed(lines: readonly Pick<Owed, "subject" | "deadline">[], now: number): string[] {
    return lines
      .filter(({ deadline }) => deadline > 0n)
      .flatMap(({ subject, deadline }) => {
        const key = `${subject} ${deadline}`;
        const left = Number(deadline) - now;
        const before = this.left.get(key) ?? left;
        this.left.set(key, left);
        const mark = cueMarks.find((one) => before > one && left <= one && left > 0);
        return mark === undefined ? [] : [`${key} ${mark}`];
      });
  }
}

const marks = new Marks();
export function look(): void {
  const now = serverClock.now();
  const passed = marks.passed(owed()?.owed ?? [], now);
  if (passed.length === 0 || !settings.deadlineSound || isQuiet(ownSubscription(), now)) return;
  // Several at once are one cue.
  void isMine(passed[0] ?? "").then((mine) => mine && play("deadline"));
}
