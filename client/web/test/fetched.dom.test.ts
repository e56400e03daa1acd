// A part of the console that does not come: fetched again while the network may be what is missing.
// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { fetched } from "../src/state/fetched";
import { session } from "../src/state/session.svelte";

const gone = new TypeError("Failed to fetch dynamically imported module");
const lost = (times: number) => {
  let left = times;
  return vi.fn(() => (left-- > 0 ? Promise.reject(gone) : Promise.resolve("there")));
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("a part of the page that a lost connection kept back is there when the connection is", async () => {
  session.state = "waiting";
  const load = lost(30);
  const part = fetched(load);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(await part).toBe("there");
});
it("a connection whose loss is not noticed yet costs no part of the page", async () => {
  session.state = "live";
  const part = fetched(lost(3));
  await vi.advanceTimersByTimeAsync(3_000);
  expect(await part).toBe("there");
});
it("what the server does not have is said after five tries", async () => {
  session.state = "live";
  const load = lost(100);
  const part = fetched(load).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await part).toBe(gone);
  expect(load).toHaveBeenCalledTimes(5);
});
