// How a timeline is read, what an export's lines are, how spreadsheets are kept harmless, what was kept of a
// log.
// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from "vitest";
import { Tlp } from "#proto/event";
import { TimelineLineSchema } from "#proto/view";
import { create } from "../src/codec/create";
import { csv } from "../src/rooms/audit/download";
import { entryLine, headLine, named } from "../src/rooms/audit/export_file";
import { redact } from "../src/rooms/audit/redaction";
import { type Cut, cut, groups, isIn, isLate } from "../src/rooms/audit/timeline";
import { lengthWords, ticks, took } from "../src/rooms/audit/took";
import { dropOwn, keepCheckpoint, keepPasted, pin, readPasted, trustIn } from "../src/rooms/audit/trust";
import { readChecks } from "../src/wire/server_facts";
import { message } from "./small_log";

const line = (index: number, kind: string, more: object = {}) =>
  create(TimelineLineSchema, { index: BigInt(index), kind, receivedAt: BigInt(index * 10),
    recordedAt: BigInt(index * 10),
    person: Uint8Array.of(1), words: kind, ...more });
const lines = [line(1, "alert_issued"), line(2, "delivery_recorded", { person: new Uint8Array() }),
  line(3, "alert_acknowledged", { party: "GH" }), line(4, "text_added", { claimedAt: 5n }),
  line(5, "position_received_late", { party: "MN" }), line(6, "escalated", { person: new Uint8Array() })];
const all: Cut = { group: "all", party: "", words: "", order: "recorded", newestFirst: false };
const shown = (by: Partial<Cut>): number[] => cut(lines, { ...all, ...by }).map((one) => Number(one.index));

describe("a timeline", () => {
  it("is grouped as tocsin timeline --only groups it, and the server's own stands beside", () => {
    expect(groups.map((group) => lines.filter((one) => isIn(group, one)).map((one) => Number(one.index))))
      .toEqual([
      [1, 2, 3, 4, 5, 6], [1, 3, 5], [2, 6], [4], [2, 6]]);
  });
  it("is read in recorded or claimed order, from either end, of one party, or by a word", () => {
    expect(shown({ newestFirst: true })).toEqual([6, 5, 4, 3, 2, 1]);
    expect(shown({ order: "claimed" })).toEqual([4, 1, 2, 3, 5, 6]);
    expect(shown({ party: "GH" })).toEqual([3]);
    expect(shown({ words: "ESCAL" })).toEqual([6]);
    expect(shown({ words: "#5" })).toEqual([5]);
  });
  it("tells a late position as late", () => expect(lines.filter(isLate).map((one) => Number(one.index)))
    .toEqual([5]));
});

describe("an export without what is too strict", () => {
  const entry = (index: number, event: Record<number, unknown>) => ({ index, header: new Uint8Array(76),
    salt: Uint8Array.of(1), payload: message(event as never) });
  const content = (label: number) => message({ 18: label });
  const entries = [
    entry(0, { 32: message({ 1: "al-amber", 4: content(Tlp.AMBER) }) }),
    entry(1, { 32: message({ 1: "al-green", 4: content(Tlp.GREEN) }) }),
    entry(2, { 40: message({ 1: message({ 1: "al-amber" }) }) }),
    entry(3, { 36: message({ 1: "al-green" }) }),
    entry(4, { 50: message({ 1: "st-1", 6: Tlp.GREEN, 8: "al-amber" }) }),
    entry(5, { 63: message({ 1: message({ 1: "st-1" }) }) }),
    entry(6, { 43: message({ 1: "st-1", 2: Tlp.RED }) }),
    entry(7, { 39: message({ 1: "al-green", 2: "al-amber" }) }),
    entry(8, { 20: message({ 1: "al-amber" }) }),
  ];
  const left = (from: Tlp) => redact(entries, from).entries.filter((one) => one.payload.length === 0)
    .map((one) => one.index);
  it("leaves out every entry of a case by its last label, and keeps the Coalition's own", () => {
    expect(left(Tlp.RED)).toEqual([4, 5, 6]);
    expect(left(Tlp.AMBER)).toEqual([0, 2, 4, 5, 6, 7]);
    expect(redact(entries, Tlp.GREEN).left).toBe(8);
  });
});

