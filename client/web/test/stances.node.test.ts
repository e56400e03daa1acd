// Which positions are open to whom, and when: the table of docs/PROTOCOL.md 5.
// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { Position_Stance as Stance, ProcedureDrafted_Mode as Mode } from "#proto/event";
import { ProcedureViewSchema, ProcedureView_State as State } from "#proto/view";
import { create } from "../src/codec/create";
import { openStances } from "../src/rooms/focal/stances";

const now = 1_764_000_000_000;
const asked = { party: "GH", name: "Ghana" };
const view = (fields: object) =>
  create(ProcedureViewSchema, {
    ...{ state: State.OPEN, mode: Mode.OPT_IN, deadline: BigInt(now + 1000) },
    ...{ positions: [asked], nextSteps: ["take_position"], ...fields },
  });

describe("positions open to a government that is asked", () => {
  it("in an opt-in: not joining and abstaining, no objection", () => {
    const open = openStances(view({}), "GH", now);
    expect(open).toContain(Stance.NOT_JOINING);
    expect(open).toContain(Stance.ABSTAIN);
    expect(open).not.toContain(Stance.OBJECT);
  });

  it("in a silence procedure: an objection, and nothing that silence says already", () => {
    const open = openStances(view({ mode: Mode.SILENCE }), "GH", now);
    expect(open).toContain(Stance.OBJECT);
    expect(open).not.toContain(Stance.NOT_JOINING);
    expect(open).not.toContain(Stance.ABSTAIN);
  });

  it("none after the deadline, and none where the server offers none", () => {
    expect(openStances(view({}), "GH", now + 1001)).toEqual([]);
    expect(openStances(view({ nextSteps: [] }), "GH", now)).toEqual([]);
  });

  it("what a colleague prepared, and nothing else", () =>
    expect(openStances(view({ prepared: { stance: Stance.ABSTAIN } }), "GH", now)).toEqual([Stance.ABSTAIN]));
});

describe("positions open to others, or later", () => {
  it("an observer associates itself", () =>
    expect(openStances(view({}), "EU", now)).toEqual([Stance.ASSOCIATE]));

  it("who signed may dissociate itself at any time; who did not, associate itself within the window", () => {
    const over = { state: State.PUBLISHED, signatories: ["GH"], lateUntil: BigInt(now) };
    expect(openStances(view(over), "GH", now + 9_999_999)).toEqual([Stance.DISSOCIATION]);
    expect(openStances(view(over), "NO", now)).toEqual([Stance.LATE_ASSOCIATION]);
    expect(openStances(view(over), "NO", now + 1)).toEqual([]);
  });
});
