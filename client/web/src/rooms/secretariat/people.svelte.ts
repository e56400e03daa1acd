// Who is who, as the secretariat may see it: persons, and the keys that wait.
// SPDX-License-Identifier: Apache-2.0
import type { KeyLine, PersonLine } from "#proto/view";
import { type Live, live } from "../../state/live.svelte";
import type { News } from "../../state/feed";
import { personName } from "../../state/directory.svelte";
import { hex } from "../../wire/bytes";

const aboutPeople = (news: News): boolean =>
  [...news.kinds].some((kind) => kind.startsWith("key") || kind.startsWith("person")
    || kind.startsWith("roles") || kind.startsWith("party"));

export const livePersons = (party: () => string): Live<PersonLine[]> =>
  live(() => ({ case: "listPersons", value: { party: party() } }), "persons",
    (pages) => pages.flatMap((page) => page.persons), aboutPeople);

export const liveKeys = (party: () => string): Live<KeyLine[]> =>
  live(() => ({ case: "listKeys", value: { party: party() } }), "keys",
    (pages) => pages.flatMap((page) => page.keys), aboutPeople);

/** A name where the directory has one, else the beginning of the opaque id. */
export const called = (person: PersonLine | undefined, id: Uint8Array): string => person?.name
  || hex(id).slice(0, 8);

/** Of one's own party, which the directory has. */
export const colleague = (id: Uint8Array): string => personName(id) || hex(id).slice(0, 8);
