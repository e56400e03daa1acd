// What stands on the screen has been seen, and the server is told: once per alert and message. A
// list does not say which message of an alert is live, so that is asked, once.
// SPDX-License-Identifier: Apache-2.0
import { read } from "../../state/feed";
import { ask } from "../../state/live.svelte";
import { session } from "../../state/session.svelte";

const asked = new Set<string>();

export function noteSeen(alertId: string): void {
  if (asked.has(alertId) || session.readOnly || document.visibilityState !== "visible") return;
  asked.add(alertId);
  ask({ case: "showAlert", value: { alertId } }, "alert").then(
    (alert) => session.deliveries.seen(alertId, alert.message),
    () => asked.delete(alertId),
  );
}

// Another message of it is live now: that one is seen when it is shown.
read(({ items }) => {
  for (const { event } of items)
    if (event?.event.case === "alertUpdated") asked.delete(event.event.value.alertId);
});
