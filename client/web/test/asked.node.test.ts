// What becomes of questions: answered under their id, or refused by a server that could not read which.
// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ChannelsSchema, RefusalSchema, Refusal_Code as Code } from "#proto/frame";
import { AnswerSchema } from "#proto/view";
import { create } from "../src/codec/create";
import { Asked } from "../src/wire/asked";
import { newId } from "../src/wire/bytes";
import { Refused } from "../src/wire/refusal";

const unreadable = (): Refused =>
  new Refused(create(RefusalSchema, { code: Code.MALFORMED, what: "no such field" }));
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

describe("a refusal that names no question", () => {
  let asked: Asked;
  beforeEach(() => {
    asked = new Asked();
    vi.useFakeTimers();
  });
  afterEach(() => void vi.useRealTimers());
  const put = (id = newId()): { id: Uint8Array; said: Promise<string> } => ({
    id,
    said: outcome(asked.question(id, () => {})),
  });

  it("answers the only question that waits, at once", async () => {
    const { said } = put();
    expect(asked.refused(unreadable())).toBe(true);
    expect(await said).toBe("no such field");
  });
  it("answers, of several, the one that is still without an answer when the others have theirs", async () => {
    const [good, bad] = [put(), put()];
    expect(asked.refused(unreadable())).toBe(true);
    asked.answered(create(AnswerSchema, { queryId: good.id, answer: { case: "alerts", value: {} } }));
    const later = put();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await good.said).toBe("answered");
    expect(await bad.said).toBe("no such field");
    asked.answered(create(AnswerSchema, { queryId: later.id, answer: { case: "alerts", value: {} } }));
    expect(await later.said).toBe("answered");
  });
  it("is that of an act on a channel, where one waits", async () => {
    const said = outcome(asked.channel(() => {}));
    expect(asked.refused(unreadable())).toBe(true);
    expect(await said).toBe("no such field");
  });
  it("is nobody's when nothing was asked", () => expect(asked.refused(unreadable())).toBe(false));
});
