// Is a position what its government signed? Its key, its text against the entry's own fields, its signature
// (docs/PROTOCOL.md 5). Whether it was counted rightly is asked by `tocsin verify`.
// SPDX-License-Identifier: Apache-2.0
import { hex } from "../../../wire/bytes";
import type { Directory } from "./directory";
import { type Entry, Kind } from "./entry";
import type { Finding } from "./finding";
import { holds, readPosition, readSigned } from "./signed";
import type { Message } from "./wire_format";

const contexts = ["tocsin.example/sign-on/v1", "tocsin.example/exercise/sign-on/v1"]; // by realm
const stances = ["", "sign", "sign_with_explanation", "sign_ad_referendum", "associate", "not_joining",
  "abstain", "object",
  "awaiting_instructions", "recused", "late_association", "dissociation"];

const orDash = (bytes: Uint8Array): string => (bytes.length > 0 ? hex(bytes) : "-");

/** The position of an entry, also a prepared or late one; nothing for any other kind. */
export function positionOf({ header, event }: Entry): Message | undefined {
  if (header.kind === Kind.positionTaken) return event.message(header.kind);
  if (header.kind === Kind.positionPrepared
    || header.kind === Kind.positionReceivedLate) return event.message(header.kind).message(1);
  return undefined;
}

export interface Verdict {
  verified: boolean;
  /** Its key is not among the entries given: nothing is said of it. */
  unchecked: boolean;
  finding?: Finding;
}

const wrong = (finding: Finding): Verdict => ({ verified: false, unchecked: false, finding });

export async function checkPosition(entry: Entry, taken: Message, directory: Directory, origin: string,
  before: number,
  keysMissing: boolean): Promise<Verdict> {
  const { index, header } = entry;
  const [party, person, fingerprint] = [taken.text(2), hex(taken.bytes(3)), taken.bytes(8)];
  const signed = readSigned(taken.message(11));
  const text = readPosition(signed.text);
  if (!text) return wrong({ code: "position_text", index });
  const says: Record<string, string> = {
    context: contexts[header.realm] ?? "", log: origin, statement: taken.text(1),
      version: String(taken.number(5)),
    "text-sha256": hex(taken.bytes(6)), deadline: String(Math.floor(taken.number(7) / 1000)), member: party,
    position: stances[taken.number(4)] ?? "", "reservation-sha256": orDash(taken.bytes(10)),
      supersedes: orDash(taken.bytes(9)),
    key: hex(fingerprint),
  };
  for (const [line, expected] of Object.entries(says)) {
    const found = text.get(line) ?? "";
    if (found !== expected) return wrong({ code: "position_line", index, line, expected, found });
  }
  const held = directory.held(fingerprint);
  const owner = directory.person(person);
  if (!held || !owner) {
    if (keysMissing) return { verified: false, unchecked: true };
    return wrong({ code: "position_key", index, found: hex(fingerprint) });
  }
  if (held.person !== person || header.actor !== person)
    return wrong({ code: "position_person", index, expected: held.person, found: header.actor });
  if (owner.party !== party) return wrong({ code: "position_party", index, expected: owner.party,
    found: party });
  if (!directory.isInForce(held, Math.max(entry.receivedAt, before)))
    return wrong({ code: "position_force", index, found: hex(fingerprint) });
  if (!(await holds(held.key, signed))) return wrong({ code: "position_signature", index,
    found: hex(signed.signature.slice(0, 16)) });
  return { verified: true, unchecked: false };
}
