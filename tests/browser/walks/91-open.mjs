// L3 and L4: a procedure drafted, opened and followed in the response room, within the second; reminded,
// extended.
// SPDX-License-Identifier: Apache-2.0
import { Visit } from "../browser.mjs";

const title = `Joint statement on mobile data, ${Date.now() % 100_000}`;
const words = (lead) =>
  `${lead}\n\nWe, the undersigned, are concerned about reports that mobile data is switched off.\n`;

async function isDrafted(stage) {
  const visit = await Visit.begin(stage, { slug: "lead", view: "desk", path: "/procedures/new" });
  const { page } = visit;
  await visit.heading("Draft a procedure");
  await page.getByRole("textbox", { name: "Title" }).fill(title);
  await page
    .getByRole("textbox", { name: "Text, English: the authentic one" })
    .fill(words("Joint statement"));
  await page.getByRole("textbox", { name: /^Français/ }).fill(words("Déclaration conjointe"));
  await page.getByRole("radio", { name: "TLP:AMBER+STRICT" }).check();
  await visit.isSound("draft");
  await page.reload();
  await page.getByText("What you wrote before was kept").waitFor();
  stage.checks.same(
    "a reload loses nothing of it",
    await page.getByRole("textbox", { name: "Title" }).inputValue(),
    title,
  );
  await page.getByRole("button", { name: "Write the draft" }).click();
  await visit.heading("Open for positions");
  await page.getByRole("button", { name: "+2 h" }).click();
  await page.getByText(/no working hour before this|have working hours before this/).waitFor();
  await page.getByRole("button", { name: /^Show all \d+ capitals/ }).click();
  await page.getByRole("region", { name: "The deadline in each capital" }).waitFor();
  await visit.isSound("open");
  await page.getByRole("spinbutton", { name: "Minimum of signatures" }).fill("3");
  await page.getByRole("button", { name: "Open for positions" }).click();
  await visit.heading(title);
  await page.getByRole("toolbar", { name: "Governments and their positions" }).waitFor();
  return visit;
}

async function followsASignature(stage, room) {
  const { checks } = stage;
  const path = new URL(room.page.url()).pathname.replace("/room/", "/procedures/");
  const focal = await Visit.begin(stage, { slug: "focal-de", view: "phone", path });
  await focal.page.getByRole("button", { name: "Decide for Germany" }).click();
  await focal.page
    .getByRole("dialog")
    .getByRole("button", { name: /^Sign on (?!with|ad)/ })
    .first()
    .click();
  await focal.page.getByRole("checkbox").click();
  await room.page.waitForTimeout(1_000); // a room at rest
  await focal.page.getByRole("button", { name: /^Sign on as Germany/ }).click();
  await focal.page.getByText("Recorded, and durable").waitFor();
  const signed = Date.now();
  await room.page.locator("[data-cell=DE][data-sign='✔']").waitFor();
  checks.that(
    "the room shows a signature within the second",
    Date.now() - signed < 1_000,
    `${Date.now() - signed} ms`,
  );
  await room.page.getByText("1 of 42 signed").waitFor();
  await room.page
    .locator("[aria-live=polite]", { hasText: "1 government signed" })
    .waitFor({ state: "attached" });
  checks.that("and says the count aloud", true);
  await focal.end();
}

/** Arrow keys, Enter, the government's thread; a reminder to one, then none twice within five minutes. */
async function isReminded(stage, visit) {
  const { checks } = stage;
  const { page } = visit;
  const cells = page.getByRole("toolbar").getByRole("button");
  await cells.first().focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  const name = await page.evaluate(() => document.activeElement.textContent.trim());
  checks.that(
    "a cell says its name and its state",
    /^.+, .+, silent(, not proven reached)?$/.test(name),
    name,
  );
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  await dialog.getByRole("button", { name: "Call sheet" }).click();
  await dialog.getByText("binds no government").waitFor();
  await visit.isSound("thread");
  await dialog.getByText("Record what a capital said").click();
  await dialog.getByText("A note on behalf never counts.").waitFor();
  await dialog.getByRole("textbox", { name: "Source" }).fill("Call with the duty officer, 14:05 UTC");
  await visit.isSound("behalf");
  await dialog.getByRole("button", { name: "Record as a note" }).click();
  await page.getByText("It does not count.").first().waitFor();
  await dialog.getByRole("button", { name: "Remind", exact: true }).click();
  await page
    .getByText(/was reminded\.$/)
    .first()
    .waitFor();
  checks.that("one government is reminded from its thread", true);
  await page.keyboard.press("Escape");
  await page.getByText("1 of 42 signed").waitFor();
  checks.that("a note on behalf changed no count", true);
}

