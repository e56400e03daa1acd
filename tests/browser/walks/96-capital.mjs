// What a capital answers beside its signature, in its focal point's own room: a pledge made, changed, partly
// given and taken back; how far its instructions for a demarche are.
// SPDX-License-Identifier: Apache-2.0
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Visit } from "../browser.mjs";

const mark = Date.now() % 100_000;

/** A procedure that a lead drafted, settled by `terms`, and opened. */
function opened(demo, kind, title, terms, deadline = "+24h") {
  const { receipt } = demo.cli(
    ...["lead", "act", "draft-procedure", "--kind", kind, "--mode", "opt-in", "--title", title],
    ...["--label", "amber-strict", "--realm", "exercise"],
  );
  const text = join(demo.work, `${kind}.en.md`);
  writeFileSync(text, `# ${title}\n\nWe ask that access be restored.\n`);
  demo.cli("lead", "text", receipt.subject, text);
  demo.cli("lead", ...terms(receipt.subject));
  demo.cli(
    "lead",
    "reopen",
    receipt.subject,
    "--version",
    "1",
    "--deadline",
    deadline,
    "--threshold",
    "1",
    "--tally",
    "visible",
  );
  return receipt.subject;
}

const needs = (id) => [
  "needs",
  id,
  JSON.stringify([
    {
      needId: "terminals",
      kind: "CONNECTIVITY",
      words: "Satellite terminals for two newsrooms.",
      amount: "40",
    },
    {
      needId: "money",
      kind: "MONEY",
      words: "Legal aid for those arrested.",
      amount: "50000",
      currency: "EUR",
    },
  ]),
];
const terms = (id) => [
  ..."arrange X --host IR --capital Tehran --level minister --form note-verbale --lead-mission CH"
    .replace("X", id)
    .split(" "),
];

const pledgeOf = (demo, id) => demo.cli("focal-gh", "show", id).pledges?.find((one) => one.party === "GH");

async function act(page, name) {
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name, exact: true }).click();
  await dialog.waitFor({ state: "detached" });
}

async function isPledged(stage, id) {
  const { checks, demo } = stage;
  const visit = await Visit.begin(stage, { slug: "focal-gh", path: `/procedures/${id}` });
  const { page } = visit;
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Pledge for Ghana" }).click();
  await dialog.getByRole("radio", { name: /Legal aid/ }).check();
  await dialog.getByRole("spinbutton", { name: /^Amount/ }).fill("20000");
  await dialog.getByRole("radio", { name: "Members" }).check();
  await visit.isSound("capital-pledge");
  await act(page, "Pledge for Ghana");
  await page.getByText("Ghana pledged 20,000 EUR.").waitFor();
  checks.same("a focal point pledges for its government", pledgeOf(demo, id).pledge.amount, 20000);

  await page.getByRole("button", { name: "Change this pledge" }).click();
  checks.same(
    "a change begins with the pledge that stands",
    await dialog.getByRole("spinbutton", { name: /^Amount/ }).inputValue(),
    "20000",
  );
  await dialog.getByRole("spinbutton", { name: /^Amount/ }).fill("25000");
  await dialog.getByRole("textbox", { name: /conditions/i }).fill("Through a registered fund.");
  await act(page, "Change this pledge");
  await page.getByText("On condition: Through a registered fund.").waitFor();
  const own = page.locator(".pledged");
  await own.scrollIntoViewIfNeeded();
  await visit.isSound("capital-own");
  for (const [view, colorScheme] of [
    ["narrow", "dark"],
    ["desk", "light"],
  ]) {
    const other = await Visit.begin(stage, {
      slug: "focal-gh",
      view,
      path: `/procedures/${id}`,
      colorScheme,
    });
    await other.page.locator(".pledged").scrollIntoViewIfNeeded();
    await other.isSound("capital-own");
    await other.end();
  }
  await own.getByRole("button", { name: "Take a pledge back" }).click();
  await dialog.getByRole("textbox", { name: "Reason" }).fill("The budget was not voted.");
  await act(page, "Take a pledge back");
  await own.waitFor({ state: "detached" });
  checks.same("it is taken back before the deadline", pledgeOf(demo, id), undefined);
  await visit.end();
}

/** After the close, when a pledge is there to be kept. */
async function isGiven(stage, id) {
  const { checks, demo } = stage;
  const visit = await Visit.begin(stage, { slug: "focal-gh", path: `/procedures/${id}` });
  const { page } = visit;
  const own = page.locator(".pledged");
  await own.getByRole("button", { name: "Record what was given" }).click({ timeout: 30_000 });
  await page
    .getByRole("dialog")
    .getByRole("spinbutton", { name: /^Amount/ })
    .fill("10000");
  await visit.isSound("capital-fulfilment");
  await act(page, "Record what was given");
  await own.getByText("10,000 EUR given").waitFor();
  const { pledge, fulfilled } = pledgeOf(demo, id);
  checks.same("after the close a capital records what it gave", [pledge.amount, fulfilled], [30000, 10000]);
  checks.same("and changes its pledge no more", await own.getByRole("button").allInnerTexts(), [
    "Record what was given",
  ]);
  await own.scrollIntoViewIfNeeded();
  await visit.isSound("capital-given");
  await visit.end();
}

async function isInstructed(stage, id) {
  const { checks, demo } = stage;
  const visit = await Visit.begin(stage, { slug: "focal-gh", path: `/procedures/${id}` });
  const { page } = visit;
  const dialog = page.getByRole("dialog");
  await page.getByText("Ghana has not reported how far its instructions are.").waitFor();
  await visit.isSound("capital-demarche");
  for (const words of ["Requested", "Received"]) {
    await page.getByRole("button", { name: "Report my capital’s instructions" }).click();
    await dialog.getByRole("radio", { name: words }).check();
    await dialog.getByRole("button", { name: "Report my capital’s instructions" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByText(`${words} (1)`).waitFor();
  }
  const { instructions } = demo.cli("lead", "show", id);
  checks.same("who leads the demarche reads how far Ghana is", instructions, [
    { party: "GH", status: "RECEIVED" },
  ]);
  await visit.end();
}

/** What an alert led to, by its title: an id says nothing at three in the morning. */
async function isNamed(stage) {
  const { checks, demo } = stage;
  const ids = demo.cli("focal-gh", "alerts", "--all").alerts.map((one) => one.alertId);
  const alert = ids.map((id) => demo.cli("focal-gh", "show", id)).find((one) => one.procedures?.length > 0);
  const { title } = demo.cli("focal-gh", "show", alert.procedures[0]);
  const visit = await Visit.begin(stage, { slug: "focal-gh", path: `/alerts/${alert.alertId}` });
  await visit.page.getByRole("link", { name: title }).waitFor();
  checks.that("the procedures of an alert stand by their titles", true);
  await visit.page.getByRole("link", { name: title }).scrollIntoViewIfNeeded();
  await visit.isSound("capital-related");
  await visit.end();
}

export async function walk(stage) {
  const { demo } = stage;
  const soon = opened(demo, "pledge-call", `Pledge call for lawyers, ${mark}`, needs, "+20s");
  demo.cli("focal-gh", "pledge", soon, "money", "--amount", "30000", "--visibility", "members");
  await isPledged(stage, opened(demo, "pledge-call", `Pledge call for newsrooms, ${mark}`, needs));
  await isNamed(stage);
  await isInstructed(stage, opened(demo, "demarche", `Demarche on arrests, ${mark}`, terms));
  await isGiven(stage, soon);
}
