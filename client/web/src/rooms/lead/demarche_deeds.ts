// What is done with a demarche beside signing it: how far my capital's instructions are, and what came of it.
// SPDX-License-Identifier: Apache-2.0
import * as steer from "#m/steer";
import { DemarcheConcluded_Outcome as Outcome, InstructionReported_Status as Status } from "#proto/event";
import { type ProcedureView, ProcedureView_State as State } from "#proto/view";
import { session } from "../../state/session.svelte";
import { type Deed, type Said, instant, line, several } from "./deed";

export const instructionWords: Partial<Record<Status, () => string>> = {
  [Status.NONE]: steer.instruction_none,
  [Status.REQUESTED]: steer.instruction_requested,
  [Status.RECEIVED]: steer.instruction_received,
};
export const outcomeWords: Partial<Record<Outcome, () => string>> = {
  [Outcome.DELIVERED]: steer.outcome_delivered,
  [Outcome.REFUSED]: steer.outcome_refused,
  [Outcome.POSTPONED]: steer.outcome_postponed,
  [Outcome.OVERTAKEN]: steer.outcome_overtaken,
  [Outcome.CANCELLED]: steer.outcome_cancelled,
};
/** The host was spoken to, whatever it answered: only then was somebody there, and is there a reply. */
const wasReceived = ({ outcome }: Said): boolean =>
  outcome === Outcome.DELIVERED || outcome === Outcome.REFUSED;
const isDelivered = ({ outcome }: Said): boolean => outcome === Outcome.DELIVERED;
const isPostponed = ({ outcome }: Said): boolean => outcome === Outcome.POSTPONED;
/** What is still open is not made yet: it may be overtaken or cancelled, and nothing else. */
const outcomesOf = (state: State): Partial<Record<Outcome, () => string>> =>
  state === State.OPEN
    ? { [Outcome.OVERTAKEN]: steer.outcome_overtaken, [Outcome.CANCELLED]: steer.outcome_cancelled }
    : outcomeWords;
const options = (words: Partial<Record<number, () => string>>) =>
  Object.entries(words).map(([value, label]) => ({ value: Number(value), label: label?.() ?? "" }));

/** What my own capital reported last is where the next report begins. */
const toldAlready = (lines: ProcedureView["instructions"]): { value?: Status } => {
  const mine = lines.find((one) => one.party === session.party);
  return mine ? { value: mine.status } : {};
};

export const demarcheDeeds = ({ procedureId, instructions, state }: ProcedureView): Deed[] => [
  {
    name: "report_instruction",
    label: steer.report_instruction(),
    follows: steer.report_instruction_follows(),
    done: steer.report_instruction_done(),
    asks: [
      {
        kind: "one",
        name: "status",
        label: steer.instructions(),
        required: true,
        options: options(instructionWords),
        ...toldAlready(instructions),
      },
    ],
    command: (said) => ({
      case: "reportInstruction",
      value: { procedureId, status: Number(said["status"]) as Status },
    }),
  },
  {
    name: "conclude_demarche",
    label: steer.conclude(),
    follows: steer.conclude_follows(),
    done: steer.conclude_done(),
    asks: [
      {
        kind: "one",
        name: "outcome",
        label: steer.outcome(),
        required: true,
        options: options(outcomesOf(state)),
      },
      { kind: "instant", name: "at", label: steer.outcome_at() },
      {
        kind: "parties",
        name: "present",
        label: steer.present(),
        governments: true,
        when: wasReceived,
        required: isDelivered,
      },
      { kind: "parties", name: "associated", label: steer.associated_only(), when: wasReceived },
      { kind: "words", name: "reply", label: steer.host_reply(), most: 4096, when: wasReceived },
      { kind: "instant", name: "follow", label: steer.follow_up(), when: wasReceived },
      { kind: "instant", name: "slot", label: steer.new_slot(), when: isPostponed, required: true },
    ],
    command: (said) => ({
      case: "concludeDemarche",
      value: {
        procedureId,
        outcome: Number(said["outcome"]) as Outcome,
        at: instant(said, "at"),
        present: several(said, "present"),
        associated: several(said, "associated"),
        reply: line(said, "reply"),
        followUpAt: instant(said, "follow"),
        newSlot: instant(said, "slot"),
      },
    }),
  },
];
