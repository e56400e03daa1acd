// The secretariat's pages: the roster, coming in, the Coalition's rules, and how the server is. The roster
// is everybody's.
// SPDX-License-Identifier: Apache-2.0
import { Role } from "#proto/event";
import type { Page } from "../../state/router.svelte";

const roles = [Role.SUPPORT];

export const pages: Page[] = [
  { path: "/members", load: () => import("./Members.svelte") },
  { path: "/members/party/:id", load: () => import("./Party.svelte") },
  { path: "/members/coalition", load: () => import("./Coalition.svelte") },
  { path: "/members/policy", load: () => import("./PolicyPage.svelte") },
  { path: "/members/keys", load: () => import("./Waiting.svelte"), roles },
  { path: "/members/signals", load: () => import("./Signals.svelte"), roles },
  { path: "/members/server", load: () => import("./Server.svelte"), roles: [Role.SUPPORT, Role.AUDITOR] },
];
