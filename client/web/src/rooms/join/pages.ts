// The ways in: log-in, enrolment with an invitation, recovery.
// SPDX-License-Identifier: Apache-2.0
import type { Page } from "../../state/router.svelte";

export const pages: Page[] = [
  { path: "/login", load: () => import("./LogIn.svelte"), open: true },
];
