// A lead's alert in bad weather: raised and closed, each without a network first, then over a killed server.
// SPDX-License-Identifier: Apache-2.0
import { Visit } from "../browser.mjs";
import { notSent, times, whileRestarting, withoutNetwork } from "../weather.mjs";

const headline = `Mobile data off in Uganda, ${Date.now() % 100_000}`;

/** What waits for a second person, under the headline. */
const drafts = (demo) => demo.cli("lead-2", "inbox").owed.filter((one) => one.title === headline);

async function raises(stage) {
  const { checks, demo } = stage;
  const visit = await Visit.begin(stage, { slug: "lead", view: "desk", path: "/alerts/new" });
  visit.weather = true;
  const { page } = visit;
  await visit.heading("Raise alert");
  await page.getByRole("combobox", { name: /Countr/ }).first().fill("Uganda");
  await page.keyboard.press("Enter");
  await page.getByRole("checkbox", { name: "Service blocking" }).check();
  const typed = page.getByRole("textbox", { name: "Headline" });
  await typed.fill(headline);
  await page.getByRole("radio", { name: "Severe" }).check();
  await page.getByRole("textbox", { name: "Address" }).fill("https://example.org/outage");
  await page.getByRole("radio", { name: "TLP:GREEN" }).check();
  const send = page.getByRole("button", { name: "Send for approval" });
  await withoutNetwork(visit, async () => {
    await send.click();
    await notSent(page);
    checks.same("without a network no alert is raised, and the page says so", drafts(demo).length, 0);
    await visit.isSound("raise-offline");
  });
  checks.same("its headline is as it was typed", await typed.inputValue(), headline);
  await whileRestarting(visit, () => send.click());
  await visit.heading(headline);
  checks.same("after a restart it is raised, and once", drafts(demo).length, 1);
  const [{ subject: alertId }] = drafts(demo);
  demo.cli("lead-2", "approve", alertId);
  await page.getByRole("heading", { name: "Lead this alert" }).waitFor();
  await visit.isClean("an alert raised in bad weather");
  return { visit, alertId };
}

async function closes(stage, { visit, alertId }) {
  const { checks, demo } = stage;
  const { page } = visit;
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Close: all clear" }).click();
  const dialog = page.getByRole("dialog");
  const restored = dialog.getByRole("radio", { name: "Restored", exact: true });
  await restored.check();
  const close = dialog.getByRole("button", { name: "Close: all clear" });
  await withoutNetwork(visit, async () => {
    await close.click();
    await notSent(page);
    checks.same("without a network the alert stays live", demo.cli("lead", "show", alertId).state, "LIVE");
    await visit.isSound("close-offline");
  });
  checks.that("what was chosen stays chosen", await restored.isChecked());
  await whileRestarting(visit, () => close.click());
  await page.getByText("All clear").first().waitFor();
  checks.same("after a restart it is closed, and once", times(demo, alertId, "alert_closed"), 1);
  await visit.isClean("an alert closed in bad weather");
  await visit.end();
}

export async function walk(stage) {
  await closes(stage, await raises(stage));
}
