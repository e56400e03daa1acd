// L1 and L2: the board in every width, an alert raised by keys alone, issued by a second person, and on a
// phone at once.
// SPDX-License-Identifier: Apache-2.0
import { Visit } from "../browser.mjs";

const headline = `Mobile data off in Kenya’s north, ${Date.now() % 100_000}`;

async function boardIsDrawn(stage) {
  for (const view of ["desk", "phone", "narrow"]) {
    const visit = await Visit.begin(stage, { slug: "lead", view, path: "/board" });
    await visit.heading("Live board");
    await visit.page.getByRole("link", { name: "Room" }).first().waitFor();
    await visit.page
      .getByText(/of \d+ not reached/)
      .first()
      .waitFor();
    stage.checks.that(
      `who was not reached stands before the alerts (${view})`,
      await visit.page.evaluate(
        () =>
          document.getElementById("unreached").compareDocumentPosition(document.getElementById("alerts")) &
          Node.DOCUMENT_POSITION_FOLLOWING,
      ),
    );
    await visit.isSound("board");
    await visit.end();
  }
  const wall = await Visit.begin(stage, {
    slug: "lead",
    view: "desk",
    path: "/board",
    colorScheme: "dark",
    reducedMotion: "reduce",
  });
  await wall.page.getByRole("button", { name: "Wall screen" }).click();
  await wall.page.waitForFunction(() => document.fullscreenElement !== null);
  await wall.isSound("board-wall-dark");
  await wall.end();
}

