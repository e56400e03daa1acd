// The entries of a log, or of a case, from the first to the last: commitments, order, keys, signed
// positions, and the tree
// under the checkpoint. Written from docs/LOG_FORMAT.md; it fetches nothing, and believes nothing that it is
// given.
// SPDX-License-Identifier: Apache-2.0
import { type Bytes, hex, same, sha256 } from "../../../wire/bytes";
import { Directory } from "./directory";
import { type Entry, type Given, type Header, Kind, readHeader, server } from "./entry";
import type { Code, Finding, Report } from "./finding";
import { isIncluded, leafHash, rootOf } from "./merkle";
import { type Checkpoint, type LogKey, changeHolds, isSigned, logKeyOf, readCheckpoint, readLogKey,
  sameKey } from "./note";
import { checkPosition, positionOf } from "./position";
import { Message } from "./wire_format";

export interface Begun {
  /** The whole log, from 0 to the checkpoint's size; else a case, with a proof under each entry. */
  whole: boolean;
  note: string;
  /** The key that is trusted, as published: kept by this page since its first sight, or pasted. */
  trusted: string;
  /** Checkpoints that were kept: the entries must continue each of them. */
  kept: string[];
}

const aboutKeys: ReadonlySet<number> = new Set([Kind.personInvited, Kind.keyAdded, Kind.keyRevoked,
  Kind.rolesChanged]);

interface Hashed extends Given {
  leaf: Bytes;
  committed: Bytes;
}

export class Verifier {
  private readonly findings: Finding[] = [];
  private readonly leaves: Bytes[] = [];
  private readonly directory = new Directory();
  private readonly commands = new Set<string>();
  private readonly count = { entries: 0, withheld: 0, positions: 0, unchecked: 0 };
  private readonly point: Checkpoint | undefined;
  private chain: LogKey[] = []; // the founding key, and each that followed it
  private trusted: LogKey | undefined;
  private expected = 0;
  private before: Header | undefined;
  private exerciseOnly = false;
  private proven = true;
  /** Not every entry about keys is here: whose a key is may be unknown, which is no fault. */
  private keysMissing: boolean;

  constructor(private readonly given: Begun) {
    this.keysMissing = !given.whole;
    this.point = readCheckpoint(given.note);
    if (!this.point) this.wrong("checkpoint_unreadable", {});
  }

  private wrong(code: Code, more: Omit<Finding, "code">): void {
    this.findings.push({ code, ...more });
  }

  private get origin(): string {
    return this.point?.origin ?? "";
  }

  /** Entries in the order of their indices; answers how many were taken so far. */
  async take(entries: readonly Given[]): Promise<number> {
    const hashed = await Promise.all(entries.map(async (one): Promise<Hashed> => ({
      ...one, leaf: await leafHash(one.header), committed: await sha256(one.salt, one.payload),
    })));
    for (const one of hashed) await this.entry(one);
    return this.count.entries;
  }

  private async entry(one: Hashed): Promise<void> {
    const { index } = one;
    this.count.entries += 1;
    this.leaves.push(one.leaf);
    if (this.given.whole && index > this.expected)
      this.wrong("missing", { index: this.expected, found: String(index) });
    else if (index < this.expected) this.wrong("order", { index, expected: String(this.expected) });
    this.expected = index + 1;
    if (this.point && index >= this.point.size)
      this.wrong("beyond", { index, expected: String(this.point.size) });
    if (!this.given.whole) await this.prove(one);
    const header = readHeader(one.header);
    if (!header) return this.wrong("header", { index, found: hex(one.header.slice(0, 16)) });
    this.inOrder(index, header);
    const before = this.before?.recordedAt ?? 0;
    this.before = header;
    const isHere = one.salt.length > 0 || one.payload.length > 0;
    if (!isHere) return this.withhold(header);
    if (one.salt.length !== 32) return this.wrong("halves", { index });
    if (!same(one.committed, header.commitment))
      return this.wrong("commitment", { index, expected: hex(header.commitment), found: hex(one.committed) });
    try {
      await this.event(one, header, before);
    } catch {
      this.wrong("event", { index });
    }
  }

  private withhold({ kind }: Header): void {
    this.count.withheld += 1;
    if (aboutKeys.has(kind)) this.keysMissing = true;
  }

  private async prove({ index, leaf, proof }: Hashed): Promise<void> {
    const { point } = this;
    if (point && await isIncluded(proof ?? [], leaf, index, point.size, point.root)) return;
    this.proven = false;
    this.wrong("proof", { index });
  }

  /** Time never runs backwards; entries of one command stand side by side, and its id never comes again. */
  private inOrder(index: number, header: Header): void {
    if (this.before && header.recordedAt < this.before.recordedAt)
      this.wrong("clock", { index, expected: String(this.before.recordedAt),
        found: String(header.recordedAt) });
    if (header.command === this.before?.command) return;
    if (this.commands.has(header.command)) this.wrong("command", { index, found: header.command.slice(32) });
    this.commands.add(header.command);
  }

