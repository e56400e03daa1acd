// The ways in: log-in, enrolment with an invitation or the first person's link, recovery.
// SPDX-License-Identifier: Apache-2.0
import type { Page } from "../../state/router.svelte";

export const pages: Page[] = [
  { path: "/login", load: () => import("./LogIn.svelte"), open: true },
  { path: "/join", load: () => import("./Join.svelte"), open: true },
  { path: "/claim", load: () => import("./Join.svelte"), open: true },
  { path: "/recover", load: () => import("./Recover.svelte"), open: true },
];
