// What becomes of questions: answered or refused under their id.
// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from "vitest";
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
