// When a deadline sounds, and when it is quiet.
// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it, vi } from "vitest";
import { SubscriptionSchema } from "#proto/event";
import { create } from "../src/codec/create";
import { isQuiet } from "../src/state/quiet";

vi.mock("../src/state/owed.svelte", () => ({ owed: () => undefined, ownSubscription: () => undefined }));
vi.mock("../src/state/settings.svelte", () => ({ settings: {} }));
vi.mock("../src/state/clock.svelte", () => ({ serverClock: { now: () => 0 } }));
const { Marks } = await import("../src/state/deadline_cue");

const minute = 60_000;
const line = (deadline: number) => ({ subject: "st-1", deadline: BigInt(deadline) });

describe("a deadline", () => {
  it("sounds as it passes 60, 15 and 5 minutes, once each", () => {
    const marks = new Marks();
    const heard: number[] = [];
    for (let now = 0; now <= 70 * minute; now += 30_000)
      if (marks.passed([line(70 * minute)], now).length > 0) heard.push(70 - now / minute);
    expect(heard).toEqual([60, 15, 5]);
  });
  it("is silent about marks that were passed before one looked, and after the close", () => {
    const marks = new Marks();
    expect(marks.passed([line(10 * minute)], 0)).toEqual([]);
    expect(marks.passed([line(10 * minute)], 6 * minute)).toHaveLength(1);
    expect(marks.passed([line(10 * minute)], 11 * minute)).toEqual([]);
  });
  it("that was extended sounds anew", () => {
    const marks = new Marks();
    marks.passed([line(10 * minute)], 0);
    marks.passed([line(30 * minute)], 0);
    expect(marks.passed([line(30 * minute)], 16 * minute)).toHaveLength(1);
  });
});

describe("quiet hours", () => {
  const at = (clock: string): number => Date.parse(`2026-11-27T${clock}:00Z`);
  const kept = (from: number, until: number, zone = "UTC") =>
    create(SubscriptionSchema, { quietFromMinute: from * 60, quietUntilMinute: until * 60, zone });
  it("go over midnight, in the zone that was chosen", () => {
    const night = kept(22, 7);
    expect(
      [at("21:59"), at("22:00"), at("03:00"), at("06:59"), at("07:00")].map((one) => isQuiet(night, one)),
    ).toEqual([false, true, true, true, false]);
    expect(isQuiet(kept(22, 7, "Asia/Tokyo"), at("14:00"))).toBe(true);
  });
  it("are none when they begin when they end, or were never set", () => {
    expect(isQuiet(kept(0, 0), at("00:00"))).toBe(false);
    expect(isQuiet(undefined, at("00:00"))).toBe(false);
  });
});
