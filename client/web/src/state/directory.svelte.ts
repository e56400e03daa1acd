// Names: of parties as they registered them, of one's own party's persons. Asked once, and again
// when somebody comes.
// SPDX-License-Identifier: Apache-2.0
import type { PartyLine, PersonLine } from "#proto/view";
import { isZone } from "../messages/form";
import { hex } from "../wire/bytes";
import { askAll } from "./live.svelte";
import { type Kind, read } from "./feed";
import { session } from "./session.svelte";
import { settings } from "./settings.svelte";

let parties = $state.raw(new Map<string, PartyLine>());
let persons = $state.raw(new Map<string, PersonLine>());

const changes: readonly Kind[] = [
  "partyAdmitted",
  "partyWithdrew",
  "personInvited",
  "keyAdded",
  "rolesChanged",
];

export async function loadDirectory(): Promise<void> {
  const lists = await askAll({ case: "listParties", value: {} }, "parties").catch(() => []);
  if (lists.length > 0)
    parties = new Map(lists.flatMap((list) => list.parties).map((line) => [line.party?.code ?? "", line]));
  const people = await askAll({ case: "listPersons", value: { party: session.party } }, "persons").catch(
    () => [],
  );
  persons = new Map(people.flatMap((list) => list.persons).map((line) => [hex(line.person), line]));
}

read((news) => {
  if (changes.some((kind) => news.kinds.has(kind))) void loadDirectory();
});

export const partyLine = (code: string): PartyLine | undefined => parties.get(code);
export const allParties = (): PartyLine[] => [...parties.values()];
export const colleagues = (): PersonLine[] => [...persons.values()];
/** As it registered itself; its code while that is not known. */
export const partyName = (code: string): string => parties.get(code)?.party?.name || code;
/** Empty for persons of other governments: their names are not ours to know. */
export const personName = (person: Uint8Array): string => persons.get(hex(person))?.name ?? "";

/** The zone that times are shown in beside UTC: chosen, or that of the own capital, or this device's. */
export function ownZone(): string {
  const capital = partyLine(session.party)?.party?.zone ?? "";
  for (const zone of [settings.zone, capital]) if (isZone(zone)) return zone;
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
