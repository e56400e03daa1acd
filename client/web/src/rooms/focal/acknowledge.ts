// One tap: "we have seen it". It commits a government to nothing, may be taken back, and waits for
// a lost connection.
// SPDX-License-Identifier: Apache-2.0
import * as m from "#m/focal";
import { AlertAcknowledged_Answer as Answer } from "#proto/event";
import { second } from "../../messages/form";
import { session } from "../../state/session.svelte";
import { dismiss, toast } from "../../state/toasts.svelte";
import { ms } from "../../wire/bytes";
import { Interrupted, Refused } from "../../wire/refusal";

interface More {
  answer?: Answer;
  answerBy?: number;
  comment?: string;
  replaces?: boolean;
}

const trouble = (error: unknown): void => {
  if (error instanceof Interrupted) return; // taken back before it went
  toast(error instanceof Refused ? error.message : m.act_failed(), { tone: "trouble" });
};

/** The offer to undo of each alert: gone once it was taken back by whichever way. */
const offers = new Map<string, number>();

export async function retract(alertId: string): Promise<void> {
  dismiss(offers.get(alertId) ?? 0);
  if (session.state !== "live") toast(m.retract_waits());
  try {
    await session.connection.outbox.command({ case: "retractAcknowledgement", value: { alertId } });
    toast(m.ack_retracted());
  } catch (error) {
    trouble(error);
  }
}

/** The last acknowledgement of this page, for Z. */
let last = "";
export const undoLast = (): void => {
  if (last) void retract(last);
  last = "";
};

export async function acknowledge(alertId: string, more: More = {}): Promise<boolean> {
  const { answer = Answer.INFORMED, answerBy = 0, comment = "", replaces = false } = more;
  if (session.state !== "live") toast(m.ack_waits());
  try {
    const value = { alertId, answer, answerBy: BigInt(answerBy), comment, replaces };
    const { receipt } = await session.connection.outbox.command({ case: "acknowledgeAlert", value });
    last = alertId;
    const words = m.ack_done({ party: session.who?.partyName ?? "", time: second(ms(receipt.receivedAt)) });
    const offer = toast(words, { action: { label: m.undo(), run: () => void retract(alertId) } });
    offers.set(alertId, offer);
    return true;
  } catch (error) {
    trouble(error);
    return false;
  }
}
