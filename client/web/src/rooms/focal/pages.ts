// The focal point's pages: what a government owes, reads, decides and signs.
// SPDX-License-Identifier: Apache-2.0
import type { Page } from "../../state/router.svelte";
import Inbox from "./Inbox.svelte";

export const pages: Page[] = [
  { path: "/inbox", load: () => Promise.resolve({ default: Inbox }) }, // first on the screen: no second journey for it
];
