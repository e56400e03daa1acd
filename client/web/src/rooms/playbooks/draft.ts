// A playbook as it is being written: its texts are words here, and documents once it is sent.
// SPDX-License-Identifier: Apache-2.0
import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  type AlertContent_Kind as Crisis,
  type Playbook,
  type PlaybookSchema,
  Playbook_Step_Tool as Tool,
  ProcedureDrafted_Mode as Mode,
} from "#proto/event";
import { fetchText } from "../focal/text";
import { modeFor } from "./playbook";

export interface Step {
  tool: Tool;
  mode: Mode;
  title: string;
  words: string;
  template: string;
}
export interface Draft {
  playbookId: string;
  name: string;
  kinds: Crisis[];
  steps: Step[];
}

export const freshStep = (): Step => ({
  tool: Tool.STATEMENT_TOOL,
  mode: Mode.OPT_IN,
  title: "",
  words: "",
  template: "",
});
export const fresh = (): Draft => ({ playbookId: "", name: "", kinds: [], steps: [freshStep()] });

export async function draftOf({ playbookId, name, kinds, steps }: Playbook): Promise<Draft> {
  const template = async (hash: Uint8Array): Promise<string> =>
    hash.length > 0 ? (await fetchText(hash)).words : "";
  const read = steps.map(async ({ tool, mode, title, words, templateSha256 }) => ({
    tool,
    mode,
    title,
    words,
    template: await template(templateSha256),
  }));
  return { playbookId, name, kinds: [...kinds], steps: await Promise.all(read) };
}

export const idForm = /^[a-z0-9-]{1,64}$/;
export const isWhole = ({ playbookId, name, steps }: Draft): boolean =>
  idForm.test(playbookId) &&
  name.trim() !== "" &&
  steps.length > 0 &&
  steps.every(({ title }) => title.trim() !== "");

const written = (words: string): string => words.trim().normalize("NFC");

/** Leaves the texts with the server first. */
export async function playbookOf(
  draft: Draft,
  deposit: (text: string) => Promise<Uint8Array>,
): Promise<MessageInitShape<typeof PlaybookSchema>> {
  const steps = draft.steps.map(async ({ tool, mode, title, words, template }) => {
    const kept = modeFor(tool, mode);
    const hasText = kept !== Mode.MODE_UNSPECIFIED && template.trim() !== "";
    return {
      tool,
      mode: kept,
      title: written(title),
      words: written(words),
      ...(hasText ? { templateSha256: await deposit(template) } : {}),
    };
  });
  return {
    playbookId: draft.playbookId,
    name: written(draft.name),
    kinds: draft.kinds,
    steps: await Promise.all(steps),
  };
}