/** Tab until a control of that role and name has the focus. */
async function tabTo(page, locator) {
  for (let n = 0; n < 120; n++) {
    if (await locator.evaluate((one) => one === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`no Tab leads to ${locator}`);
}

async function isRaisedByKeys(stage) {
  const { checks } = stage;
  const visit = await Visit.begin(stage, { slug: "lead", view: "desk", path: "/board" });
  const { page } = visit;
  await visit.heading("Live board");
  await page.keyboard.press("a");
  await visit.heading("Raise alert");
  const began = Date.now();
  await tabTo(page, page.getByRole("button", { name: "Send for approval" }));
  await page.keyboard.press("Enter");
  await page.getByText("Still missing:").waitFor();
  await page.waitForFunction(() => document.activeElement?.matches("[aria-invalid=true]"));
  checks.that("what is missing is named, and the keyboard is led to the first", true);
  await visit.isSound("raise-missing");
  await page.keyboard.type("Kenya");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Take out Kenya" }).waitFor();
  await tabTo(page, page.getByRole("checkbox", { name: "Service blocking" }));
  await page.keyboard.press("Space");
  await tabTo(page, page.getByRole("textbox", { name: "Headline" }));
  await page.keyboard.type(headline);
  await tabTo(page, page.getByRole("radio", { name: "Extreme" }));
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight"); // Severe: one source is enough
  await tabTo(page, page.getByRole("textbox", { name: "Address" }));
  await page.keyboard.type("https://example.org/outage");
  await tabTo(page, page.getByRole("radio", { name: "TLP:CLEAR" }));
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight"); // TLP:GREEN
  await page.getByText(/This will interrupt \d+ people in \d+ governments/).waitFor();
  await page.getByText(/alert is live for Kenya/).waitFor();
  checks.that("before it is sent: whom it interrupts, and that one is live already", true);
  await visit.isSound("raise-filled");
  await tabTo(page, page.getByRole("button", { name: "Send for approval" }));
  await page.keyboard.press("Enter");
  await visit.heading(headline);
  checks.that(
    "raised by keys alone, well within the ninety seconds",
    Date.now() - began < 90_000,
    Date.now() - began,
  );
  await page.getByText("This draft waits for a second person").waitFor();
  await visit.isSound("raise-waits");
  const path = new URL(page.url()).pathname;
  await visit.end();
  return path;
}

async function isIssuedBySecond(stage, path) {
  const { checks } = stage;
  const focal = await Visit.begin(stage, { slug: "focal-de", view: "phone" });
  await focal.heading("Inbox");
  const second = await Visit.begin(stage, { slug: "lead-2", view: "phone", path: "/board" });
  await second.heading("Live board");
  await second.page
    .getByRole("link", { name: new RegExp(`Approve an alert.*${headline.slice(0, 20)}`) })
    .first()
    .click();
  await second.page.getByRole("heading", { name: "Approve and issue this alert?" }).waitFor();
  await second.isSound("approve");
  await second.page.getByRole("button", { name: "Approve and issue" }).click();
  const tapped = Date.now();
  await focal.page.getByText(headline).first().waitFor();
  checks.that(
    "one tap of the second person, and a focal point's phone shows it",
    Date.now() - tapped < 5_000,
    `${Date.now() - tapped} ms`,
  );
  await focal.isSound("raised-on-phone");
  await focal.end();
  await second.page.getByRole("heading", { name: "Lead this alert" }).waitFor();
  await second.isSound("alert-led");
  await second.page.getByRole("button", { name: "Ring again who owes" }).click();
  await second.page.getByRole("dialog").getByRole("button", { name: "Ring again who owes" }).click();
  await second.page.getByText("They were rung again.").first().waitFor();
  checks.that("who owes is rung again", true);
  await second.end();
  return path;
}

async function isUpdatedAndClosed(stage, path) {
  const { checks } = stage;
  const visit = await Visit.begin(stage, { slug: "lead", view: "desk", path });
  const { page } = visit;
  await page.getByRole("link", { name: "Update the alert" }).click();
  await visit.heading("Update the alert");
  await page.getByRole("textbox", { name: "What is known" }).fill("Off in two provinces; fixed lines work.");
  await page.getByRole("textbox", { name: "What changed, in a sentence" }).fill("Two provinces, not one.");
  await page.getByRole("radio", { name: "Editorial" }).check();
  await visit.isSound("update");
  await page.getByRole("button", { name: "Send the update" }).click();
  await page.getByText("Off in two provinces").waitFor();
  checks.that("an update is another message, and the page shows it", true);
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Close: all clear" }).click();
  await page.getByRole("radio", { name: "Restored", exact: true }).check();
  await visit.isSound("close");
  await page.getByRole("dialog").getByRole("button", { name: "Close: all clear" }).click();
  await page.getByText("All clear").first().waitFor();
  checks.that("and a closing ends it", true);
  await visit.end();
}

/** A second report of the same: raised from the first, issued, and merged into it without losing anything. */
async function isMergedAndRelabelled(stage, path) {
  const { checks } = stage;
  const raised = await Visit.begin(stage, {
    slug: "lead",
    view: "desk",
    path: `/alerts/new?from=${path.split("/").pop()}`,
  });
  await raised.page.waitForFunction((words) => [...document.querySelectorAll("input")].some((one) => one.value === words), headline);
  const again = `${headline}, again`;
  await raised.page.getByRole("textbox", { name: "Headline" }).fill(again);
  await raised.page.getByRole("button", { name: "Send for approval" }).click();
  await raised.heading(again);
  const duplicate = new URL(raised.page.url()).pathname;
  const second = await Visit.begin(stage, { slug: "support-1", view: "desk", path: duplicate });
  await second.page.getByRole("button", { name: "Approve and issue" }).click();
  await second.page.getByRole("heading", { name: "Lead this alert" }).waitFor();
  await second.end();
  const { page } = raised;
  await page.goto(`${stage.url}${path}`);
  const act = async (name, fill) => {
    // Who was rung a moment ago is not rung again: what is offered first is then another act.
    const first = page.locator("main").getByRole("button", { name, exact: true });
    const more = page.locator("main").getByRole("button", { name: "More", exact: true });
    await more.waitFor();
    if ((await first.count()) > 0) await first.click();
    else {
      await more.click();
      await page.getByRole("menuitem", { name }).click();
    }
    const dialog = page.getByRole("dialog");
    await fill(dialog);
    await dialog.getByRole("button", { name, exact: true }).click();
    await dialog.waitFor({ state: "detached" });
  };
  await act("Merge a duplicate into it", async (dialog) => {
    await dialog.getByRole("radio", { name: new RegExp(`${again}$`) }).check();
    await dialog.getByRole("textbox", { name: "Reason" }).fill("The same outage.");
    await raised.isSound("merge");
  });
  await act("Change the label", async (dialog) => {
    await dialog.getByRole("radio", { name: "TLP:AMBER", exact: true }).check();
    await dialog.getByRole("textbox", { name: "Reason" }).fill("Names of operators came in.");
    await raised.isSound("relabel");
  });
  await page.locator("header.bar").getByText("TLP:AMBER", { exact: true }).waitFor();
  checks.that("a label is changed by an act of its own, with a reason", true);
  await act("Report the situation", async (dialog) => {
    await dialog.getByRole("radio", { name: "Partly restored" }).check();
  });
  await page.getByText("Partly restored").first().waitFor();
  await page.goto(`${stage.url}${duplicate}`);
  await page.getByText(/^\W*Merged$/).first().waitFor();
  checks.that("a duplicate is merged into the alert that stays", true);
  await raised.end();
}

async function signalFillsTheForm(stage) {
  const visit = await Visit.begin(stage, { slug: "lead", view: "desk", path: "/alerts/new?signals=1" });
  const { page } = visit;
  await page.getByRole("button", { name: "Fill the form from it" }).first().click();
  await page.waitForFunction(() =>
    [...document.querySelectorAll("input")].some((one) => one.maxLength === 90 && one.value !== ""),
  );
  stage.checks.that(
    "a signal fills the form, but for its label",
    !(await page.getByRole("radio", { name: /^TLP/ }).evaluateAll((all) => all.some((one) => one.checked))),
  );
  stage.checks.that("also its instants", (await page.getByLabel("Since, date").inputValue()) !== "");
  await visit.isSound("raise-signal");
  await visit.end();
}

export async function walk(stage) {
  await boardIsDrawn(stage);
  const path = await isRaisedByKeys(stage);
  await isIssuedBySecond(stage, path);
  await isMergedAndRelabelled(stage, path);
  await isUpdatedAndClosed(stage, path);
  await signalFillsTheForm(stage);
}
