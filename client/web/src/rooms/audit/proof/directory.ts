// Whose a key is at an index: a fold of the entries before it (docs/LOG_FORMAT.md 8). Who let a key in is
// asked by
// `tocsin verify`; here it is asked whose key it is, and whether it was in force.
// SPDX-License-Identifier: Apache-2.0
import { hex, same } from "../../../wire/bytes";
import { type Entry, Kind } from "./entry";
import type { Finding } from "./finding";
import { type Key, nameOf, readKey } from "./signed";
import type { Message } from "./wire_format";

interface Person {
  party: string;
  hasRole: boolean;
}

interface Held {
  person: string;
  key: Key;
  effectiveAt: number;
  revoked: boolean;
}

export class Directory {
  private readonly persons = new Map<string, Person>();
  private readonly keys = new Map<string, Held>();
  private readonly owners = new Map<string, string>(); // fingerprint or credential: of nobody else, ever

  async apply({ header, event, index }: Entry): Promise<Finding[]> {
    if (header.kind === Kind.personInvited) this.invite(event.message(header.kind));
    if (header.kind === Kind.rolesChanged) {
      const said = event.message(header.kind);
      const person = this.persons.get(hex(said.bytes(1)));
      if (person) person.hasRole = said.numbers(2).length > 0;
    }
    if (header.kind === Kind.keyRevoked) {
      const held = this.keys.get(hex(event.message(header.kind).bytes(2)));
      if (held) held.revoked = true;
    }
    return header.kind === Kind.keyAdded ? this.add(event.message(header.kind), index) : [];
  }

  private invite(said: Message): void {
    const id = hex(said.bytes(1));
    const known = this.persons.get(id);
    if (!known) this.persons.set(id, { party: said.text(2), hasRole: said.numbers(3).length > 0 });
    else if (said.number(9) === 0) known.hasRole = said.numbers(3).length > 0;
  }

  private async add(said: Message, index: number): Promise<Finding[]> {
    const key = readKey(said.message(4));
    const [person, name, own] = [hex(said.bytes(1)), said.bytes(2), await nameOf(key)];
    const findings: Finding[] = [];
    if (!own || !same(own, name) || !same(own, key.fingerprint))
      findings.push({ code: "fingerprint", index, expected: own ? hex(own) : "", found: hex(name) });
    const marks = [hex(name), ...(key.credentialId.length > 0 ? [`credential ${hex(key.credentialId)}`]
      : [])];
    if (this.keys.has(hex(name)) || marks.some((mark) => (this.owners.get(mark) ?? person) !== person))
      findings.push({ code: "key_twice", index, found: hex(name) });
    for (const mark of marks) if (!this.owners.has(mark)) this.owners.set(mark, person);
    this.keys.set(hex(name), { person, key, effectiveAt: said.number(8), revoked: false });
    return findings;
  }

  held(fingerprint: Uint8Array): Held | undefined {
    return this.keys.get(hex(fingerprint));
  }

  person(id: string): Person | undefined {
    return this.persons.get(id);
  }

  /** `at`: received; where the clock was set back, when the entry before was recorded. */
  isInForce(held: Held, at: number): boolean {
    return !held.revoked && held.effectiveAt <= at && (this.persons.get(held.person)?.hasRole ?? true);
  }
}
