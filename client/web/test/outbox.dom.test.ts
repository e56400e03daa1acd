// What becomes of a command: sent once and answered, sent again, refused, or kept until there is a
// connection.
// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it, vi } from "vitest";
import { AlertAcknowledged_Answer as Answer } from "#proto/event";
import { ClientFrameSchema, RefusalSchema, Refusal_Code as Code, VerdictSchema } from "#proto/frame";
import { fromBinary } from "../src/codec/binary";
import { create } from "../src/codec/create";
import { hex, unhex } from "../src/wire/bytes";
import { Outbox } from "../src/wire/outbox";
import { Interrupted, Refused } from "../src/wire/refusal";

const act = { case: "acknowledgeAlert" as const, value: { alertId: "a-1", answer: Answer.INFORMED } };
const sign = { case: "takePosition" as const, value: {} };

const note = (n: number) => ({ case: "addNote" as const, value: { subject: "a-1", text: `Note ${n}` } });

class Wire {
  sent: Uint8Array[] = [];
  live = true;
  verified = 0;
  isLive = (): boolean => this.live;
  send = (bytes: Uint8Array): void => void this.sent.push(bytes);
  verify = (): Promise<void> => (this.verified++, Promise.resolve());
  command(at: number) {
    const { frame } = fromBinary(ClientFrameSchema, this.sent[at] ?? new Uint8Array());
    return frame.case === "command" ? frame.value : undefined;
  }
  id(at = 0): string {
    return hex(this.command(at)?.commandId ?? new Uint8Array());
  }
  kind(at: number): string | undefined {
    return this.command(at)?.command.case;
  }
  notes(): string[] {
    return this.sent.flatMap((_, at) => {
      const act = this.command(at)?.command;
      return act?.case === "addNote" ? [act.value.text] : [];
    });
  }
}

const receipt = (id: string) =>
  create(VerdictSchema, { commandId: unhex(id), verdict: { case: "receipt", value: { index: 7n } } });
const refusal = (id: string, code: Code) =>
  create(VerdictSchema, {
    commandId: unhex(id),
    verdict: { case: "refusal", value: create(RefusalSchema, { code, retryAfterMs: 300n }) },
  });

describe("the outbox", () => {
  let wire: Wire;
  let outbox: Outbox;
  beforeEach(() => {
    localStorage.clear();
    wire = new Wire();
    outbox = new Outbox(wire);
    outbox.restore("me");
  });

  it("hands a receipt to who asked", async () => {
    const sent = outbox.command(act);
    outbox.answered(receipt(wire.id()));
    expect((await sent).receipt.index).toBe(7n);
  });

  it("sends the same bytes again when told to wait", () => {
    vi.useFakeTimers();
    void outbox.command(act);
    outbox.answered(refusal(wire.id(), Code.RATE_LIMITED));
    vi.advanceTimersByTime(301);
    vi.useRealTimers();
    expect(wire.sent).toHaveLength(2);
    expect(wire.sent[1]).toEqual(wire.sent[0]);
  });

  it("gives a long outbox a few at a time, in the order it was written", () => {
    wire.live = false;
    for (let n = 0; n < 40; n++) void outbox.command(note(n));
    wire.live = true;
    outbox.flush();
    expect(wire.sent).toHaveLength(16);
    for (let n = 0; n < 40; n++) outbox.answered(receipt(wire.id(n)));
    expect(wire.notes()).toEqual(Array.from({ length: 40 }, (_, n) => `Note ${n}`));
    expect(outbox.waiting()).toEqual([]);
  });

  it("held back by the server, sends one at a time when it says so, until all are answered", () => {
    vi.useFakeTimers();
    for (let n = 0; n < 20; n++) void outbox.command(note(n));
    for (let n = 0; n < 10; n++) outbox.answered(receipt(wire.id(n)));
    for (let n = 10; n < 20; n++) outbox.answered(refusal(wire.id(n), Code.RATE_LIMITED));
    outbox.flush(); // another connection of the same person is no reason to ask before that
    vi.advanceTimersByTime(299);
    expect(wire.sent).toHaveLength(20);
    for (let n = 20; n < 30; n++) {
      vi.advanceTimersByTime(n === 20 ? 1 : 0);
      expect(wire.sent).toHaveLength(n + 1); // and not one more
      outbox.answered(receipt(wire.id(n)));
    }
    for (let n = 30; n < 50; n++) void outbox.command(note(n));
    vi.useRealTimers();
    expect(wire.sent).toHaveLength(46);
  });

  it("lets an act that somebody stands before go ahead of what may wait", () => {
    vi.useFakeTimers();
    for (let n = 0; n < 3; n++) void outbox.command(note(n));
    for (let n = 0; n < 3; n++) outbox.answered(refusal(wire.id(n), Code.OVERLOADED));
    void outbox.command(sign);
    expect(wire.sent).toHaveLength(3);
    vi.advanceTimersByTime(300);
    vi.useRealTimers();
    expect(wire.sent).toHaveLength(4);
    expect(wire.kind(3)).toBe("takePosition");
  });

  it("proves again who is here when asked, and sends the same once more", async () => {
    void outbox.command(sign);
    outbox.answered(refusal(wire.id(), Code.VERIFICATION_REQUIRED));
    await vi.waitFor(() => expect(wire.sent).toHaveLength(2));
    expect(wire.verified).toBe(1);
    expect(wire.id(1)).toBe(wire.id(0));
  });

  it("tells what the server refused", async () => {
    const sent = outbox.command(act);
    outbox.answered(refusal(wire.id(), Code.ALREADY_ANSWERED));
    await expect(sent).rejects.toBeInstanceOf(Refused);
  });

  it("keeps an acknowledgement over a lost connection and a reload, and never a position", async () => {
    wire.live = false;
    void outbox.command(act);
    await expect(outbox.command(sign)).rejects.toBeInstanceOf(Interrupted);

    const later = new Wire();
    const reloaded = new Outbox(later);
    reloaded.restore("me");
    reloaded.flush();
    expect(reloaded.waiting().map((one) => one.act.case)).toEqual(["acknowledgeAlert"]);
    expect(later.sent).toHaveLength(1);
    reloaded.answered(receipt(later.id()));
    expect(reloaded.waiting()).toEqual([]);
    expect(localStorage.length).toBe(0);
  });

  it("sends a position again under its id when the connection is back soon, and gives it up after a while", async () => {
    vi.useFakeTimers();
    const sent = outbox.command(sign);
    outbox.interrupted();
    vi.advanceTimersByTime(5_000);
    outbox.flush();
    expect(wire.id(1)).toBe(wire.id(0));
    const gone = expect(sent).rejects.toBeInstanceOf(Interrupted);
    vi.advanceTimersByTime(20_000);
    vi.useRealTimers();
    await gone;
    outbox.flush();
    expect(wire.sent).toHaveLength(2);
  });

  it("keeps one person's acts from another's", () => {
    wire.live = false;
    void outbox.command(act);
    const other = new Outbox(new Wire());
    other.restore("somebody else");
    expect(other.waiting()).toEqual([]);
  });
});
