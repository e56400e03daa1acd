// F2: an alert as a focal point reads and answers it, by touch and by keys alone.
// SPDX-License-Identifier: Apache-2.0
import { Visit } from "../browser.mjs";

async function isRead(stage) {
  for (const view of ["desk", "phone", "narrow"]) {
    const visit = await Visit.begin(stage, { slug: "focal-gh", view });
    await visit.page.getByRole("link", { name: "Open" }).first().click();
    await visit.page.getByRole("heading", { name: "How sure" }).waitFor();
    stage.checks.that(
      `the heading has the focus when one arrives (${view})`,
      await visit.page.evaluate(() => document.activeElement?.tagName === "H1"),
    );
    await visit.isSound("alert");
    await visit.page.getByRole("button", { name: "As a table" }).click();
    await visit.page.getByRole("rowheader", { name: "Ghana" }).waitFor();
    await visit.isSound("alert-table");
    await visit.page.goto(`${stage.url}/alerts?all=1`);
    await visit.heading("Alerts");
    await visit.page
      .getByRole("link", { name: /acknowledged/ })
      .first()
      .waitFor();
    await visit.isSound("alerts");
    await visit.end();
  }
}

/** Another answer than "informed", and the way back, without a pointer. */
async function isAnsweredByKeys(stage) {
  const visit = await Visit.begin(stage, { slug: "focal-gh", view: "desk" });
  const { page, checks } = { page: visit.page, checks: stage.checks };
  await visit.heading("Inbox");
  await page.getByRole("button", { name: "Acknowledge", exact: true }).first().waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("l");
  await visit.heading("Alerts");
  checks.that("G L goes to the alerts", true);
  await page.keyboard.press("g");
  await page.keyboard.press("i");
  await visit.heading("Inbox");
  const open = page.getByRole("link", { name: "Open" }).first();
  for (let n = 0; n < 60 && !(await open.evaluate((one) => one === document.activeElement)); n++)
    await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: /^Acknowledge for/ }).waitFor();
  const other = page.getByRole("button", { name: "Another answer" });
  for (let n = 0; n < 60 && !(await other.evaluate((one) => one === document.activeElement)); n++)
    await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: /^Acting/ }).waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "menuitem");
  await visit.isSound("alert-menu");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await visit.isSound("alert-consulting");
  await page.getByRole("button", { name: "Say that we are consulting" }).press("Enter");
  await page.getByText(/^Ghana: .*UTC/).waitFor();
  checks.that(
    "an answer is given by keys alone: Consulting, with an instant",
    await page.getByText("Consulting").first().isVisible(),
  );
  await page.getByRole("button", { name: "Take back" }).press("Enter");
  await page.getByRole("button", { name: /^Acknowledge for/ }).waitFor();
  checks.that("and is taken back", true);
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  await visit.isSound("keys");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Go to" }).pressSequentially("mozam");
  await page.getByRole("listbox").getByRole("option").first().waitFor();
  await visit.isSound("palette");
  await page.keyboard.press("Enter");
  await visit.heading(/^Mozambique/);
  checks.that("Ctrl K goes to an alert by a few letters of its country", true);
  await visit.end();
}

export async function walk(stage) {
  await isRead(stage);
  await isAnsweredByKeys(stage);
}
