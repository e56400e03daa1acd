// The focal point's pages: what a government owes, reads, decides and signs.
// SPDX-License-Identifier: Apache-2.0
import type { Page } from "../../state/router.svelte";
import Inbox from "./Inbox.svelte";

export const pages: Page[] = [
  // First on the screen: no second journey for it.
  { path: "/inbox", load: () => Promise.resolve({ default: Inbox }) },
  { path: "/alerts", load: () => import("./Alerts.svelte") },
  { path: "/alerts/:id", load: () => import("./Alert.svelte") },
  { path: "/procedures", load: () => import("./Procedures.svelte") },
  { path: "/procedures/:id", load: () => import("./Procedure.svelte") },
  { path: "/procedures/:id/receipt", load: () => import("./Receipt.svelte") },
];
