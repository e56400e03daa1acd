// What a connection tells whoever owns it, and what may be asked of it.
// SPDX-License-Identifier: Apache-2.0
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Challenge, Checkpoint, Following_Resume as Resume, Item, Refusal, Welcome } from "#proto/frame";
import type { QuerySchema } from "#proto/view";

export type Question = NonNullable<MessageInitShape<typeof QuerySchema>["query"]>;
export type State = "idle" | "connecting" | "live" | "waiting" | "out";

export interface Listener {
  changed(state: State, attempt: number): void;
  entered(welcome: Welcome, challenge: Challenge): void;
  items(items: Item[]): void;
  resumed(resume: Resume): void;
  checkpoint(checkpoint: Checkpoint): void;
  /** Nobody is logged in (any more): the server's reason, where it gave one. */
  left(refusal: Refusal | undefined, code: number): void;
}
