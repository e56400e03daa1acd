// Where a key stands, in words, from the server's line about it.
// SPDX-License-Identifier: Apache-2.0
import * as m from "#m/secretariat";
import type { KeyLine } from "#proto/view";
import { stamp } from "../../messages/form";
import { ms } from "../../wire/bytes";

export function keyState(line: KeyLine, now: number): { words: string; tone: "done" | "going" | "quiet" } {
  if (line.hasRevoked) return { words: m.revoked(), tone: "quiet" };
  if (!line.hasAdded) return { words: line.confirmed ? m.waits_second() : m.waits_first(), tone: "going" };
  if (ms(line.effectiveAt) > now) return { words: m.cools({ time: stamp(ms(line.effectiveAt)) }),
    tone: "going" };
  return { words: m.in_force(), tone: "done" };
}
