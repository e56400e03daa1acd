// The secretariat in bad weather: an invitation, a task force and a policy, each without a network first,
// then over a killed server.
// SPDX-License-Identifier: Apache-2.0
import { Visit } from "../browser.mjs";
import { entriesOf, notSent, whileRestarting, withoutNetwork } from "../weather.mjs";

const as = "support-1";
const kinds = { policy_set: 13, group_set: 15, person_invited: 20 };
const count = (demo, kind) => entriesOf(demo, as, kinds[kind]);

async function invites(stage, visit) {
  const { checks, demo } = stage;
  const { page } = visit;
  const dialog = page.getByRole("dialog");
  const invitations = () => count(demo, "person_invited");
  const before = await invitations();
  await page.goto(`${stage.url}/members`);
  await page.locator("main table tbody tr").first().waitFor();
  await page.getByRole("button", { name: "Invite a person" }).click();
  await dialog.getByLabel("Party").selectOption("LT");
  const make = dialog.getByRole("button", { name: "Make the invitation" });
  await withoutNetwork(visit, async () => {
    await make.click();
    await notSent(page);
    checks.same("without a network nobody is invited, and no code is shown",
      [(await invitations()) - before, await dialog.locator("[data-code]").count()], [0, 0]);
    await visit.isSound("invite-offline");
  });
  checks.same("the party stays chosen", await dialog.getByLabel("Party").inputValue(), "LT");
  await whileRestarting(visit, () => make.click());
  await dialog.locator("[data-code]").waitFor();
  checks.same("over a restart one person is invited, once", (await invitations()) - before, 1);
  await dialog.getByRole("button", { name: "I have kept it; close" }).click();
}

async function sets(stage, visit) {
  const { checks, demo } = stage;
  const { page } = visit;
  const dialog = page.getByRole("dialog");
  const name = `Task Force on Elections, ${Date.now() % 100_000}`;
  const groups = () => demo.cli(as, "coalition").groups.filter((one) => one.name === name).length;
  const before = await count(demo, "group_set");
  await page.goto(`${stage.url}/members/coalition`);
  await page.getByRole("button", { name: "New group" }).click();
  await dialog.getByLabel("Short name").fill("elections");
  const typed = dialog.getByLabel("Name", { exact: true });
  await typed.fill(name);
  await dialog.getByRole("checkbox", { name: "Legal order" }).check();
  await dialog.getByText("Co-chairs").click();
  const canada = dialog.getByRole("checkbox", { name: "Canada" }).first();
  await canada.check();
  const keep = dialog.getByRole("button", { name: "Keep" });
  await withoutNetwork(visit, async () => {
    await keep.click();
    await notSent(page);
    checks.same("without a network no task force is set", groups(), 0);
    await visit.isSound("group-offline");
  });
  checks.same(
    "its name and its co-chair stay",
    [await typed.inputValue(), await canada.isChecked()],
    [name, true],
  );
  await whileRestarting(visit, () => keep.click());
  await page.getByRole("heading", { name }).waitFor();
  const set = (await count(demo, "group_set")) - before;
  checks.same("over a restart it is set, and once", [groups(), set], [1, 1]);
}

async function rules(stage, visit) {
  const { checks, demo } = stage;
  const { page } = visit;
  const dialog = page.getByRole("dialog");
  const policy = () => demo.cli(as, "policy", "show");
  const standing = JSON.stringify(policy());
  const before = await count(demo, "policy_set");
  await page.goto(`${stage.url}/members/policy`);
  await page.getByRole("button", { name: "Change the policy" }).click();
  const field = dialog.getByLabel("How long an editorial change may be contested");
  await field.fill("5d");
  const change = dialog.getByRole("button", { name: "Change the policy" });
  await withoutNetwork(visit, async () => {
    await change.click();
    await notSent(page);
    checks.same("without a network the policy stands", JSON.stringify(policy()), standing);
    await visit.isSound("policy-offline");
  });
  checks.same("what was typed stays", await field.inputValue(), "5d");
  await whileRestarting(visit, () => change.click());
  await dialog.waitFor({ state: "detached" });
  const row = page.getByRole("row", { name: /How long an editorial change may be contested/ });
  await row.getByText("5d", { exact: true }).waitFor();
  checks.same("over a restart it is changed, and once", (await count(demo, "policy_set")) - before, 1);
  checks.that("the command line says it, too", JSON.stringify(policy()) !== standing);
}

export async function walk(stage) {
  const visit = await Visit.begin(stage, { slug: as, view: "desk", path: "/inbox" });
  visit.weather = true;
  await visit.heading("Inbox");
  await invites(stage, visit);
  await sets(stage, visit);
  await rules(stage, visit);
  await visit.isClean("the secretariat in bad weather");
  await visit.end();
}
