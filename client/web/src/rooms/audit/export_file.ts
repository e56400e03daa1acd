// The export of docs/LOG_FORMAT.md 7, line by line, as `tocsin export` writes it and `tocsin verify` reads
// it.
// SPDX-License-Identifier: Apache-2.0
import type { Tlp } from "#proto/event";
import { ask } from "../../state/live.svelte";
import { hex, same, sha256 } from "../../wire/bytes";
import { Refused } from "../../wire/refusal";
import { type Head, type Taker, readEvidence } from "./evidence";
import { base64 } from "./proof/base64";
import type { Given } from "./proof/entry";
import { Message } from "./proof/wire_format";
import { redact } from "./redaction";

const line = (object: unknown): string => `${JSON.stringify(object)}\n`;
const orNull = (bytes: Uint8Array, isHere: boolean): string | null => (isHere ? base64(bytes) : null);

export const headLine = ({ note, logKey }: Head, scope: string): string =>
  line({ schema: "tocsin.export/1", origin: note.split("\n", 1)[0], log_key: logKey, checkpoint: note,
    scope: scope || "all" });

export function entryLine({ index, header, salt, payload, proof }: Given): string {
  const isHere = salt.length > 0;
  const proven = proof ? { proof: proof.map(base64) } : {};
  return line({ index, header: base64(header), salt: orNull(salt, isHere), payload: orNull(payload, isHere),
    ...proven });
}

/** Where an event of a kind names documents: the field, or that of an alert's content, whose evidence has
   attachments. */
const fieldOf: Readonly<Record<number, number>> = { 51: 3, 52: 3, 53: 10 };
const contentOf: Readonly<Record<number, number>> = { 30: 3, 31: 3, 32: 4, 33: 5 };
const lateKind = 54;

/** The documents that an entry names: texts, explanations, what is attached to an alert. */
export function named(payload: Uint8Array): Uint8Array[] {
  const event = new Message(payload);
  const kind = event.numbersOfFields.find((number) => number > 2) ?? 0;
  const what = event.message(kind);
  if (kind === lateKind) return [what.message(1).bytes(10)];
  const [field, content] = [fieldOf[kind], contentOf[kind]];
  if (field) return [what.bytes(field)];
  return content ? what.message(content).messages(17).map((evidence) => evidence.bytes(6)) : [];
}

/** A text that this reader may not have stays out; the entries name it by its hash. */
async function documentLine(name: Uint8Array): Promise<string> {
  try {
    const { mediaType, content } = await ask({ case: "fetchDocument", value: { sha256: name } }, "document");
    if (!same(await sha256(content), name)) return "";
    return line({ document: hex(name), media_type: mediaType, content: base64(content) });
  } catch (error) {
    if (error instanceof Refused) return "";
    throw error;
  }
}

export interface Made {
  parts: string[];
  size: number;
  /** Entries whose payload was left out for their label. */
  left: number;
}

/** `from`: what is labelled so or stricter is left out; 0: nothing. */
export async function makeExport(scope: string, from: Tlp | 0,
  fetched: NonNullable<Taker["fetched"]>): Promise<Made> {
  const given: Given[] = [];
  let head: Head | undefined;
  await readEvidence(scope, {
    begin: (one) => { head = one; },
    take: (entries) => { given.push(...entries); },
    fetched,
  });
  if (!head) return { parts: [], size: 0, left: 0 };
  const { entries, left } = from === 0 ? { entries: given, left: 0 } : redact(given, from);
  const parts = [headLine(head, scope), ...entries.map(entryLine)];
  const documents = new Map(entries.flatMap(({ payload }) => (payload.length > 0 ? named(payload) : []))
    .filter((name) => name.length === 32).map((name) => [hex(name), name]));
  const sorted = [...documents].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [, name] of sorted) parts.push(await documentLine(name));
  return { parts, size: head.size, left };
}
