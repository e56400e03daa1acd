// What a case taught: written when it is over, by those who lead; read where the case is read.
// SPDX-License-Identifier: Apache-2.0
import { Role } from "#proto/event";
import type { Page } from "../../state/router.svelte";

export const pages: Page[] = [
  { path: "/review/:id", load: () => import("./Write.svelte"), roles: [Role.LEAD, Role.SUPPORT] },
];