  private async event(one: Hashed, header: Header, before: number): Promise<void> {
    const { index } = one;
    const event = new Message(one.payload);
    const kinds = event.numbersOfFields.filter((number) => number > 2);
    if (kinds.length !== 1 || kinds[0] !== header.kind)
      return this.wrong("kind", { index, expected: String(header.kind), found: kinds.join() });
    const entry: Entry = { index, header, leaf: one.leaf, receivedAt: event.number(1), event };
    if (entry.receivedAt > header.recordedAt)
      this.wrong("received", { index, expected: String(header.recordedAt), found: String(entry.receivedAt) });
    const asked = event.bytes(2).length;
    if (asked !== 32 && (asked !== 0 || header.actor !== server)) this.wrong("request", { index });
    await this.founding(entry);
    this.findings.push(...await this.directory.apply(entry));
    const taken = positionOf(entry);
    if (!taken) return;
    const verdict = await checkPosition(entry, taken, this.directory, this.origin, before, this.keysMissing);
    if (verdict.verified) this.count.positions += 1;
    if (verdict.unchecked) this.count.unchecked += 1;
    if (verdict.finding) this.findings.push(verdict.finding);
  }

  private async founding({ index, header, event }: Entry): Promise<void> {
    if ((index === 0) !== (header.kind === Kind.logFounded)) this.wrong("founding", { index });
    if (this.exerciseOnly && header.realm === 0) this.wrong("realm", { index });
    if (header.kind === Kind.logFounded) {
      const said = event.message(header.kind);
      this.exerciseOnly = said.number(3) !== 0;
      if (said.text(1) !== this.origin)
      this.wrong("founding", { index, expected: this.origin, found: said.text(1) });
      this.chain = [await logKeyOf(said.text(1), said.bytes(2))];
    }
    if (header.kind !== Kind.logKeyChanged) return;
    const said = event.message(header.kind);
    const change = { oldKey: said.bytes(1), newKey: said.bytes(2), text: said.text(3),
      oldSignature: said.bytes(4), newSignature: said.bytes(5) };
    const last = this.chain.at(-1);
    const holds = await changeHolds(change, this.origin) && (!last || same(last.publicKey, change.oldKey));
    if (!holds || this.chain.some((key) => same(key.publicKey,
      change.newKey))) return this.wrong("key_change", { index });
    this.chain.push(await logKeyOf(this.origin, change.newKey));
  }

  /** The keys that speak for this log: the trusted one, and those it leads to. */
  private async trustedKeys(): Promise<LogKey[]> {
    this.trusted = await readLogKey(this.given.trusted);
    const { trusted } = this;
    if (!trusted) return [];
    const at = this.chain.findIndex((key) => sameKey(key, trusted));
    if (at < 0 && this.chain.length > 0) return []; // this file founds another log
    return [trusted, ...this.chain.slice(at + 1)];
  }

  async finish(): Promise<Report> {
    const { point } = this;
    const keys = await this.trustedKeys();
    const signed = point !== undefined && await isSigned(point, keys);
    const founded = this.chain.map(({ name, id }) => `${name}+${id}`).join();
    if (point && keys.length === 0) this.wrong("other_log", { expected: this.given.trusted, found: founded });
    else if (point && !signed) this.wrong("checkpoint_signature", {});
    const tree = await this.tree();
    const keptSize = await this.kept(keys);
    const places = this.findings.flatMap(({ index }) => (index === undefined ? [] : [index]));
    return {
      sound: this.findings.length === 0, origin: this.origin, size: point?.size ?? 0,
        root: point ? hex(point.root) : "",
      signed, tree, ...this.count, keptSize, logKey: this.given.trusted, findings: this.findings,
      firstWrong: places.length > 0 ? Math.min(...places) : undefined,
    };
  }

  private async tree(): Promise<boolean> {
    const { point } = this;
    if (!point || !this.given.whole) return point !== undefined && this.proven;
    if (this.expected < point.size)
      this.wrong("missing", { index: this.expected, expected: String(point.size) });
    const root = await rootOf(this.leaves);
    if (same(root, point.root)) return true;
    this.wrong("root", { expected: hex(point.root), found: hex(root) });
    return false;
  }

  /** The largest of the kept checkpoints that these entries continue. */
  private async kept(keys: readonly LogKey[]): Promise<number> {
    let largest = 0;
    for (const note of this.given.kept) {
      const kept = readCheckpoint(note);
      if (!kept) this.wrong("kept_unreadable", {});
      else if (kept.origin !== this.origin || !(await isSigned(kept, keys)))
        this.wrong("kept_signature", { found: kept.origin });
      else if (kept.size > (this.point?.size ?? 0))
        this.wrong("kept_beyond", { expected: String(kept.size), found: String(this.point?.size ?? 0) });
      else if (!(await this.continues(kept)))
        this.wrong("kept_rewritten", { expected: hex(kept.root), found: String(kept.size) });
      else largest = Math.max(largest, kept.size);
    }
    return largest;
  }

  private async continues(kept: Checkpoint): Promise<boolean> {
    if (this.given.whole) return same(await rootOf(this.leaves, kept.size), kept.root);
    // Of a case only the same tree can be told; another needs the whole log.
    return kept.size !== this.point?.size || same(kept.root, this.point.root);
  }
}
