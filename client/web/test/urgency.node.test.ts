// In which order what waits is shown.
// SPDX-License-Identifier: Apache-2.0
import { expect, it } from "vitest";
import { AlertContent_Severity as Severity } from "#proto/event";
import { InboxView_OwedSchema as OwedSchema, InboxView_Owed_Act as Act } from "#proto/view";
import { create } from "../src/codec/create";
import { byUrgency } from "../src/state/urgency";

const owed = (title: string, act: Act, more: object = {}) => create(OwedSchema, { title, act, ...more });

it("what is owed stands by urgency and deadline, and old signals come after it", () => {
  const given = [
    owed("an old signal", Act.SIGNAL, { since: 1n, severity: Severity.MODERATE }),
    owed("a statement without a deadline", Act.ANSWER, { since: 9n }),
    owed("a new signal", Act.SIGNAL, { since: 5n, severity: Severity.MODERATE }),
    owed("an extreme signal", Act.SIGNAL, { since: 2n, severity: Severity.EXTREME }),
    owed("a statement of tomorrow", Act.ANSWER, { deadline: 200n }),
    owed("a statement of today", Act.ANSWER, { deadline: 100n }),
    owed("an alert to approve", Act.APPROVE, { since: 8n }),
  ];
  expect(given.sort(byUrgency).map(({ title }) => title)).toEqual([
    "an alert to approve",
    "a statement of today",
    "a statement of tomorrow",
    "a statement without a deadline",
    "an extreme signal",
    "a new signal",
    "an old signal",
  ]);
});
