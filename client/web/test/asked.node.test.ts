// What becomes of questions: answered or refused under their id.
// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ChannelsSchema, RefusalSchema, Refusal_Code as Code } from "#proto/frame";
import { AnswerRefusedSchema, AnswerSchema } from "#proto/view";
import { create } from "../src/codec/create";
import { Asked } from "../src/wire/asked";
import { newId } from "../src/wire/bytes";
import { Refused } from "../src/wire/refusal";

const outcome = (question: Promise<unknown>): Promise<string> =>
  question.then(
    () => "answered",
    (error: Error) => error.message,
  );

describe("an act on a channel", () => {
  it("is answered under its own id, and broken off with the connection", async () => {
    const asked = new Asked();
    const ids: Uint8Array[] = [];
    const said = [1, 2].map(() => outcome(asked.channel((id) => void ids.push(id))));
    asked.channels(create(ChannelsSchema, { actId: ids[1]!, email: true }));
    expect(await said[1]).toBe("answered");
    asked.fail(new Error("lost"));
    expect(await said[0]).toBe("lost");
  });
});

describe("a refusal", () => {
  let asked: Asked;
  beforeEach(() => void (asked = new Asked()));
  const put = (id = newId()): { id: Uint8Array; said: Promise<string> } => ({
    id,
    said: outcome(asked.question(id, () => {})),
  });

  it("of a question that could not be read is that question's alone", async () => {
    const [good, bad] = [put(), put()];
    const value = create(AnswerRefusedSchema, { code: "MALFORMED", what: "no such field" });
    asked.answered(create(AnswerSchema, { queryId: bad.id, answer: { case: "refused", value } }));
    asked.answered(create(AnswerSchema, { queryId: good.id, answer: { case: "alerts", value: {} } }));
    expect(await bad.said).toBe("no such field");
    expect(await good.said).toBe("answered");
  });
  it("that names nothing is nobody's when nothing else was asked", async () => {
    const { id, said } = put();
    const nothing = new Refused(create(RefusalSchema, { code: Code.MALFORMED, what: "no such frame" }));
    expect(asked.refused(nothing)).toBe(false);
    asked.answered(create(AnswerSchema, { queryId: id, answer: { case: "alerts", value: {} } }));
    expect(await said).toBe("answered");
  });
  it("that names nothing is that of an act on a channel, where one waits", async () => {
    const said = outcome(asked.channel(() => {}));
    const nothing = new Refused(create(RefusalSchema, { code: Code.MALFORMED, what: "no such frame" }));
    expect(asked.refused(nothing)).toBe(true);
    expect(await said).toBe("no such frame");
  });
});

describe("who asks more than the server allows", () => {
  const pace = 150; // ms, one question
  let asked: Asked;
  let free: number; // when the server answers the next
  let sent: string[];
  beforeEach(() => {
    vi.useFakeTimers();
    [asked, free, sent] = [new Asked(), 0, []];
  });
  afterEach(() => void vi.useRealTimers());
  const put = (name: string, turn = pace): Promise<string> => {
    const queryId = newId();
    const say = (answer: object) =>
      setTimeout(() => asked.answered(create(AnswerSchema, { queryId, ...answer })));
    const question = asked.question(queryId, () => {
      sent.push(name);
      const retryAfterMs = BigInt(Math.max(0, free - Date.now()));
      const value = create(AnswerRefusedSchema, { code: "RATE_LIMITED", what: name, retryAfterMs });
      if (retryAfterMs > 0n) return void say({ answer: { case: "refused", value } });
      free = Date.now() + turn;
      say({ answer: { case: "alerts", value: {} } });
    });
    return outcome(question);
  };

  it("is answered everything, at the server's pace, in the order asked", async () => {
    const order: string[] = [];
    const names = [..."abcdefghijklmnopqrst"];
    for (const name of names) void put(name).then((said) => order.push(name, said));
    await vi.advanceTimersByTimeAsync((names.length + 1) * pace);
    expect(order).toEqual(names.flatMap((name) => [name, "answered"]));
    expect(sent.length).toBeLessThan(3 * names.length);
  });
  it("asks nothing beside what waits already", async () => {
    const first = ["a", "b"].map((name) => put(name));
    await vi.advanceTimersByTimeAsync(10);
    expect(sent).toEqual(["a", "b"]);
    const late = put("c");
    expect(sent).toEqual(["a", "b"]);
    await vi.advanceTimersByTimeAsync(3 * pace);
    expect(await Promise.all([...first, late])).toEqual(["answered", "answered", "answered"]);
    void put("d");
    expect(sent.at(-1)).toBe("d"); // nothing waits any more
  });
  it("is told when it has no more patience, and what waits behind has a try of its own", async () => {
    const never = 3_600_000;
    const [, long, short] = [put("a", never), put("b"), put("c")];
    await vi.advanceTimersByTimeAsync(60_000);
    expect([await long, await short]).toEqual(["b", "c"]);
    expect(sent.filter((name) => name === "b").length).toBe(6);
  });
  it("waits for nothing once the connection went", async () => {
    const [, lost] = [put("a"), put("b")];
    await vi.advanceTimersByTimeAsync(10);
    asked.fail(new Error("lost"));
    expect(await lost).toBe("lost");
    free = 0;
    sent = [];
    void put("c");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sent).toEqual(["c"]);
  });
});
