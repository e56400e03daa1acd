// The Coalition's own arrangements: a lead writes a playbook and changes it, everybody reads it; the Support
// Unit hands the Chair over, and sets up a network with somebody to call.
// SPDX-License-Identifier: Apache-2.0
import { Visit } from "../browser.mjs";

async function isWritten(stage) {
  const { checks, demo } = stage;
  const visit = await Visit.begin(stage, { slug: "lead", view: "desk", path: "/members/playbooks" });
  const { page } = visit;
  await page.locator("main li h2").first().waitFor();
  await visit.isSound("playbooks");
  await page.getByRole("link", { name: "New playbook" }).click();
  await visit.heading("New playbook");
  await page.getByRole("button", { name: "Set the playbook" }).click();
  await page.getByText("This is needed.", { exact: false }).first().waitFor();
  await visit.isSound("playbook-lacking");
  await page.getByRole("textbox", { name: "Short name" }).fill("arrests");
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("When those who speak are arrested");
  await page.getByRole("checkbox", { name: "Arrests" }).check();
  const step = (number) => page.getByRole("group", { name: `Step ${number}` });
  await step(1).getByRole("textbox", { name: "Title" }).fill("Joint statement on arrests in {countries}");
  await step(1)
    .getByRole("textbox", { name: /^Text to begin with/ })
    .fill("We ask for their release.\n");
  await page.getByRole("button", { name: "Add a step" }).click();
  await step(2).getByRole("combobox", { name: "Tool" }).selectOption({ label: "Briefing of embassies" });
  checks.same(
    "a step that starts no procedure has no way of adoption",
    await step(2).getByRole("combobox", { name: "How it is adopted" }).count(),
    0,
  );
  await step(2).getByRole("textbox", { name: "Title" }).fill("Brief the embassies in {countries}");
  await visit.isSound("playbook-form");
  await page.getByRole("button", { name: "Move step 2 up" }).click();
  await page.getByRole("button", { name: "Set the playbook" }).click();
  await page.getByRole("heading", { name: "When those who speak are arrested" }).waitFor();
  const set = () => demo.cli("lead", "coalition").playbooks.find((one) => one.playbookId === "arrests");
  const said = set();
  checks.same(
    "the command line reads the playbook that the page wrote, in its order",
    [said.kinds, said.steps.map((one) => [one.tool, one.mode ?? "", Boolean(one.templateSha256)])],
    [
      ["ARRESTS"],
      [
        ["EMBASSY_BRIEFING", "", false],
        ["STATEMENT_TOOL", "OPT_IN", true],
      ],
    ],
  );
  await page.getByRole("link", { name: "Change: When those who speak are arrested" }).click();
  await visit.heading("Playbook");
  await step(2)
    .getByRole("combobox", { name: "How it is adopted" })
    .selectOption({ label: "Silence procedure" });
  checks.same(
    "a change begins with the text that stands",
    await step(2)
      .getByRole("textbox", { name: /^Text to begin with/ })
      .inputValue(),
    "We ask for their release.\n",
  );
  await page.getByRole("button", { name: "Set the playbook" }).click();
  await page.getByRole("heading", { name: "When those who speak are arrested" }).waitFor();
  const { steps } = set();
  checks.same(
    "it is changed, and its text stays the same document",
    [steps[1].mode, steps[1].templateSha256],
    ["SILENCE", said.steps[1].templateSha256],
  );
  await visit.end();
}

async function isReadByAll(stage) {
  for (const view of ["phone", "narrow"]) {
    const visit = await Visit.begin(stage, { slug: "focal-gh", view, path: "/members/playbooks" });
    const { page } = visit;
    await page.getByRole("heading", { name: "When those who speak are arrested" }).waitFor();
    stage.checks.same(
      "a focal point reads the playbooks, and changes none",
      await page.getByRole("link", { name: /^(New playbook|Change)/ }).count(),
      0,
    );
    await visit.isSound("playbooks-focal");
    await visit.end();
  }
  const dark = await Visit.begin(stage, {
    slug: "lead",
    view: "narrow",
    path: "/members/playbooks/arrests",
    colorScheme: "dark",
  });
  await dark.page.getByRole("group", { name: "Step 1" }).waitFor();
  await dark.isSound("playbook-form-dark");
  await dark.end();
}

async function isHandedOver(stage) {
  const { checks, demo } = stage;
  const visit = await Visit.begin(stage, { slug: "support-1", view: "desk", path: "/members/coalition" });
  const { page } = visit;
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Hand the Chair over" }).click();
  await dialog.getByRole("combobox", { name: "Chair from then on" }).selectOption({ label: "Chile" });
  await dialog.getByRole("combobox", { name: "Who follows" }).selectOption({ label: "Ghana" });
  await visit.isSound("chair-sheet");
  const before = demo.cli("lead", "coalition").chair;
  await dialog.getByRole("button", { name: "Hand the Chair over" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByText("Chile chairs the Coalition.").first().waitFor();
  const { chair, past, next } = demo.cli("lead", "coalition");
  checks.same("the Chair is handed over, and the troika is known", [chair, past, next], ["CL", before, "GH"]);
  await page.getByRole("button", { name: "New group" }).click();
  await dialog.getByLabel("Short name").fill("geneva");
  await dialog.getByLabel("Kind").selectOption({ label: "Diplomatic network" });
  await dialog.getByLabel("Name", { exact: true }).fill("Geneva network");
  await dialog.getByLabel("Post", { exact: true }).fill("geneva");
  const options = dialog.getByRole("combobox", { name: "Whom to call" }).locator("option");
  await options.nth(1).waitFor({ state: "attached" });
  checks.that("a network names whom to call", (await options.count()) > 42, await options.count());
  await visit.isSound("network-sheet");
  await visit.end();
  for (const view of ["phone", "narrow"]) {
    const small = await Visit.begin(stage, { slug: "support-1", view, path: "/members/coalition" });
    await small.page.getByRole("button", { name: "Hand the Chair over" }).click();
    await small.isSound("chair-sheet");
    await small.end();
  }
}

export async function walk(stage) {
  await isWritten(stage);
  await isReadByAll(stage);
  await isHandedOver(stage);
}