describe("an export", () => {
  const header = new Uint8Array(76);
  it("has the lines of LOG_FORMAT.md 7, with nothing where something is withheld", () => {
    expect(JSON.parse(headLine({ note: "a/log1\n1\nroot\n\n— sig\n", logKey: "k", size: 1 }, ""))).toEqual({
      schema: "tocsin.export/1", origin: "a/log1", log_key: "k", checkpoint: "a/log1\n1\nroot\n\n— sig\n",
        scope: "all" });
    const none = new Uint8Array();
    expect(JSON.parse(entryLine({ index: 7, header, salt: none, payload: none, proof: [Uint8Array.of(1)] })))
      .toMatchObject({ index: 7, salt: null, payload: null, proof: ["AQ=="] });
    expect(JSON.parse(entryLine({ index: 7, header, salt: Uint8Array.of(1), payload: none })))
      .not.toHaveProperty("proof");
  });
  it("finds the documents that an entry names", () => {
    const hash = new Uint8Array(32).fill(7);
    expect(named(message({ 51: message({ 1: "st-1", 2: 1, 3: hash }) }))).toEqual([hash]);
    expect(named(message({ 54: message({ 1: message({ 10: hash }) }) }))).toEqual([hash]);
    const attached = message({ 4: message({ 17: message({ 1: 1, 6: hash }) }) });
    expect(named(message({ 32: attached }))).toEqual([hash]);
    expect(named(message({ 41: message({ 1: "al-1" }) }))).toEqual([]);
  });
});

describe("a spreadsheet", () => {
  it("is quoted where it must be, and runs nothing", () => {
    expect(csv([["a", 1], ['say "x", y', "=1+1"], ["-5", "@x"]]))
      .toBe('a,1\r\n"say ""x"", y",\'=1+1\r\n-5,\'@x\r\n');
  });
});

describe("what this browser trusts", () => {
  beforeEach(() => localStorage.clear());
  it("is the key seen first, whatever is shown later, and the last checkpoint that was sound", () => {
    expect(pin("a", "key 1", 5)).toEqual({ logKey: "key 1", since: 5 });
    expect(pin("a", "key 2", 9).logKey).toBe("key 1");
    keepCheckpoint("a", "note", 12);
    expect(trustIn("a")).toEqual({ logKey: "key 1", since: 5, note: "note", size: 12 });
    expect(trustIn("b")).toBeUndefined();
  });
  it("is what its person pasted to be kept, from then on", () => {
    pin("a", "key 1", 5);
    keepPasted("a", { note: "own note" }, 7);
    expect(trustIn("a")).toEqual({ logKey: "key 1", since: 5, own: "own note" });
    keepPasted("a", { logKey: "key 2" }, 9);
    keepCheckpoint("a", "note", 12);
    expect(trustIn("a")).toEqual({ logKey: "key 2", since: 9, own: "own note", note: "note", size: 12 });
    dropOwn("a");
    expect(trustIn("a")).toEqual({ logKey: "key 2", since: 9, note: "note", size: 12 });
  });
  it("takes a key or a checkpoint that somebody kept", () => {
    expect(readPasted("  a+12345678+AA==\n")).toEqual({ logKey: "a+12345678+AA==" });
    expect(readPasted("a\r\n1\r\nroot\r\n\r\n— a b\r\n")).toEqual({ note: "a\n1\nroot\n\n— a b\n" });
    expect(readPasted(" \n")).toEqual({});
  });
});

describe("words of time", () => {
  it("are digits up to two days, and have at most seven marks on an axis", () => {
    expect([took(41_000), took(26 * 3_600_000 + 190_000), took(null)]).toEqual(["0:00:41", "26:03:10", "–"]);
    expect([lengthWords(900_000), lengthWords(3_600_000), lengthWords(86_400_000)])
      .toEqual(["15 min", "1 h", "24 h"]);
    for (const until of [900, 30_000, 700_000, 4 * 3_600_000, 90 * 86_400_000]) expect(ticks(until).length)
      .toBeLessThanOrEqual(7);
  });
});

describe("the server's word of itself", () => {
  it("is read line by line", () => {
    expect(readChecks("[+]not-halted\n[-]writable disk full\n[!]tls-ends-at-proxy why\nnot ready\n"))
      .toEqual([
      { name: "not-halted", well: true, because: "" },
        { name: "writable", well: false, because: "disk full" },
      { name: "tls-ends-at-proxy", well: false, because: "why" }]);
  });
});
