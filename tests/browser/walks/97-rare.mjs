// What a lead and the Chair do once in a while: an alert is cancelled, a signal is joined or dismissed, a
// demarche is concluded, silence that did not reach everybody is taken for consent or let go. Each is held
// against what the command line reads from the server.
// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from "node:timers/promises";
import { Visit, views } from "../browser.mjs";
import { demarche, inSeconds, silence } from "../cases.mjs";

const mark = Date.now() % 100_000;

/** Opens the sheet of an act, from its button or from "More". */
async function opens({ page }, name) {
  const main = page.locator("main");
  await page.getByRole("heading", { name: /^(Lead this|Open to you)/ }).waitFor();
  const shown = main.getByRole("button", { name, exact: true });
  if ((await shown.count()) > 0) await shown.first().click();
  else {
    await main.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name }).click();
  }
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  return dialog;
}

/** The same, filled, and what its button says is done. */
async function act(visit, name, fill) {
  const dialog = await opens(visit, name);
  await fill(dialog);
  await dialog.getByRole("button", { name, exact: true }).click();
  await dialog.waitFor({ state: "detached" });
}

async function sheetIsDrawn(stage, slug, path, name, picture) {
  for (const view of ["phone", "narrow"]) {
    const visit = await Visit.begin(stage, { slug, view, path });
    await opens(visit, name);
    await visit.isSound(picture);
    await visit.end();
  }
}

async function closedAs(stage, id, state) {
  for (let n = 0; n < 100; n++) {
    if (stage.demo.cli("chair", "show", id).state === state) return;
    await sleep(300);
  }
  throw new Error(`${id} does not come to ${state}`);
}

async function alertIsCancelled(stage) {
  const { checks, demo } = stage;
  const headline = `Fixed lines down in Zimbabwe, ${mark}`;
  const words = "--country ZW --kind service-blocking --severity severe --urgency immediate --certainty "
    + "observed --tlp green --precedence notice --ask none-requested --exercise "
    + "--source civil-society=https://example.org/lines";
  const { receipt } = demo.cli("lead", "raise", ...words.split(" "), "--headline", headline);
  demo.cli("lead-2", "approve", receipt.subject);
  const path = `/alerts/${receipt.subject}`;
  await sheetIsDrawn(stage, "lead", path, "Cancel: raised in error", "cancel");
  const visit = await Visit.begin(stage, { slug: "lead", view: "desk", path });
  const { page } = visit;
  await visit.heading(headline);
  await act(visit, "Cancel: raised in error", async (dialog) => {
    await dialog.getByRole("button", { name: "Cancel: raised in error" }).click();
    await dialog.getByText("This is needed.").waitFor();
    checks.same("an alert is not cancelled without a reason",
      demo.cli("lead", "show", receipt.subject).state, "LIVE");
    await visit.isSound("cancel-lacking");
    await dialog.getByRole("textbox", { name: "Reason" }).fill("A scheduled repair, as its operator says.");
  });
  await page.getByText(/^\W*Cancelled$/).first().waitFor();
  await visit.isSound("cancelled");
  const { state, endedWhy } = demo.cli("lead", "show", receipt.subject);
  checks.same("the server has the alert cancelled, with the reason that was written",
    [state, endedWhy], ["CANCELLED", "A scheduled repair, as its operator says."]);
  checks.same("a cancelled alert is not among the live ones",
    demo.cli("lead", "alerts").alerts.filter((one) => one.alertId === receipt.subject), []);
  checks.same("nothing more is offered to do with it",
    await page.getByRole("heading", { name: "Lead this alert" }).count(), 0);
  await visit.end();
}

