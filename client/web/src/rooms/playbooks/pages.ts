// Playbooks: everybody reads them; leads, the Chair and the Support Unit write them.
// SPDX-License-Identifier: Apache-2.0
import type { Page } from "../../state/router.svelte";
import { writers } from "./writers";

export const pages: Page[] = [
  { path: "/members/playbooks", load: () => import("./Playbooks.svelte") },
  { path: "/members/playbooks/:id", load: () => import("./Edit.svelte"), roles: writers },
];
