// A session ends over an open page: the console says so, shows nothing of the page, and one touch leads back
// to it, with what was being written.
// SPDX-License-Identifier: Apache-2.0
import { Visit, views } from "../browser.mjs";
import { authenticator } from "./40-passkey.mjs";
import { comesIn, isLongAfter } from "./97-rare-keys.mjs";

const mark = Date.now() % 100_000;

/** One touch more, and no choice of which key. */
async function comesBack({ checks }, { page }, device, what) {
  const touched = device.touches();
  const wayIn = page.getByRole("button", { name: "Log in with a passkey" });
  checks.that(`${what}: the way back has the keyboard`,
    await wayIn.evaluate((one) => document.activeElement === one));
  await wayIn.click();
  await wayIn.waitFor({ state: "detached" });
  checks.same(`${what}: one tap and one touch lead back`, device.touches() - touched, 1);
}

async function isSaid(stage, visit, picture) {
  const { page } = visit;
  await page.getByText("Your session ended.").waitFor();
  for (const view of ["desk", "narrow", "phone"]) {
    await page.setViewportSize(views[view]);
    visit.view = view;
    await visit.isSound(picture);
  }
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  stage.checks.that("what stands on the page is not seen until its person is back",
    await page.getByText("Your session ended.").isVisible() &&
    await page.evaluate(() => [...document.querySelectorAll("main h1")].every((one) => {
      const { left, top, width, height } = one.getBoundingClientRect();
      return !one.contains(document.elementFromPoint(left + width / 2, top + height / 2));
    })));
}

/** Ended elsewhere, as after half an hour without an act: the server closes the open console. */
async function overAPage(stage, visit, device) {
  const { checks, demo } = stage;
  const { page } = visit;
  const [{ alertId }] = demo.cli("lead", "alerts").alerts;
  await page.goto(`${stage.url}/alerts/${alertId}`);
  const note = page.getByRole("textbox", { name: /note/i });
  const words = `The embassy calls back at noon, ${mark}.`;
  await note.fill(words);
  await page.evaluate(() => fetch("/auth/session", { method: "DELETE" }));
  await isSaid(stage, visit, "session-ended");
  await comesBack(stage, visit, device, "over a page");
  checks.same("the same page, with what was being written",
    [new URL(page.url()).pathname, await note.inputValue()], [`/alerts/${alertId}`, words]);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.locator("main").getByText(words).waitFor();
  checks.that("and it goes on where it was",
    demo.cli("lead", "show", alertId).notes.some((one) => one.text === words));
}

/** The computer slept through the half hour: on its return the cookie opens nothing. */
async function overASheet(stage, visit, device) {
  const { checks, demo } = stage;
  const { page } = visit;
  const headline = `Rumour of an outage, ${mark}`;
  const words = "--country IR --kind throttling --severity minor --exercise --tlp green "
    + "--source civil-society=https://example.org/report";
  demo.cli("focal-gh", "signal", ...words.split(" "), "--headline", headline);
  await page.goto(`${stage.url}/members/signals`);
  const card = page.locator("li.card", { hasText: headline });
  await card.getByRole("button", { name: "Dismiss" }).click();
  const reason = page.getByRole("textbox", { name: "Reason" });
  const why = "A fallen mast, as its operator says.";
  await reason.fill(why);
  await isLongAfter(stage, visit, "last_used", 31, () => page.getByText("Your session ended.").waitFor());
  await isSaid(stage, visit, "session-ended-sheet");
  await comesBack(stage, visit, device, "over a sheet");
  checks.same("the sheet stands as it was", await reason.inputValue(), why);
  await page.getByRole("dialog").getByRole("button", { name: "Dismiss" }).click();
  await card.waitFor({ state: "detached" });
  const { signals } = demo.cli("lead", "signals", "--all");
  checks.same("and the act is done from it",
    signals.find((one) => one.content.headline === headline).dismissedBecause, why);
}

async function isLeft(stage, visit) {
  const { page } = visit;
  await page.goto(`${stage.url}/members`);
  await page.getByRole("button", { name: "Invite a person" }).first().waitFor();
  await page.evaluate(() => fetch("/auth/session", { method: "DELETE" }));
  await page.getByRole("button", { name: "Leave this page" }).click();
  await visit.heading("Log in");
  stage.checks.same("who leaves the page leaves nothing of it",
    await page.getByRole("button", { name: "Invite a person" }).count(), 0);
}

export async function walk(stage) {
  const visit = await Visit.begin(stage, { path: "/login" });
  visit.weather = true; // the server is away for a moment
  const device = await authenticator(visit);
  await comesIn(stage, visit);
  await visit.heading("Inbox");
  await overAPage(stage, visit, device);
  await overASheet(stage, visit, device);
  await isLeft(stage, visit);
  await visit.end();
}
