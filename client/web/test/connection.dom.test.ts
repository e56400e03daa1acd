// The conversation as a whole, with a server that is written here: what must hold between its parts.
// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ClientFrameSchema, RefusalSchema, Refusal_Code as Code, ServerFrameSchema } from "#proto/frame";
import { fromBinary, toBinary } from "../src/codec/binary";
import { create } from "../src/codec/create";
import { ServerClock } from "../src/wire/clock";
import { Connection } from "../src/wire/connection";

type Said = NonNullable<NonNullable<Parameters<typeof create<typeof ServerFrameSchema>>[1]>["frame"]>;

class Socket {
  static readonly OPEN = 1;
  static last: Socket;
  readyState = 1;
  sent: Uint8Array[] = [];
  onmessage?: (event: { data: ArrayBuffer }) => void;
  constructor() {
    Socket.last = this;
  }
  send(bytes: Uint8Array): void {
    this.sent.push(bytes);
  }
  close(): void {}
  says(frame: Said): void {
    const bytes = toBinary(ServerFrameSchema, create(ServerFrameSchema, { frame }));
    this.onmessage?.({ data: Uint8Array.from(bytes).buffer });
  }
  /** What the page sent of one kind. */
  heard(kind: string) {
    return this.sent.flatMap((bytes) => {
      const { frame } = fromBinary(ClientFrameSchema, bytes);
      return frame.case === kind ? [frame.value] : [];
    });
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", Socket);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const nothing = () => {};
const listener = { changed: nothing, entered: nothing, items: nothing, resumed: nothing };
const challenge = (nonce: number): Said => ({
  case: "challenge",
  value: { nonce: new Uint8Array([nonce]), serverTime: BigInt(Date.now()) },
});

it("an act that asks who is there proves it of its own challenge, not of the heartbeat's", async () => {
  const connection = new Connection({ ...listener, checkpoint: nothing, left: nothing }, new ServerClock());
  const answer = vi.fn((asked: { nonce: Uint8Array }) => Promise.resolve({ nonce: asked.nonce }));
  connection.start({ kind: "device", answer, sign: nothing } as never);
  const socket = Socket.last;
  socket.says(challenge(1));
  await vi.advanceTimersByTimeAsync(0);
  socket.says({ case: "welcome", value: {} });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(socket.heard("askChallenge")).toHaveLength(1); // whether anybody is there

  void connection.outbox.command({ case: "endDelegation", value: {} }).catch(nothing);
  const [sent] = socket.heard("command") as { commandId: Uint8Array }[];
  const refusal = create(RefusalSchema, { code: Code.VERIFICATION_REQUIRED });
  const verdict = { commandId: sent?.commandId, verdict: { case: "refusal", value: refusal } };
  socket.says({ case: "verdict", value: verdict } as never);
  expect(socket.heard("askChallenge")).toHaveLength(2);
  socket.says(challenge(2)); // which the next one makes void
  socket.says(challenge(3));
  await vi.advanceTimersByTimeAsync(0);
  expect(answer.mock.calls.map(([asked]) => asked.nonce[0])).toEqual([1, 3]);
  connection.stop();
});
