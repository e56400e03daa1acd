// From a form to a procedure: drafted, its text left with the server and added, its translations after it.
// Each step happens once, so that what broke off goes on where it stopped.
// SPDX-License-Identifier: Apache-2.0
import * as raise from "#m/raise";
import * as steer from "#m/steer";
import { ProcedureDrafted_Kind as Kind, ProcedureDrafted_Mode as Mode, Realm, Tlp } from "#proto/event";
import { session } from "../../state/session.svelte";
import { unhex } from "../../wire/bytes";
import { deposit, perform } from "./doing.svelte";
import { type Tongue, type Written, tongues } from "./tongues";

export interface ProcedureDraft {
  kind: Kind;
  mode: Mode;
  title: string;
  countries: string[];
  label: Tlp | undefined;
  parties: string[];
  persons: string[];
  alertId: string;
  linkedTo: string;
  texts: Written;
  /** What is done of it already. */
  procedureId: string;
  added: Tongue[];
}

export const emptyProcedure = (): ProcedureDraft => ({
  kind: Kind.STATEMENT,
  mode: Mode.OPT_IN,
  title: "",
  countries: [],
  label: undefined,
  parties: [],
  persons: [],
  alertId: "",
  linkedTo: "",
  texts: { en: "", fr: "", es: "" },
  procedureId: "",
  added: [],
});

/** Which modes go with a kind: docs/PROCEDURES.md. */
export const modesOf = (kind: Kind): Mode[] =>
  kind === Kind.STATEMENT
    ? [Mode.OPT_IN, Mode.SILENCE, Mode.ALIGNMENT, Mode.CHAIR_ON_BEHALF]
    : kind === Kind.DEMARCHE
      ? [Mode.OPT_IN, Mode.ALIGNMENT]
      : [Mode.OPT_IN];

export const lacking = (draft: ProcedureDraft): Partial<Record<"title" | "label" | "text", string>> => ({
  ...(draft.title.trim() === "" ? { title: steer.say_title() } : {}),
  ...(draft.label === undefined || (draft.label === Tlp.RED && draft.persons.length === 0)
    ? { label: raise.say_label() }
    : {}),
  ...(draft.texts.en.trim() === "" ? { text: steer.say_text() } : {}),
});

/** Says through `step` what is done, so that a second try begins behind it. */
export async function write(
  draft: ProcedureDraft,
  step: (done: Partial<ProcedureDraft>) => void,
): Promise<string> {
  let { procedureId, added } = draft;
  if (!procedureId) {
    const { kind, mode, title, countries, label, parties, persons, alertId, linkedTo } = draft;
    const audience =
      parties.length + persons.length > 0 ? { audience: { parties, persons: persons.map(unhex) } } : {};
    const { receipt } = await perform({
      case: "draftProcedure",
      value: {
        kind,
        mode,
        title: title.trim().normalize("NFC"),
        countries,
        label: label ?? Tlp.TLP_UNSPECIFIED,
        alertId,
        linkedTo,
        realm: session.exercise ? Realm.EXERCISE : Realm.ACTUAL,
        ...audience,
      },
    });
    procedureId = receipt.subject;
    step({ procedureId });
  }
  for (const language of tongues.filter(
    (one) => draft.texts[one].trim() !== "" && !draft.added.includes(one),
  )) {
    const textSha256 = await deposit(draft.texts[language]);
    await perform(
      language === "en"
        ? { case: "addText", value: { procedureId, textSha256, language } }
        : { case: "addTranslation", value: { procedureId, version: 1, textSha256, language } },
    );
    added = [...added, language];
    step({ added });
  }
  return procedureId;
}