async function signalsAreDoneWith(stage) {
  const { checks, demo } = stage;
  const signals = () => demo.cli("lead", "signals", "--all").signals;
  const waits = (one) => !one.raisedAs && !one.dismissedBecause;
  const [joined, dismissed] = ["Iran, again", "No crisis"].map((words) => `${words}, ${mark}`);
  for (const headline of [joined, dismissed]) {
    const words = "--country IR --kind full-shutdown --severity severe --exercise --tlp green "
      + "--source civil-society=https://example.org/report";
    demo.cli("focal-gh", "signal", ...words.split(" "), "--headline", headline);
  }
  const named = (headline) => signals().find((one) => one.content.headline === headline);
  checks.that("both signals wait", waits(named(joined)) && waits(named(dismissed)));
  const alert = demo.cli("lead", "alerts").alerts.find((one) => one.countries.includes("IR"));
  const visit = await Visit.begin(stage, { slug: "lead", view: "desk", path: "/alerts/new?signals=1" });
  const { page } = visit;
  const card = (headline) => page.locator("li.card", { hasText: headline });
  const dialog = page.getByRole("dialog");
  await card(joined).getByRole("button", { name: "Join to an alert" }).click();
  checks.same("the alerts of the signal's own country stand first",
    (await dialog.getByRole("radio").first().locator("xpath=..").innerText()).trim().slice(0, 5), "Iran:");
  await visit.isSound("join-signal");
  await dialog.getByRole("radio", { name: new RegExp(alert.headline) }).check();
  await dialog.getByRole("button", { name: "Join to an alert" }).click();
  await card(joined).waitFor({ state: "detached" });
  checks.same("the server has the signal as one more report of that alert", named(joined).raisedAs,
    alert.alertId);
  await card(dismissed).getByRole("button", { name: "Dismiss" }).click();
  await dialog.getByRole("textbox", { name: "Reason" }).fill("The same outage, over since noon.");
  await visit.isSound("dismiss-signal");
  await dialog.getByRole("button", { name: "Dismiss" }).click();
  await card(dismissed).waitFor({ state: "detached" });
  checks.same("the server has the other dismissed, with the reason that was written",
    [named(dismissed).raisedAs, named(dismissed).dismissedBecause],
    ["", "The same outage, over since noon."]);
  await visit.end();
}

async function demarcheIsConcluded(stage, id, title) {
  const { checks, demo } = stage;
  await closedAs(stage, id, "ADOPTED");
  const path = `/procedures/${id}`;
  await sheetIsDrawn(stage, "lead", path, "Record what came of it", "conclude");
  const visit = await Visit.begin(stage, { slug: "lead", view: "desk", path });
  const { page } = visit;
  await visit.heading(title);
  checks.same("before that, the page tells no outcome",
    await page.getByRole("heading", { name: /^Outcome/ }).count(), 0);
  await act(visit, "Record what came of it", async (dialog) => {
    await dialog.getByRole("radio", { name: "Delivered" }).check();
    await dialog.getByRole("button", { name: "Record what came of it" }).click();
    const present = dialog.locator("details", { hasText: "Present" });
    await present.getByText("This is needed.").waitFor();
    checks.same("a demarche is not delivered by nobody: the sheet leads to who was present",
      await page.evaluate(() => document.activeElement?.getAttribute("aria-label")), "Present, Find");
    for (const view of ["phone", "narrow", "desk"]) {
      await page.setViewportSize(views[view]);
      visit.view = view;
      await visit.isSound("conclude-lacking");
    }
    await dialog.getByRole("radio", { name: "Postponed" }).check();
    checks.same("who was present is asked of a demarche that was made, and of no other",
      [await present.count(), await dialog.getByRole("group", { name: /^New slot/ }).count()], [0, 1]);
    await dialog.getByRole("radio", { name: "Delivered" }).check();
    await present.getByText("This is needed.").waitFor();
    for (const name of ["Canada", "Ghana"])
      await present.getByRole("checkbox", { name }).check();
    await dialog.getByRole("textbox", { name: /^The host’s reply/ }).fill("It will be looked into.");
    const again = dialog.getByRole("group", { name: /^Follow-up/ });
    await again.getByLabel(/date/).fill(inSeconds(86_400).slice(0, 10));
    await again.getByLabel(/time/).fill("10:00");
  });
  const shown = page.getByRole("region", { name: "The demarche" });
  await shown.getByText("It will be looked into.").waitFor();
  const facts = await shown.locator("dd").allInnerTexts();
  checks.that("the page shows who was present, and when it is taken up again",
    facts.includes("Canada, Ghana") && facts.some((one) => one.includes("10:00")), facts.join(" | "));
  await visit.isSound("concluded");
  const { state, concluded } = demo.cli("lead", "show", id);
  checks.same("the server has the demarche delivered, by whom, with the reply and when it is taken up again",
    [state, concluded.outcome, concluded.present, concluded.reply, concluded.followUpAt.slice(11, 19)],
    ["DELIVERED", "DELIVERED", ["CA", "GH"], "It will be looked into.", "10:00:00"]);
  await visit.end();
}

