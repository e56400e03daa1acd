// What the page verifies of the log, and that a single changed byte of each kind is found and named.
// SPDX-License-Identifier: Apache-2.0
import { beforeAll, describe, expect, it } from "vitest";
import { type Given, Kind } from "../src/rooms/audit/proof/entry";
import type { Code, Report } from "../src/rooms/audit/proof/finding";
import { leafHash, nodeHash, rootOf } from "../src/rooms/audit/proof/merkle";
import { Verifier } from "../src/rooms/audit/proof/verifier";
import { hex, join, own, unhex, utf8 } from "../src/wire/bytes";
import { SmallLog, device, edwards, openssh, passkey, person, signed, vkey, origin,
  type Signer } from "./small_log";

const noteAdded = 36;
let log: SmallLog;
let note: string;
const ghana = person("a1"), kenya = person("b2"), chile = person("c3");
let places: Record<"raw" | "passkey" | "openssh", number>;
let raw: Signer;

beforeAll(async () => {
  log = await SmallLog.founded();
  const [touched, ssh] = [await passkey(), await openssh()];
  raw = await device();
  await log.admit(ghana, "GH", raw);
  await log.admit(kenya, "KE", touched);
  await log.admit(chile, "CL", ssh);
  places = { raw: await log.position(ghana, "GH", raw), passkey: await log.position(kenya, "KE", touched),
    openssh: await log.position(chile, "CL", ssh) };
  note = await log.note();
});

interface Deed { entries?: Given[]; note?: string; trusted?: string; kept?: string[]; whole?: boolean }

async function verified(deed: Deed = {}): Promise<Report> {
  const verifier = new Verifier({ whole: deed.whole ?? true, note: deed.note ?? note,
    trusted: deed.trusted ?? log.logKey, kept: deed.kept ?? [] });
  const entries = deed.entries ?? log.entries;
  for (let at = 0; at < entries.length; at += 3) await verifier.take(entries.slice(at, at + 3)); // pages
  return verifier.finish();
}

/** One byte changed: in a field of one entry. */
function flipped(index: number, field: "header" | "salt" | "payload", at: number): Given[] {
  return log.entries.map((one) => {
    if (one.index !== index) return one;
    const bytes = own(one[field]);
    const place = at < 0 ? bytes.length + at : at;
    bytes[place] = (bytes[place] ?? 0) ^ 1;
    return { ...one, [field]: bytes };
  });
}

const first = (report: Report): [Code | undefined, number | undefined] => {
  const found = report.findings.find((one) => one.index === report.firstWrong) ?? report.findings[0];
  return [found?.code, report.firstWrong];
};

describe("a sound log", () => {
  it("is found sound, with every position and of every form", async () => {
    const report = await verified();
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ sound: true, signed: true, tree: true, entries: 10, positions: 3,
      unchecked: 0, withheld: 0 });
  });
  it("continues a checkpoint that somebody kept", async () => {
    expect(await verified({ kept: [await log.note(4)] })).toMatchObject({ sound: true, keptSize: 4 });
  });
  it("may withhold what a reader may not see, and still prove its place", async () => {
    const entries = log.entries.map((one) => (one.index === 3
      ? { ...one, salt: new Uint8Array(), payload: new Uint8Array() } : one));
    expect(await verified({ entries })).toMatchObject({ tree: true, withheld: 1, sound: true, positions: 2,
      unchecked: 1 });
  });
});

describe("one changed byte", () => {
  const cases: [string, "header" | "salt" | "payload", number, number, Code][] = [
    ["of a salt", "salt", 2, 0, "commitment"],
    ["of a payload", "payload", 5, -1, "commitment"],
    ["of a commitment", "header", 4, 60, "commitment"],
    ["of a format", "header", 1, 0, "header"],
    ["of a kind", "header", 6, 3, "kind"],
  ];
  it.each(cases)("%s is found, and its entry named", async (_, field, index, at, code) => {
    expect(first(await verified({ entries: flipped(index, field, at) }))).toEqual([code, index]);
  });

  it.each([["time", 11], ["actor", 12], ["command id", 30]])("of a header's %s changes the root",
    async (_, at) => {
    const report = await verified({ entries: flipped(3, "header", at) });
    expect(report.tree).toBe(false);
    expect(report.findings.map((one) => one.code)).toContain("root");
  });

  it("of the root or of the log's signature is found", async () => {
    const lines = note.split("\n");
    const letter = lines[2]?.startsWith("A") ? "B" : "A";
    const root = [lines[0], lines[1], `${letter}${lines[2]?.slice(1)}`, ...lines.slice(3)].join("\n");
    expect((await verified({ note: root })).signed).toBe(false);
    const sign = lines[4] ?? "";
    const at = sign.length - 12;
    const other = [...lines.slice(0, 4),
      `${sign.slice(0, at)}${sign[at] === "A" ? "B" : "A"}${sign.slice(at + 1)}`, ""].join("\n");
    expect((await verified({ note: other })).findings.map((one) => one.code))
      .toContain("checkpoint_signature");
  });

  it.each(["raw", "passkey",
    "openssh"] as const)("of a %s signature is found where the log itself signs the lie", async (form) => {
    const lying = await SmallLog.founded();
    const signer = { raw: device, passkey, openssh }[form];
    const own = await signer();
    await lying.admit(ghana, "GH", own);
    const forged = { ...own, sign: async (text: Uint8Array) => {
      const made = await own.sign(text);
      const at = form === "openssh" ? made.signature.length - 60 : made.signature.length - 1;
      made.signature[at] = form === "openssh" ? (made.signature[at] === 65 ? 66 : 65)
        : (made.signature[at] ?? 0) ^ 1;
      return made;
    } };
    const index = await lying.position(ghana, "GH", forged);
    const report = await verified({ entries: lying.entries, note: await lying.note(),
      trusted: lying.logKey });
    expect(first(report)).toEqual(["position_signature", index]);
    expect(report.tree).toBe(true);
  });
});

