// The server's clock in this page, spans of time, and how long to wait before coming back.
// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { leftWords, phaseOf, span } from "../src/messages/span";
import { backoff, comeBack } from "../src/wire/backoff";
import { ServerClock } from "../src/wire/clock";

const seconds = (count: number): number => count * 1000;

describe("the server's clock", () => {
  it("is the median of what was heard, and shrugs at one late answer", () => {
    const clock = new ServerClock();
    const base = 1_764_000_000_000;
    for (const off of [0, 4, 2]) clock.heard(base + off + performance.now(), performance.now());
    // Two seconds on the way: says little.
    clock.heard(base + seconds(60) + performance.now(), performance.now() - seconds(2));
    expect(Math.abs(clock.now() - base - performance.now())).toBeLessThan(10);
  });

  it("follows a server whose clock was set", () => {
    const clock = new ServerClock();
    clock.heard(seconds(1000), performance.now());
    clock.heard(seconds(5000), performance.now());
    expect(clock.now()).toBeGreaterThanOrEqual(seconds(5000) - 50);
  });
});

describe("a countdown", () => {
  it("says days, then hours, then a clock", () => {
    expect(leftWords(seconds(3 * 86400 + 60))).toBe("3 days");
    expect(leftWords(seconds(6 * 3600 + 12 * 60))).toBe("6 h 12 min");
    expect(leftWords(seconds(3600 + 41 * 60 + 52))).toBe("1:41:52");
    expect(leftWords(seconds(9 * 60 + 7))).toBe("9:07");
  });
  it("adds the word closing in the last ten minutes, and ends at nought", () => {
    expect([phaseOf(seconds(600)), phaseOf(seconds(599)), phaseOf(0)]).toEqual(["soon", "closing", "closed"]);
  });
  it("is the same over a change to winter time: an instant knows no zone", () => {
    const before = Date.UTC(2026, 9, 25, 0, 30);
    expect(leftWords(Date.UTC(2026, 9, 25, 6, 30) - before)).toBe("6 h 00 min");
  });
  it("is not negative for what is a moment ahead of us", () => expect(span(-5)).toBe("0 s"));
});

describe("coming back", () => {
  it("waits longer each time, and never longer than a quarter of a minute", () => {
    const waits = [0, 1, 2, 3, 9, 50].map((attempt) => backoff(attempt, () => 1));
    expect(waits).toEqual([250, 500, 1000, 2000, 15000, 15000]);
  });
  it("does as a restarting server asks", () =>
    expect(comeBack(1012, "retry_after_ms=3000", 0)).toBeGreaterThanOrEqual(3000));
  it("stays away when nobody is logged in any more", () =>
    expect([4401, 4403, 4450].map((code) => comeBack(code, "", 0))).toEqual(["never", "never", "never"]));
});
