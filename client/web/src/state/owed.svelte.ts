// What one's government owes, kept true on every page: the inbox shows it, the rail, the title and
// the app's badge count it.
// SPDX-License-Identifier: Apache-2.0
import type { CoalitionView, InboxView } from "#proto/view";
import { type Live, first, live } from "./live.svelte";
import type { Kind, News } from "./feed";

/** Entries that never change what is owed, and come often. */
const idle: readonly Kind[] = ["deliveryRecorded", "readingRecorded", "noteAdded", "tokenMinted"];

let inbox = $state.raw<Live<InboxView>>();
let coalition = $state.raw<Live<CoalitionView>>();

export const owed = (): InboxView | undefined => inbox?.value;
export const owedQuestion = (): Live<InboxView> | undefined => inbox;
export const standIns = (): CoalitionView["standIns"] => coalition?.value?.standIns ?? [];
export const ownSubscription = (): CoalitionView["subscription"] => coalition?.value?.subscription;
export const askOwed = async (): Promise<void> => inbox?.now();

/** For the life of the page that calls it: there is one, in the frame. */
export function watchOwed(): void {
  inbox = live(
    () => ({ case: "inbox", value: {} }),
    "inbox",
    first,
    (news: News) => [...news.kinds].some((kind) => !idle.includes(kind)),
  );
  coalition = live(
    () => ({ case: "showCoalition", value: {} }),
    "coalition",
    first,
    (news: News) =>
      news.kinds.has("delegationGiven") ||
      news.kinds.has("delegationEnded") ||
      news.kinds.has("subscriptionSet"),
  );
}