async function isExtended(stage, visit) {
  const { page } = visit;
  const before = await page.locator(".deadline time").first().getAttribute("datetime");
  await page.getByRole("button", { name: "Extend", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Extend" });
  await dialog.getByRole("button", { name: "+1 h" }).click();
  await dialog.getByRole("textbox", { name: "Reason" }).fill("Two capitals asked for an hour.");
  await visit.isSound("extend");
  await dialog.getByRole("button", { name: "Extend", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await page.waitForFunction(
    (was) => document.querySelector(".deadline time")?.getAttribute("datetime") !== was,
    before,
  );
  const after = await page.locator(".deadline time").first().getAttribute("datetime");
  stage.checks.same("the deadline is an hour later", Date.parse(after) - Date.parse(before), 3_600_000);
}

async function roomIsDrawn(stage, path) {
  for (const view of ["desk", "phone", "narrow"]) {
    const visit = await Visit.begin(stage, { slug: "lead", view, path });
    await visit.heading(title);
    await visit.page.getByText("opened").first().waitFor();
    await visit.isSound("room");
    await visit.page.getByRole("button", { name: "As a table" }).click();
    await visit.page.getByRole("table").getByRole("button", { name: "Germany" }).waitFor();
    await visit.isSound("room-table");
    await visit.end();
  }
  const forced = await Visit.begin(stage, {
    slug: "lead",
    view: "desk",
    path,
    forcedColors: "active",
    colorScheme: "dark",
  });
  await forced.heading(title);
  await forced.isSound("room-forced");
  await forced.page.emulateMedia({ media: "print" });
  stage.checks.that(
    "printed, the room is its table",
    (await forced.page.getByRole("table").isVisible()) &&
      !(await forced.page.getByRole("toolbar").isVisible()),
  );
  await forced.end();
}

async function isRevised(stage, path) {
  const visit = await Visit.begin(stage, {
    slug: "lead",
    view: "desk",
    path: `${path.replace("/room/", "/procedures/")}/text`,
  });
  const { page } = visit;
  await page
    .getByRole("textbox", { name: "Text, English: the authentic one" })
    .fill(words("Joint statement, revised"));
  await page.getByRole("radio", { name: "Substantive" }).check();
  await page.getByRole("textbox", { name: "What changed, in a sentence" }).fill("The heading.");
  await visit.isSound("revise");
  await page.getByRole("button", { name: "Add version 2" }).click();
  await visit.heading(title);
  await page.goto(`${stage.url}${path}`);
  await page.locator("[data-cell=DE][data-sign='!']").waitFor();
  stage.checks.that("a substantive change asks who signed again", true);
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Withdraw" }).click();
  const dialog = page.getByRole("dialog", { name: "Withdraw" });
  await dialog.getByRole("textbox", { name: "Reason" }).fill("Overtaken.");
  await dialog.getByRole("button", { name: "Withdraw", exact: true }).click();
  await page
    .getByText(/^\W*Withdrawn$/)
    .first()
    .waitFor();
  stage.checks.that("and it is withdrawn, with a reason", true);
  await visit.end();
}

export async function walk(stage) {
  const room = await isDrafted(stage);
  const path = new URL(room.page.url()).pathname;
  await followsASignature(stage, room);
  await isReminded(stage, room);
  await isExtended(stage, room);
  await room.end();
  await roomIsDrawn(stage, path);
  await isRevised(stage, path);
}
