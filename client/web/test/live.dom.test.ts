// A question that is refused: put again while the refusal may pass, and then said.
// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { RefusalSchema, Refusal_Code as Code } from "#proto/frame";
import { create } from "../src/codec/create";
import { Live } from "../src/state/live.svelte";
import { Refused } from "../src/wire/refusal";

const refusing = (code: Code) => vi.fn(() => Promise.reject(new Refused(create(RefusalSchema, { code }))));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("what is too much for the server is asked for six times, and then the page says why", async () => {
  const put = refusing(Code.OVERLOADED);
  const live = new Live(put);
  await live.now();
  expect(live.refused).toBeUndefined();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(put).toHaveBeenCalledTimes(6);
  expect(live.refused?.code).toBe(Code.OVERLOADED);
});
it("a server that is away for a while is asked until it is back", async () => {
  const put = refusing(Code.UNAVAILABLE);
  const live = new Live<string>(put as never);
  await live.now();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(put.mock.calls.length).toBeGreaterThan(10);
  expect(live.refused).toBeUndefined();
  live.stop();
});
it("a page that asks seldom does not wait so long for its first answer", async () => {
  const put = vi.fn<() => Promise<string>>().mockResolvedValue("answered");
  put.mockRejectedValueOnce(new Refused(create(RefusalSchema, { code: Code.RATE_LIMITED })));
  const live = new Live<string>(put, 10_000);
  await live.now();
  expect(live.value).toBeUndefined();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(live.value).toBe("answered");
});
it("a page that was left asks nothing more", async () => {
  const put = refusing(Code.UNAVAILABLE);
  const live = new Live(put);
  await live.now();
  live.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(put).toHaveBeenCalledTimes(1);
});
