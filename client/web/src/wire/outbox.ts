// Commands under way. Each keeps its bytes and its id until the server's verdict, so that sending
// again is harmless. An acknowledgement may wait for the connection, even over a reload; a position
// never does. A few are under way at a time: all at once would be more than a server takes in a minute,
// and who goes on sending what was refused is cut off.
// SPDX-License-Identifier: Apache-2.0
import type { MessageInitShape } from "@bufbuild/protobuf";
import { CommandSchema } from "#proto/command";
import { ClientFrameSchema, type Receipt, Refusal_Code as Code, type Verdict } from "#proto/frame";
import { fromBinary, toBinary } from "../codec/binary";
import { create } from "../codec/create";
import { hex, newId, unhex } from "./bytes";
import { Interrupted, Refused } from "./refusal";

export type Act = NonNullable<MessageInitShape<typeof CommandSchema>["command"]>;

export interface Sent {
  id: string;
  receipt: Receipt;
  repeated: boolean;
}

interface Pending {
  id: string;
  bytes: Uint8Array; // of the whole frame
  waits: boolean; // for a connection, as long as it takes
  since: number;
  underWay: boolean;
  resolve(sent: Sent): void;
  reject(error: Error): void;
}

interface Wire {
  isLive(): boolean;
  send(bytes: Uint8Array): void;
  verify(): Promise<void>;
}

const place = "tocsin.outbox";
const soon = 20_000; // after it was sent
const underWayMax = 16; // one, while the server holds us back
const [shortest, longest] = [250, 60_000]; // what it may ask us to wait
/** What may be queued while offline: it commits nobody to anything, and a retry says the same. */
const mayWait: readonly string[] = ["acknowledgeAlert", "retractAcknowledgement", "addNote"];

export class Outbox {
  private readonly pending = new Map<string, Pending>();
  private verifying: Promise<void> | undefined;
  private window = underWayMax;
  private holds = 0; // of the times that it told us to wait, those that are not over
  onChange: (waiting: string[]) => void = () => {};

  constructor(private readonly wire: Wire) {}

  /** Takes up what a page before this one left unsent, for the person it was written by. */
  restore(person: string): void {
    const kept = JSON.parse(localStorage.getItem(`${place}.${person}`) ?? "[]") as {
      id: string;
      bytes: string;
      since: number;
    }[];
    for (const { id, bytes, since } of kept)
      if (!this.pending.has(id))
        this.pending.set(id, {
          id,
          bytes: unhex(bytes),
          waits: true,
          since,
          underWay: false,
          resolve: () => {},
          reject: () => {},
        });
    this.keep = () => {
      const waiting = [...this.pending.values()].filter((one) => one.waits);
      const rows = waiting.map(({ id, bytes, since: at }) => ({ id, bytes: hex(bytes), since: at }));
      if (rows.length > 0) localStorage.setItem(`${place}.${person}`, JSON.stringify(rows));
      else localStorage.removeItem(`${place}.${person}`);
      this.onChange(rows.map((row) => row.id));
    };
    this.keep();
  }

  private keep = (): void => {};

  command(act: Act, id: Uint8Array = newId()): Promise<Sent> {
    const command = create(CommandSchema, { commandId: id, command: act });
    const bytes = toBinary(
      ClientFrameSchema,
      create(ClientFrameSchema, { frame: { case: "command", value: command } }),
    );
    const waits = mayWait.includes(act.case ?? "");
    const name = hex(id);
    return new Promise((resolve, reject) => {
      const since = Date.now();
      this.pending.set(name, { id: name, bytes, waits, since, underWay: false, resolve, reject });
      this.keep();
      this.next();
      if (!waits && !this.wire.isLive()) this.settle(name)?.reject(new Interrupted());
    });
  }

  /** Takes back what has not gone yet. */
  drop(id: string): void {
    this.settle(id)?.reject(new Interrupted());
  }

  /** What an unsent command is about: for the page that shows it as waiting. */
  waiting(): { id: string; act: Act; since: number }[] {
    return [...this.pending.values()]
      .filter((one) => one.waits)
      .flatMap(({ id, bytes, since }) => {
        const { frame } = fromBinary(ClientFrameSchema, bytes);
        return frame.case === "command" ? [{ id, since, act: frame.value.command as Act }] : [];
      });
  }

  /** There is a connection, on which nothing was sent yet. */
  flush(): void {
    for (const one of this.pending.values()) one.underWay = false;
    this.next();
  }

  /** What somebody stands before goes ahead of what may wait; each of them in the order given. */
  private next(): void {
    if (!this.wire.isLive() || this.holds > 0) return;
    const all = [...this.pending.values()];
    let room = this.window - all.filter((one) => one.underWay).length;
    for (const one of [...all.filter((other) => !other.waits), ...all.filter((other) => other.waits)]) {
      if (one.underWay || room <= 0) continue;
      one.underWay = true;
      room -= 1;
      this.wire.send(one.bytes);
    }
  }

  /**
   * What was sent and not answered is sent again under the same id when the connection is back soon: the
   * server answers it once. After a while the person is told, and decides whether to act again.
   */
  interrupted(): void {
    for (const one of [...this.pending.values()].filter((other) => !other.waits)) {
      const left = Math.max(0, one.since + soon - Date.now());
      setTimeout(() => this.pending.get(one.id) === one && this.giveUp(one), left);
    }
  }

  private giveUp(one: Pending): void {
    if (Date.now() - one.since >= soon) this.settle(one.id)?.reject(new Interrupted());
  }

  answered(verdict: Verdict): void {
    const id = hex(verdict.commandId);
    const one = this.pending.get(id);
    if (!one) return;
    if (verdict.verdict.case === "receipt")
      return this.settle(id)?.resolve({ id, receipt: verdict.verdict.value, repeated: verdict.repeated });
    const refusal = verdict.verdict.value;
    if (!refusal) return;
    if (refusal.code === Code.RATE_LIMITED || refusal.code === Code.OVERLOADED)
      this.hold(one, Number(refusal.retryAfterMs));
    else if (refusal.code === Code.VERIFICATION_REQUIRED) void this.verifyThenSend(one);
    else this.settle(id)?.reject(new Refused(refusal));
  }

  /** The others would hear the same: one at a time, when it says so, until all are answered. */
  private hold(one: Pending, asked: number): void {
    one.underWay = false;
    this.window = 1;
    this.holds += 1;
    const over = (): void => {
      this.holds -= 1;
      this.next();
    };
    setTimeout(over, Math.min(Math.max(shortest, asked), longest));
  }

  private async verifyThenSend(one: Pending): Promise<void> {
    try {
      this.verifying ??= this.wire.verify();
      await this.verifying;
      one.underWay = false;
      this.next();
    } catch (error) {
      this.settle(one.id)?.reject(error instanceof Error ? error : new Interrupted());
    } finally {
      this.verifying = undefined;
    }
  }

  private settle(id: string): Pending | undefined {
    const one = this.pending.get(id);
    this.pending.delete(id);
    if (this.pending.size === 0) this.window = underWayMax;
    this.keep();
    this.next();
    return one;
  }
}
