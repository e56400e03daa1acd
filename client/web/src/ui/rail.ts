// The ways through the console, in the order they are offered. One is shown when a room registered
// its page and the reader's role may open it.
// SPDX-License-Identifier: Apache-2.0
import * as m from "#m/frame";
import { Role } from "#proto/event";
import { isRegistered } from "../state/router.svelte";
import { session } from "../state/session.svelte";
import type { IconName } from "./icons";

export interface Way {
  path: string;
  icon: IconName;
  label: () => string;
  roles?: readonly Role[];
  /** Reached through "More" on a phone. */
  later?: boolean;
}

const ways: readonly Way[] = [
  { path: "/inbox", icon: "inbox", label: m.way_inbox },
  {
    path: "/board",
    icon: "board",
    label: m.way_board,
    roles: [Role.LEAD, Role.CHAIR, Role.PENHOLDER, Role.SUPPORT],
  },
  { path: "/procedures", icon: "procedure", label: m.way_procedures },
  { path: "/alerts", icon: "alert", label: m.way_alerts },
  { path: "/members", icon: "members", label: m.way_members, later: true },
  { path: "/calendar", icon: "calendar", label: m.way_calendar, later: true },
  {
    path: "/audit",
    icon: "audit",
    label: m.way_audit,
    roles: [Role.AUDITOR, Role.LEAD, Role.CHAIR, Role.SUPPORT],
  },
  { path: "/settings", icon: "settings", label: m.way_settings, later: true },
];

export const openWays = (): Way[] =>
  ways.filter((way) => isRegistered(way.path) && (!way.roles || session.has(...way.roles)));
