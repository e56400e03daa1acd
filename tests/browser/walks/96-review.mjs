// What a case taught: a lead writes the review of an alert that is over, amends it after a colleague did, and
// everybody who may read the alert reads it.
// SPDX-License-Identifier: Apache-2.0
import { Visit } from "../browser.mjs";

/** An exercise alert that was issued and is over. */
function overAlert(demo) {
  const words =
    "--country KE --kind throttling --severity moderate --urgency expected --certainty likely" +
    " --verification reported --tlp green --precedence notice --exercise" +
    " --source measurement=https://one.example/a";
  const headline = ["--headline", "Mobile data slow in Kenya"];
  const { receipt } = demo.cli("lead", "raise", ...words.split(" "), ...headline);
  demo.cli("lead-2", "approve", receipt.subject);
  demo.cli("lead", "close", receipt.subject, "--situation", "restored");
  return receipt.subject;
}

const reviewOf = (demo, id) =>
  demo.cli("auditor", "report", id).exercises.reviews.find((one) => one.subject === id);

/**
 * A review is read from a report, which is of the entries under the last checkpoint, and checkpoints come a
 * second apart. This brings one about: what is recorded right behind it is in none for the rest of that second.
 */
const takesThisSecond = (demo, id) => demo.cli("lead-2", "note", id, "Thanks to all who measured.");

async function isWritten(stage, id) {
  const { checks, demo } = stage;
  const visit = await Visit.begin(stage, { slug: "lead", view: "desk", path: `/alerts/${id}` });
  const { page } = visit;
  await page.getByRole("link", { name: "Write the review" }).click();
  await visit.heading("After-action review");
  await page.getByRole("button", { name: "Record the review" }).click();
  await page.getByText("Say what went well, what to improve, or what is to be done.").waitFor();
  await visit.isSound("review-lacking");
  await page
    .getByRole("textbox", { name: "What went well" })
    .fill("Half of the governments answered in time.");
  await page.getByRole("textbox", { name: "What to improve" }).fill("Two sources were found too late.");
  await page.getByRole("button", { name: "Add an action" }).click();
  const action = page.getByRole("group", { name: "Action 1" });
  await action
    .getByRole("textbox", { name: "What is to be done" })
    .fill("List the operators’ own status pages.");
  await action.getByRole("combobox", { name: "Owner" }).selectOption({ label: "Canada" });
  await action.getByLabel("Due, date").fill("2027-01-15");
  await action.getByLabel("Due, time").fill("12:00");
  await page.getByRole("button", { name: "Add an action" }).click();
  const late = page.getByRole("group", { name: "Action 2" });
  await late.getByRole("textbox", { name: "What is to be done" }).fill("Thank those who measured.");
  await late.getByRole("combobox", { name: "Owner" }).selectOption({ label: "Ghana" });
  await late.getByLabel("Due, date").fill("2026-01-15");
  await late.getByLabel("Due, time").fill("12:00");
  await visit.isSound("review-form");
  takesThisSecond(demo, id);
  await page.getByRole("button", { name: "Record the review" }).click();
  await page.getByText("List the operators’ own status pages.").waitFor();
  await page.getByText("Canada, due 15 January 2027, 12:00 UTC").waitFor();
  const said = reviewOf(demo, id);
  checks.same(
    "the command line reads the review that the page wrote",
    [said.version, said.well, said.actions.map((one) => [one.party, one.dueAt, one.done])],
    [
      1,
      "Half of the governments answered in time.",
      [
        ["CA", Date.UTC(2027, 0, 15, 12), false],
        ["GH", Date.UTC(2026, 0, 15, 12), false],
      ],
    ],
  );
  await page.getByText("Overdue").waitFor();
  await visit.isSound("review-shown");
  return visit;
}

