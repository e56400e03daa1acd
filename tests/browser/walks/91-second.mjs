// What one person of the secretariat proposed stands where the second looks for it: another role, a shorter
// cooling time; and a hand-over of the Chair that is set for later.
// SPDX-License-Identifier: Apache-2.0
import { Visit } from "../browser.mjs";
import { inItsOwnDemo } from "../demo.mjs";

const party = "LV";

const focal = (demo) => demo.cli("support-1", "person", "list", "--party", party).persons
  .find((one) => one.roles.includes("FOCAL_POINT"));
const nameOf = ({ name, person }) => name || person.replaceAll("-", "").slice(0, 8);
const own = (demo, slug) => {
  const { person } = demo.cli(slug, "whoami");
  const { persons } = demo.cli(slug, "person", "list", "--party", "support-unit");
  return persons.find((one) => one.person === person);
};

const opens = async (visit, { person }, all) => {
  const { page } = visit;
  await page.goto(`${visit.url}/members/party/${party}`);
  const at = all.findIndex((one) => one.person === person);
  await page.getByRole("region", { name: "Persons" }).locator("tbody tr").nth(at)
    .getByRole("button", { name: "Change roles" }).click();
  return page.getByRole("dialog");
};

async function roles({ checks, demo }, first, second) {
  const { persons } = demo.cli("support-1", "person", "list", "--party", party);
  const before = focal(demo);
  let dialog = await opens(first, before, persons);
  await dialog.getByRole("checkbox", { name: "penholder" }).check();
  await dialog.getByLabel("Post").fill("geneva");
  await dialog.getByLabel("Reason").fill("Will hold the pen in Geneva.");
  await dialog.getByRole("button", { name: "Change roles" }).click();
  await dialog.waitFor({ state: "detached" });
  await first.page.getByText("change proposed").waitFor();
  checks.same("more is only proposed", focal(demo).roles, before.roles);
  await first.isSound("roles-proposed");
  dialog = await opens(first, before, persons);
  await dialog.getByText("It is done when another person of the secretariat says the same.").waitFor();
  checks.same("who proposed it is not offered to second it",
    await dialog.getByRole("button", { name: "Take over what is proposed" }).count(), 0);

  dialog = await opens(second, before, persons);
  await dialog.getByText(`${nameOf(own(demo, "support-1"))} proposed:`, { exact: false }).waitFor();
  await dialog.getByRole("button", { name: "Take over what is proposed" }).click();
  await second.isSound("roles-second");
  await dialog.getByLabel("Reason").fill("Agreed with the ministry.");
  await dialog.getByRole("button", { name: "Change roles" }).click();
  await dialog.waitFor({ state: "detached" });
  await second.page.getByText("change proposed").waitFor({ state: "detached" });
  const after = focal(demo);
  checks.same("a second who says the same does it", [after.roles.includes("PENHOLDER"), after.post],
    [true, "geneva"]);

  dialog = await opens(second, before, persons);
  await dialog.getByRole("checkbox", { name: "penholder" }).uncheck();
  await dialog.getByLabel("Reason").fill("The pen went on.");
  await dialog.getByRole("button", { name: "Change roles" }).click();
  await dialog.waitFor({ state: "detached" });
  checks.same("less is done at once, and the post stays", [focal(demo).roles, focal(demo).post],
    [before.roles, "geneva"]);
}

async function cooling({ checks, demo }, first, second) {
  for (const { page } of [first, second]) await page.goto(`${first.url}/members/policy`);
  const { page } = first;
  await page.getByRole("button", { name: "Change the policy" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("How long a recovered key waits before it acts").fill("6h");
  await dialog.getByRole("button", { name: "Change the policy" }).click();
  await dialog.waitFor({ state: "detached" });
  const words = `${nameOf(own(demo, "support-1"))} proposed that recovered keys cool for 6h only.`;
  await second.page.getByText(words, { exact: false }).waitFor();
  checks.that("a shorter cooling that one proposed stands on the policy's page", true);
  await second.isSound("policy-proposed");
}

async function chair({ checks, demo }, first) {
  const { page } = first;
  demo.cli("support-1", "chair", "hand-over", "GH", "--next", "NO", "--from", "2027-01-01");
  await page.goto(`${first.url}/members/coalition`);
  await page.getByText(/From 1 January 2027 Ghana chairs; Norway is to follow/).waitFor();
  const { coming } = demo.cli("support-1", "coalition");
  checks.same("a hand-over that is set for later is the command line's",
    coming.map((one) => [one.chair, one.next, one.startsAt.slice(0, 10)]), [["GH", "NO", "2027-01-01"]]);
  await first.isSound("chair-coming");
}

async function waits(stage) {
  const first = await Visit.begin(stage, { slug: "support-1", view: "desk" });
  await first.heading("Inbox");
  const second = await Visit.begin(stage, { slug: "support-2", view: "phone" });
  await second.heading("Inbox");
  await roles(stage, first, second);
  await cooling(stage, first, second);
  await chair(stage, first);
  await first.end();
  await second.end();
  for (const path of ["policy", "coalition"]) {
    const narrow = await Visit.begin(stage, { slug: "support-1", view: "narrow", path: `/members/${path}` });
    await narrow.page.locator("main :is(table, section, li)").first().waitFor();
    await narrow.isSound(`${path}-waiting`);
    await narrow.end();
  }
}

// Elsewhere others propose.
export const walk = inItsOwnDemo(waits);
