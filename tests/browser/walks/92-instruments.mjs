// A demarche is arranged before it opens, its capitals' instructions and its outcome told; a pledge call says
// what is needed and shows what is pledged; a playbook starts drafts.
// SPDX-License-Identifier: Apache-2.0
import { Visit } from "../browser.mjs";

const mark = Date.now() % 100_000;

async function draft(visit, kind, title) {
  const { page } = visit;
  await visit.heading("Draft a procedure");
  await page.getByRole("radio", { name: kind }).check();
  await page.getByRole("textbox", { name: "Title" }).fill(title);
  await page
    .getByRole("textbox", { name: "Text, English: the authentic one" })
    .fill(`${title}\n\nWe ask that access be restored.\n`);
  await page.getByRole("radio", { name: "TLP:AMBER+STRICT" }).check();
  await page.getByRole("button", { name: "Write the draft" }).click();
}

async function open(visit, name) {
  const { page } = visit;
  await visit.heading("Open for positions");
  await page.getByRole("button", { name: "+24 h" }).click();
  await page.getByRole("spinbutton", { name: "Minimum of signatures" }).fill("1");
  await page.getByRole("button", { name, exact: true }).click();
}

async function isArranged(stage) {
  const title = `Demarche on access, ${mark}`;
  const visit = await Visit.begin(stage, { slug: "lead", view: "desk", path: "/procedures/new" });
  const { page } = visit;
  await draft(visit, "Demarche", title);
  await visit.heading("Arrange the demarche");
  await page.getByRole("combobox", { name: "Host" }).fill("Iran");
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Capital" }).fill("Tehran");
  await page.getByRole("radio", { name: "Minister", exact: true }).check();
  await page.getByRole("radio", { name: "Note verbale" }).check();
  await page.getByRole("combobox", { name: "Lead mission" }).selectOption({ label: "Switzerland" });
  await visit.isSound("arrange");
  await page.getByRole("button", { name: "Arrange the demarche" }).click();
  await open(visit, "Open for positions");
  await visit.heading(title);
  await page.getByText("Tehran, Iran").waitFor();
  stage.checks.that("a demarche opens once it is arranged, and shows where and how", true);
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Report my capital’s instructions" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: "Requested" }).check();
  await dialog.getByRole("button", { name: "Report my capital’s instructions" }).click();
  await page.getByText("Requested (1)").waitFor();
  stage.checks.that("how far a capital's instructions are is told", true);
  await visit.isSound("demarche");
  await visit.end();
}

async function isPledged(stage) {
  const title = `Pledge call for connectivity, ${mark}`;
  const visit = await Visit.begin(stage, { slug: "lead", view: "desk", path: "/procedures/new" });
  const { page } = visit;
  await draft(visit, "Pledge call", title);
  await visit.heading("Set the needs");
  await page.getByRole("spinbutton", { name: "Amount" }).fill("50000");
  await page.getByRole("textbox", { name: "What is needed" }).fill("Satellite terminals for two newsrooms.");
  await visit.isSound("needs");
  await page.getByRole("button", { name: "Set the needs" }).click();
  await open(visit, "Open the call");
  await visit.heading(title);
  const path = new URL(page.url()).pathname.replace("/room/", "/procedures/");
  await page.getByText("0 of 50,000 EUR pledged by 0").waitFor();
  const focal = await Visit.begin(stage, { slug: "focal-ee", view: "phone", path });
  await focal.page.getByRole("button", { name: "Pledge for Estonia" }).click();
  const dialog = focal.page.getByRole("dialog");
  await dialog.getByRole("radio", { name: /Satellite terminals/ }).check();
  await dialog.getByRole("spinbutton", { name: /^Amount/ }).fill("20000");
  await dialog.getByRole("radio", { name: "Members" }).check();
  await focal.isSound("pledge");
  await dialog.getByRole("button", { name: "Pledge for Estonia" }).click();
  await page.getByText("20,000 of 50,000 EUR pledged by 1").waitFor();
  stage.checks.that("a pledge is seen in the room as it comes", true);
  await focal.end();
  await visit.isSound("pledge-room");
  await visit.end();
}

/** The Chair's way: consulted, issued, published, put away; each act offered only when it is open. */
async function isIssuedByTheChair(stage) {
  const title = `Statement by the Chair, ${mark}`;
  const visit = await Visit.begin(stage, { slug: "chair", view: "desk", path: "/procedures/new" });
  const { page } = visit;
  await visit.heading("Draft a procedure");
  await page.getByRole("radio", { name: "Chair on behalf" }).check();
  await draft(visit, "Statement", title);
  await visit.heading(title);
  const act = async (name) => {
    await page.getByRole("button", { name, exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
  };
  stage.checks.same(
    "nothing is issued before it was consulted on",
    await page.getByRole("button", { name: "Issue as Chair" }).count(),
    0,
  );
  await act("Put to consultation");
  await act("Issue as Chair");
  await page.getByRole("button", { name: "Set an embargo" }).waitFor();
  await visit.isSound("issued");
  await act("Publish");
  await page.getByRole("link", { name: "Publication pack" }).waitFor();
  await act("Archive");
  await page
    .getByText(/^\W*Archived$/)
    .first()
    .waitFor();
  stage.checks.that("consulted, issued, published, archived", true);
  await visit.end();
}

async function playbookIsOpened(stage) {
  const visit = await Visit.begin(stage, { slug: "lead", view: "desk", path: "/board" });
  const { page } = visit;
  await page
    .getByRole("link", { name: /Iran.*acknowledged/s })
    .first()
    .click();
  await page
    .getByText(/^Playbook: /)
    .first()
    .click();
  await visit.isSound("playbook");
  await page.getByRole("button", { name: "Open the playbook" }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Open the playbook" }).click();
  await page.getByText("The drafts were started.").first().waitFor();
  stage.checks.that("a playbook starts its drafts", true);
  await visit.end();
}

export async function walk(stage) {
  await isArranged(stage);
  await isPledged(stage);
  await isIssuedByTheChair(stage);
  await playbookIsOpened(stage);
}
