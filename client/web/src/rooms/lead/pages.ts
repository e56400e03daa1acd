// The task-force lead's pages: the board, alerts raised and updated, procedures opened, the response room.
// SPDX-License-Identifier: Apache-2.0
import { Role } from "#proto/event";
import type { Page } from "../../state/router.svelte";

const leading = [Role.LEAD, Role.CHAIR, Role.PENHOLDER, Role.SUPPORT] as const;
const raising = [Role.LEAD, Role.SUPPORT] as const;

export const pages: Page[] = [
  { path: "/board", load: () => import("./Board.svelte"), roles: leading },
  { path: "/alerts/new", load: () => import("./RaiseAlert.svelte"), roles: raising },
  { path: "/alerts/:id/update", load: () => import("./UpdateAlert.svelte"), roles: raising },
  { path: "/procedures/new", load: () => import("./NewProcedure.svelte"), roles: leading },
  { path: "/procedures/:id/open", load: () => import("./OpenProcedure.svelte"), roles: leading },
  { path: "/procedures/:id/text", load: () => import("./ReviseText.svelte"), roles: leading },
  { path: "/procedures/:id/terms", load: () => import("./Terms.svelte"), roles: leading },
  { path: "/procedures/:id/pack", load: () => import("./Pack.svelte") },
  { path: "/calendar", load: () => import("./Calendar.svelte") },
  { path: "/room/:id", load: () => import("./Room.svelte"), roles: leading },
];
