// What this device keeps of its person's preferences. Nothing here is a secret, and nothing of it
// reaches the server.
// SPDX-License-Identifier: Apache-2.0
import { type Language, languages, speak } from "../messages/catalogue.svelte";

const place = "tocsin.settings";

interface Kept {
  language: Language;
  zone: string; // empty: that of the party's capital
  shortcuts: boolean;
  sound: boolean;
  volume: number;
  deadlineSound: boolean; // a soft cue before what is owed closes
  notifications: boolean;
}

function preferred(): Language {
  for (const wanted of navigator.languages) {
    const found = languages.find((one) => one === wanted.slice(0, 2));
    if (found) return found;
  }
  return "en";
}

const first: Kept = {
  language: preferred(),
  zone: "",
  shortcuts: true,
  sound: false,
  volume: 0.6,
  deadlineSound: true,
  notifications: false,
};

function load(): Kept {
  try {
    return { ...first, ...(JSON.parse(localStorage.getItem(place) ?? "{}") as Partial<Kept>) };
  } catch {
    return first; // what another version wrote is no reason not to start
  }
}

export const settings = $state(load());

export const keepSettings = (): void =>
  localStorage.setItem(place, JSON.stringify($state.snapshot(settings)));

export async function chooseLanguage(chosen: Language): Promise<void> {
  await speak(chosen);
  settings.language = chosen;
  keepSettings();
}
