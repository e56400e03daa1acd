// A silent connection is asked whether anybody is there, and is dead when nobody answers.
// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Heartbeat } from "../src/wire/heartbeat";

describe("the heartbeat", () => {
  let asked = 0;
  let died = 0;
  let may = true;
  let beat: Heartbeat;
  beforeEach(() => {
    vi.useFakeTimers();
    [asked, died, may] = [0, 0, true];
    beat = new Heartbeat(
      () => (may && ++asked, may),
      () => ++died,
    );
  });
  afterEach(() => void vi.useRealTimers());

  it("asks nothing while frames come", () => {
    for (let n = 0; n < 10; n++) {
      beat.heard();
      vi.advanceTimersByTime(15_000);
    }
    expect([asked, died]).toEqual([0, 0]);
  });

  it("asks after twenty seconds, and gives up eight later", () => {
    beat.heard();
    vi.advanceTimersByTime(20_001);
    expect([asked, died]).toEqual([1, 0]);
    vi.advanceTimersByTime(8_000);
    expect(died).toBe(1);
  });

  it("goes on when the answer comes, which says when it was asked, once", () => {
    beat.heard();
    vi.advanceTimersByTime(20_001);
    expect(beat.takeAsked()).toBeTypeOf("number");
    expect(beat.takeAsked()).toBeUndefined();
    beat.heard();
    vi.advanceTimersByTime(15_000);
    expect(died).toBe(0);
  });

  it("kills nothing while a passkey is touched and nothing may be asked", () => {
    may = false;
    beat.heard();
    vi.advanceTimersByTime(90_000);
    expect([asked, died]).toEqual([0, 0]);
  });
});
