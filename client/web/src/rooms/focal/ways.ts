// Where something that is owed is done. What no room of this console does is reached through the
// page it stands on.
// SPDX-License-Identifier: Apache-2.0
import { InboxView_Owed_Act as Act, type InboxView_Owed as Owed } from "#proto/view";
import { isRegistered } from "../../state/router.svelte";

/** Where signals are raised, joined to an alert, or dismissed. */
export const allSignals = "/alerts/new?signals=1";

export function wayTo(owed: Owed): string {
  switch (owed.act) {
    case Act.ACKNOWLEDGE:
    case Act.APPROVE:
      return `/alerts/${owed.subject}`;
    case Act.SIGNAL:
      return allSignals;
    case Act.CONFIRM_KEY:
      return isRegistered("/members") ? "/members" : "/settings";
    case Act.KEY_COUNTED_BACK:
    case Act.WATCH_RECOVERY:
      return "/settings";
    default:
      return `/procedures/${owed.subject}`;
  }
}
