// Rings for an alert that was issued or asks again: once among all tabs of this browser, and as
// loudly as the server says that this person wants it. A notification says only that something
// waits; what it is stands behind the log-in.
// SPDX-License-Identifier: Apache-2.0
import * as m from "#m/settings";
import { AlertContent_Severity as Severity } from "#proto/event";
import { type AlertView, AlertView_State as State } from "#proto/view";
import { tlp } from "../messages/words";
import { read } from "./feed";
import { ask } from "./live.svelte";
import { isMine } from "./once";
import { session } from "./session.svelte";
import { settings } from "./settings.svelte";
import { play } from "./sound";
import { say } from "./toasts.svelte";

const answered = new Set<string>();
const again = 5_000;
const times = 3;

async function notify(view: AlertView): Promise<void> {
  if (
    !settings.notifications ||
    document.visibilityState === "visible" ||
    Notification.permission !== "granted"
  )
    return;
  const words = m.notification({ label: tlp(view.content?.label ?? 0) });
  const options = { tag: view.alertId, icon: "/icon.svg", data: { path: `/alerts/${view.alertId}` } };
  const worker = await navigator.serviceWorker?.getRegistration();
  if (worker) await worker.showNotification(words, options);
  else new Notification(words, options);
}

function sound(view: AlertView): void {
  const severity = view.content?.severity ?? 0;
  if (severity !== Severity.EXTREME && severity !== Severity.SEVERE) return play("moderate");
  const ring = (left: number): void => {
    if (left === 0 || answered.has(view.alertId)) return;
    play("grave");
    setTimeout(() => ring(left - 1), again);
  };
  ring(times);
}

async function rise(alertId: string): Promise<void> {
  answered.delete(alertId);
  const view = await ask({ case: "showAlert", value: { alertId } }, "alert").catch(() => undefined);
  const owing = view?.reach.some((one) => one.party === session.party && one.owing) ?? false;
  if (!view?.content || view.state !== State.LIVE || !owing) return;
  if (view.content.severity === Severity.EXTREME)
    say(m.extreme_now({ headline: view.content.headline }), "assertive");
  if (!view.loud || !(await isMine(`${alertId} ${view.message}`))) return;
  sound(view);
  await notify(view);
}

read(({ items }) => {
  for (const { event } of items) {
    const said = event?.event;
    if (said?.case === "alertIssued" || said?.case === "alertUpdated") void rise(said.value.alertId);
    if (said?.case === "alertAcknowledged" && said.value.party === session.party)
      answered.add(said.value.alertId);
  }
});
navigator.serviceWorker?.addEventListener("message", ({ data }) => {
  const to = (data as { go?: unknown } | null)?.go;
  const code = (data as { code?: unknown } | null)?.code;
  if (typeof code === "string")
    void import("./channels.svelte").then(({ proven }) => proven(code)).catch(() => {});
  if (typeof to === "string" && to.startsWith("/")) void import("./router.svelte").then(({ go }) => go(to));
});
