// What a person sets for itself: this device, its keys and sessions, who stands in for it, how
// loudly alerts arrive.
// SPDX-License-Identifier: Apache-2.0
import type { Page } from "../../state/router.svelte";

export const pages: Page[] = [{ path: "/settings", load: () => import("./Settings.svelte") }];
