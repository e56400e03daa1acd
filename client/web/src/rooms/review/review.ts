// A review as the server reports it (docs/REPORTS.md 4), and as it is being written.
// SPDX-License-Identifier: Apache-2.0
import type { MessageInitShape } from "@bufbuild/protobuf";
import { Role } from "#proto/event";
import type { WriteReviewSchema } from "#proto/command";
import type { ReportView } from "#proto/view";
import { type Live, live } from "../../state/live.svelte";
import { session } from "../../state/session.svelte";
import { unhex } from "../../wire/bytes";
import { type Action, type Figures, type Review, readJson, reviewOf } from "../audit/report";

export const mayWrite = (): boolean => session.has(Role.LEAD, Role.SUPPORT) && !session.readOnly;

const untilCheckpoint = 1_000; // two come at least so far apart

/** The review that stands; `none` while nobody wrote one. The report is computed anew for each question. */
export const standing = (id: () => string): Live<Review | "none"> =>
  live(
    () => ({ case: "showReport", value: { subject: id() } }),
    "report",
    (pages: ReportView[]) => reviewOf(readJson<Figures>(pages), id()) ?? "none",
    (news) => news.kinds.has("reviewWritten") && news.subjects.has(id()),
    untilCheckpoint,
  );

/** Whose an action is: `party GH` or `person 0192…`, as one choice. */
export const ownerOf = ({ party, person }: Action): string =>
  person ? `person ${person}` : `party ${party}`;

export interface Draft {
  version: number; // that it replaces
  well: string;
  improve: string;
  actions: { words: string; owner: string; dueAt: number; done: boolean }[];
}

export const draftOf = (review: Review | "none"): Draft =>
  review === "none"
    ? { version: 0, well: "", improve: "", actions: [] }
    : {
        version: review.version,
        well: review.well,
        improve: review.improve,
        actions: review.actions.map((one) => ({
          words: one.words,
          owner: ownerOf(one),
          dueAt: one.dueAt,
          done: one.done,
        })),
      };

export const isWholeAction = ({ words, owner, dueAt }: Draft["actions"][number]): boolean =>
  words.trim() !== "" && owner !== "" && dueAt > 0;
export const saysSomething = ({ well, improve, actions }: Draft): boolean =>
  well.trim() !== "" || improve.trim() !== "" || actions.length > 0;

const written = (words: string): string => words.trim().normalize("NFC");

export const commandOf = (subject: string, draft: Draft): MessageInitShape<typeof WriteReviewSchema> => ({
  subject,
  well: written(draft.well),
  improve: written(draft.improve),
  predecessor: draft.version,
  actions: draft.actions.map(({ words, owner, dueAt, done }) => {
    const [kind, who = ""] = owner.split(" ");
    return {
      words: written(words),
      ...(kind === "person" ? { person: unhex(who) } : { party: who }),
      dueAt: BigInt(dueAt),
      done,
    };
  }),
});