async function isAmended(stage, visit, id) {
  const { checks, demo } = stage;
  const { page } = visit;
  await page.getByRole("link", { name: "Amend the review" }).click();
  await visit.heading("After-action review");
  await page.getByRole("group", { name: "Action 2" }).getByLabel("It is done.").check();
  takesThisSecond(demo, id);
  demo.cli("lead-2", "review", id, "--well", "A colleague was faster.", "--predecessor", "1");
  await page.getByText("Somebody wrote version 2 meanwhile. It stands above.").waitFor();
  await page.getByText("A colleague was faster.").waitFor();
  checks.that(
    "a colleague's version is not replaced unseen",
    await page.getByRole("button", { name: "Record the review" }).isDisabled(),
  );
  await visit.isSound("review-changed");
  await page.getByRole("button", { name: "Go on, and replace it with mine" }).click();
  await page.getByRole("button", { name: "Record the review" }).click();
  await page.getByText("Version 3", { exact: false }).waitFor();
  const said = reviewOf(demo, id);
  checks.same(
    "it is replaced by who saw it",
    [said.version, said.actions.map((one) => one.done)],
    [3, [false, true]],
  );
  await visit.end();
}

/** Of a procedure too, and an action may be a person's: of one's own party, whose names one knows. */
async function isOfProcedure(stage) {
  const { checks, demo } = stage;
  const { procedures } = demo.cli("lead", "procedures", "--all");
  const id = procedures.find((one) => one.state === "PUBLISHED").procedureId;
  const visit = await Visit.begin(stage, { slug: "lead", view: "phone", path: `/procedures/${id}` });
  const { page } = visit;
  await page.getByRole("link", { name: "Write the review" }).click();
  await visit.heading("After-action review");
  await page.getByRole("button", { name: "Add an action" }).click();
  const action = page.getByRole("group", { name: "Action 1" });
  await action.getByRole("textbox", { name: "What is to be done" }).fill("Ask the press what it understood.");
  const owner = action.getByRole("combobox", { name: "Owner" });
  const person = owner.locator("optgroup").first().locator("option").first();
  const [value, name] = [await person.getAttribute("value"), (await person.textContent()).trim()];
  await owner.selectOption(value);
  await action.getByLabel("Due, date").fill("2027-03-01");
  await action.getByLabel("Due, time").fill("09:00");
  await visit.isSound("review-person");
  await page.getByRole("button", { name: "Record the review" }).click();
  await page.getByText(`${name}, due 1 March 2027, 09:00 UTC`).waitFor();
  const [said] = reviewOf(demo, id).actions;
  checks.same(
    "a person of one's own party is an action's owner",
    [`person ${said.person}`, said.party],
    [value, ""],
  );
  await visit.isSound("review-of-procedure");
  await visit.end();
}

async function isRead(stage, id) {
  for (const view of ["phone", "narrow"]) {
    const visit = await Visit.begin(stage, { slug: "focal-gh", view, path: `/alerts/${id}` });
    await visit.page.getByText("List the operators’ own status pages.").waitFor();
    stage.checks.same(
      "a focal point reads the review, and does not write it",
      await visit.page.getByRole("link", { name: /the review/ }).count(),
      0,
    );
    await visit.page.getByRole("heading", { name: "After-action review" }).scrollIntoViewIfNeeded();
    await visit.isSound("review-read");
    await visit.end();
  }
  const dark = await Visit.begin(stage, {
    slug: "lead",
    view: "narrow",
    path: `/review/${id}`,
    colorScheme: "dark",
  });
  await dark.page.getByRole("group", { name: "Action 1" }).waitFor();
  await dark.isSound("review-form-dark");
  await dark.page.goto(`${stage.url}/review/${"x".repeat(70)}`);
  await dark.page.getByRole("alert").waitFor();
  stage.checks.that("a question that the server cannot read is refused on the page, not waited for", true);
  await dark.end();
  const auditor = await Visit.begin(stage, {
    slug: "auditor",
    view: "desk",
    path: `/audit/${id}?view=figures`,
  });
  await auditor.page.getByText("List the operators’ own status pages.").waitFor();
  await auditor.isSound("review-audit");
  await auditor.end();
}

export async function walk(stage) {
  const id = overAlert(stage.demo);
  await isAmended(stage, await isWritten(stage, id), id);
  await isRead(stage, id);
  await isOfProcedure(stage);
}
