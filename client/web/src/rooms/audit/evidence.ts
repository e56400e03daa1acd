// Entries as the server gives them, page by page: the whole log, or a case with what its signatures need and
// the proof of
// each entry (docs/LOG_FORMAT.md 7). Everything is handed on as it comes; nothing is believed here.
// SPDX-License-Identifier: Apache-2.0
import type { EntryList, EntryRecord, ProofView } from "#proto/view";
import { ask } from "../../state/live.svelte";
import { patiently } from "./patiently";
import type { Given } from "./proof/entry";

export interface Head {
  note: string;
  logKey: string;
  size: number;
}

export interface Taker {
  begin(head: Head): Promise<void> | void;
  take(entries: Given[]): Promise<void> | void;
  /** Entries that came in so far, of so many. */
  fetched?(count: number, of: number): void;
}

const indices_max = 64; // proofs of one question

/** Of the Coalition, what a case's signatures need: the log's keys, parties, persons, and theirs. */
const coalition = new Set([10, 11, 12, 20, 22, 23, 91, 96]);
const kindOf = ({ header }: EntryRecord): number => ((header[2] ?? 0) << 8) | (header[3] ?? 0);

async function* pages(subject: string, until: (head: EntryList) => number): AsyncGenerator<EntryList> {
  for (let from = 0n; ;) {
    const page = await patiently(() => ask({ case: "fetchEntries", value: { from, subject } }, "entries"));
    yield page;
    if (page.next <= from || page.next >= page.size || Number(page.next) > until(page)) return;
    from = page.next;
  }
}

const given = ({ index, header, salt, payload }: EntryRecord): Given =>
  ({ index: Number(index), header, salt, payload });
const headOf = ({ checkpoint: note, logKey, size }: EntryList): Head =>
  ({ note, logKey, size: Number(size) });

async function readWhole(to: Taker): Promise<void> {
  let head: Head | undefined;
  for await (const page of pages("", () => head?.size ?? Infinity)) {
    if (!head) await to.begin((head = headOf(page)));
    const { size } = head; // what was recorded since stands under another checkpoint
    const some = page.entries.map(given).filter((one) => one.index < size);
    to.fetched?.(Math.min(Number(page.next), size), size);
    await to.take(some);
  }
}

async function readCase(id: string, to: Taker): Promise<void> {
  const wanted = new Map<number, Given>();
  let head: Head | undefined;
  for await (const page of pages(id, () => Infinity)) {
    head ??= headOf(page);
    for (const one of page.entries) if (Number(one.index) < head.size) wanted.set(Number(one.index),
      given(one));
  }
  if (!head) return;
  const { size } = head;
  await to.begin(head);
  const last = Math.max(...wanted.keys());
  for await (const page of pages("", () => last)) {
    for (const one of page.entries)
      if (one.payload.length > 0 && Number(one.index) <= last
        && coalition.has(kindOf(one))) wanted.set(Number(one.index), given(one));
    to.fetched?.(Math.min(Number(page.next), last + 1), last + 1);
  }
  const entries = [...wanted.values()].sort((a, b) => a.index - b.index);
  for (let at = 0; at < entries.length; at += indices_max) {
    const some = entries.slice(at, at + indices_max);
    const proof = await patiently(() =>
      ask({ case: "fetchProof", value: { indices: some.map((one) => BigInt(one.index)),
        size: BigInt(size) } }, "proof"));
    await to.take(some.map((one) => ({ ...one, proof: pathOf(proof, one.index) })));
  }
}

const pathOf = ({ paths }: ProofView, index: number): Uint8Array[] =>
  paths.find((path) => Number(path.index) === index)?.hashes ?? [];

/** `scope`: empty for the whole log, else the id of a case. */
export const readEvidence = (scope: string, to: Taker): Promise<void> =>
  (scope === "" ? readWhole(to) : readCase(scope, to));