async function silenceIsTaken(stage, id, title) {
  const { checks, demo } = stage;
  await closedAs(stage, id, "LAPSED");
  const { party } = demo.cli("chair", "whoami"); // another walk may have handed the Chair over
  if (demo.cli("lead", "coalition").chair !== party) demo.cli("support-1", "chair", "hand-over", party);
  const path = `/procedures/${id}`;
  const reads = await Visit.begin(stage, { slug: "lead", view: "desk", path });
  await reads.heading(title);
  checks.same("to proceed all the same is the Chair's alone",
    await reads.page.getByRole("button", { name: "Proceed all the same" }).count(), 0);
  await reads.end();
  await sheetIsDrawn(stage, "chair", path, "Proceed all the same", "proceed");
  const visit = await Visit.begin(stage, { slug: "chair", view: "desk", path });
  const { page } = visit;
  await visit.heading(title);
  const why = "Reached by telephone, every one.";
  await act(visit, "Proceed all the same", async (dialog) => {
    const follows = await dialog.locator(".callout").innerText();
    checks.that("the sheet names those whose silence is taken",
      ["Canada", "Ghana", "Norway"].every((name) => follows.includes(name)), follows);
    await dialog.getByRole("textbox", { name: "Reason" }).fill(why);
    await visit.isSound("proceed");
  });
  await page.getByText(/^\W*Adopted$/).first().waitFor();
  await visit.isSound("proceeded");
  const { state, signatories } = demo.cli("chair", "show", id);
  checks.same("the server has it adopted, in the name of all who kept silent",
    [state, signatories.length], ["ADOPTED", 42]);
  const last = demo.cli("chair", "timeline", id).lines.find((one) => one.kind === "procedure_proceeded");
  checks.that("and who was not reached is named in the log, with the reason", last?.words.includes(why),
    JSON.stringify(last));
  await visit.end();
}

async function isWithdrawn(stage, id, title) {
  const { checks, demo } = stage;
  const visit = await Visit.begin(stage, { slug: "lead", view: "phone", path: `/room/${id}` });
  await visit.heading(title);
  await visit.page.getByText(/governments are not proven reached/).first().waitFor();
  await visit.page.goto(`${stage.url}/procedures/${id}`);
  await act(visit, "Withdraw", async (dialog) => {
    await dialog.getByRole("textbox", { name: "Reason" }).fill("Too few were reached.");
    await visit.isSound("withdraw-procedure");
  });
  await visit.page.getByText(/^\W*Withdrawn$/).first().waitFor();
  await visit.isSound("withdrawn");
  const { state, endedWhy } = demo.cli("lead", "show", id);
  checks.same("the server has it withdrawn, with the reason that was written", [state, endedWhy],
    ["WITHDRAWN", "Too few were reached."]);
  await visit.end();
}

export async function walk(stage) {
  const titles = ["A demarche to conclude", "Silence to take", "Silence to let go"]
    .map((one) => `${one}, ${mark}`);
  const made = demarche(stage, titles[0], 12);
  const taken = silence(stage, titles[1], 8);
  const left = silence(stage, titles[2], 600);
  await alertIsCancelled(stage);
  await signalsAreDoneWith(stage);
  await demarcheIsConcluded(stage, made, titles[0]);
  await silenceIsTaken(stage, taken, titles[1]);
  await isWithdrawn(stage, left, titles[2]);
}