describe("a log that lies", () => {
  it("cannot leave out an entry, put one twice, or change two", async () => {
    const out = log.entries.filter((one) => one.index !== 4);
    expect(first(await verified({ entries: out }))).toEqual(["missing", 4]);
    expect(first(await verified({ entries: [...log.entries.slice(0, 5), ...log.entries.slice(4)] })))
      .toEqual(["order", 4]);
    expect((await verified({ entries: log.entries.slice(0, 8) })).findings.map((one) => one.code))
      .toEqual(expect.arrayContaining(["missing", "root"]));
  });
  it("cannot rewrite what somebody kept a checkpoint of", async () => {
    const other = await SmallLog.founded();
    other.key = log.key;
    await other.put(noteAdded, { 1: "a", 2: ghana, 3: "b" }, ghana);
    const report = await verified({ kept: [await other.note(2)] });
    expect(report.findings.map((one) => one.code)).toEqual(["kept_rewritten"]);
  });
  it("cannot be another log than the trusted one", async () => {
    expect((await verified({ trusted: await vkey(await edwards()) })).findings.map((one) => one.code))
      .toContain("other_log");
  });
  it("cannot take another's key, a revoked one, or another's name", async () => {
    const town = await SmallLog.founded();
    const [one, two] = [await device(), await device()];
    await town.admit(ghana, "GH", one);
    await town.admit(kenya, "KE", two);
    const other = await town.position(ghana, "GH", two);
    const named = await town.position(ghana, "GH", one, "KE");
    await town.put(Kind.keyRevoked, { 1: ghana, 2: one.fingerprint, 3: "lost" }, ghana);
    const late = await town.position(ghana, "GH", one);
    const unknown = await town.position(ghana, "GH", await device());
    const report = await verified({ entries: town.entries, note: await town.note(), trusted: town.logKey });
    expect(report.findings.map(({ index, code }) => [index, code])).toEqual([
      [other, "position_person"], [named, "position_line"], [late, "position_force"],
        [unknown, "position_key"]]);
  });
});

describe("the key of a log", () => {
  it("may change when both keys signed it, and what was trusted leads to the new one", async () => {
    const town = await SmallLog.founded();
    const [old, next] = [town.key, await edwards()];
    const text = ["tocsin.example/log-key/v1", `log ${origin}`, `old-key ${hex(old.publicKey)}`,
      `new-key ${hex(next.publicKey)}`, "time 1764000100", ""].join("\n");
    const change = { 1: old.publicKey, 2: next.publicKey, 3: text, 4: await signed(old, utf8(text)),
      5: await signed(next, utf8(text)) };
    await town.put(Kind.logKeyChanged, change);
    town.key = next;
    expect(await verified({ entries: town.entries, note: await town.note(), trusted: town.logKey }))
      .toMatchObject({ sound: true });
    const forged = await SmallLog.founded();
    await forged.put(Kind.logKeyChanged, { ...change, 1: forged.key.publicKey });
    forged.key = next;
    const report = await verified({ entries: forged.entries, note: await forged.note(),
      trusted: forged.logKey });
    expect(report.findings.map((one) => one.code))
      .toEqual(expect.arrayContaining(["key_change", "checkpoint_signature"]));
  });
});

describe("the entries of a case", () => {
  /** Audit path of one leaf, by the recursion of RFC 6962. */
  async function path(leaves: Uint8Array[], index: number): Promise<Uint8Array[]> {
    if (leaves.length <= 1) return [];
    const half = 2 ** Math.floor(Math.log2(leaves.length - 1));
    const [left, right] = [leaves.slice(0, half), leaves.slice(half)];
    return index < half ? [...await path(left, index), await rootOf(right)]
      : [...await path(right, index - half), await rootOf(left)];
  }
  it("are proven each by its path, and one byte of a path is found", async () => {
    const leaves = await log.leaves();
    const some = await Promise.all(log.entries.filter((one) => one.index !== 4)
      .map(async (one) => ({ ...one, proof: await path(leaves, one.index) })));
    expect(await verified({ entries: some, whole: false }))
      .toMatchObject({ sound: true, tree: true, positions: 2, unchecked: 1 });
    const [proof] = some[6]?.proof ?? [];
    if (proof) proof[0] = (proof[0] ?? 0) ^ 1;
    expect(first(await verified({ entries: some, whole: false }))).toEqual(["proof", some[6]?.index]);
  });
  it("hash as RFC 6962 says", async () => {
    expect(hex(await rootOf([]))).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(hex(await leafHash(unhex(""))))
      .toBe("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    expect(hex(await nodeHash(utf8("N123"), utf8("N456"))))
      .toBe(hex(await nodeHash(join(utf8("N1"), utf8("23")), utf8("N456"))));
  });
});
