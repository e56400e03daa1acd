// Walls and instants: an author's clock, across the hours that a zone skips or repeats.
// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { endOfMonday, instantOf, isNight, localHour, toMinute, wallOf } from "../src/rooms/lead/instant";

describe("a wall's clock", () => {
  it("is an instant in its zone, there and back", () => {
    for (const zone of ["UTC", "Europe/Zurich", "America/Toronto", "Pacific/Auckland", "Asia/Kathmandu"]) {
      const at = instantOf({ date: "2026-11-23", time: "09:00" }, zone);
      expect(wallOf(at ?? 0, zone)).toEqual({ date: "2026-11-23", time: "09:00" });
    }
    expect(instantOf({ date: "2026-11-23", time: "09:00" }, "Pacific/Auckland")).toBe(
      Date.parse("2026-11-22T20:00:00Z"),
    );
  });
  it("has an hour that does not exist, and it is the one after", () => {
    const at = instantOf({ date: "2026-03-29", time: "02:30" }, "Europe/Zurich");
    expect([Date.parse("2026-03-29T00:30:00Z"), Date.parse("2026-03-29T01:30:00Z")]).toContain(at);
  });
  it("is no instant while it is not whole", () => {
    expect(instantOf({ date: "", time: "09:00" }, "UTC")).toBeUndefined();
    expect(instantOf({ date: "2026-11-23", time: "" }, "UTC")).toBeUndefined();
    expect(instantOf({ date: "2026-13-40", time: "09:00" }, "UTC")).toBeUndefined();
  });
});

describe("a deadline", () => {
  it("falls on whole minutes", () => {
    expect(toMinute(60_001)).toBe(120_000);
    expect(toMinute(120_000)).toBe(120_000);
  });
  it("at the end of Monday is the coming one, in that zone", () => {
    const friday = Date.parse("2026-11-27T09:00:00Z");
    expect(endOfMonday(friday, "UTC")).toBe(Date.parse("2026-11-30T17:00:00Z"));
    expect(endOfMonday(Date.parse("2026-11-30T16:59:00Z"), "UTC")).toBe(Date.parse("2026-11-30T17:00:00Z"));
    expect(endOfMonday(Date.parse("2026-11-30T17:00:00Z"), "UTC")).toBe(Date.parse("2026-12-07T17:00:00Z"));
  });
});

describe("a capital's hour as the server writes it", () => {
  it("is night from ten to seven", () => {
    expect(localHour("2026-11-22 17:00 (UTC+3)")).toBe(17);
    expect(["21:59", "22:00", "06:59", "07:00"].map((time) => isNight(`2026-11-22 ${time} (UTC)`))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(isNight("")).toBe(false);
  });
});
