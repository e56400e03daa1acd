// The auditor's pages: cases, what happened in one, the log's proof, who takes part.
// SPDX-License-Identifier: Apache-2.0
import { Role } from "#proto/event";
import type { Page } from "../../state/router.svelte";

const roles = [Role.AUDITOR, Role.LEAD, Role.CHAIR, Role.SUPPORT];

export const pages: Page[] = [
  { path: "/audit", load: () => import("./Cases.svelte"), roles },
  { path: "/audit/verify", load: () => import("./Verify.svelte"), roles },
  { path: "/audit/participation", load: () => import("./Participation.svelte"), roles },
  { path: "/audit/:id", load: () => import("./Case.svelte"), roles },
];
