// A lead's procedure in bad weather: drafted, opened, noted on, its governments reminded, extended and
// withdrawn; the network is cut in these acts, and the server killed.
// SPDX-License-Identifier: Apache-2.0
import { Visit } from "../browser.mjs";
import { notSent, times, whileRestarting, withoutNetwork } from "../weather.mjs";

const mark = Date.now() % 100_000;
const title = `Joint statement on Uganda, ${mark}`;

const procedures = (demo) =>
  demo.cli("lead", "procedures", "--all").procedures.filter((one) => one.title === title);

async function opens(stage) {
  const { checks, demo } = stage;
  const visit = await Visit.begin(stage, { slug: "lead", view: "desk", path: "/procedures/new" });
  visit.weather = true;
  const { page } = visit;
  await visit.heading("Draft a procedure");
  await page.getByRole("textbox", { name: "Title" }).fill(title);
  const text = page.getByRole("textbox", { name: "Text, English: the authentic one" });
  const words = "We, the undersigned, are concerned that mobile data is switched off.\n";
  await text.fill(words);
  await page.getByRole("radio", { name: "TLP:AMBER+STRICT" }).check();
  const write = page.getByRole("button", { name: "Write the draft" });
  await withoutNetwork(visit, async () => {
    await write.click();
    await notSent(page);
    checks.same("without a network nothing is drafted, and the page says so", procedures(demo).length, 0);
  });
  checks.same("its text is as it was typed", await text.inputValue(), words);
  await whileRestarting(visit, () => write.click());
  // The draft came through; a text that was lost on its way is sent again when one says so.
  const heading = page.getByRole("heading", { level: 1, name: "Open for positions" });
  await heading.or(page.locator(".failure")).first().waitFor();
  if (!(await heading.isVisible())) await write.click();
  await heading.waitFor();
  const drafted = procedures(demo);
  checks.same("after a restart it is drafted, and once", drafted.length, 1);
  const { procedureId } = drafted[0];
  checks.same("its text stands there once", times(demo, procedureId, "text_added"), 1);
  await page.getByRole("button", { name: "+2 h" }).click();
  const least = page.getByRole("spinbutton", { name: "Minimum of signatures" });
  await least.fill("3");
  const open = page.getByRole("button", { name: "Open for positions" });
  await withoutNetwork(visit, async () => {
    await open.click();
    await notSent(page);
    checks.same("without a network it stays a draft", demo.cli("lead", "show", procedureId).state, "DRAFT");
    await visit.isSound("open-offline");
  });
  checks.same("the minimum is as it was typed", await least.inputValue(), "3");
  await whileRestarting(visit, () => open.click());
  await visit.heading(title);
  checks.same("after a restart it is open, and once", times(demo, procedureId, "procedure_opened"), 1);
  return { visit, procedureId };
}

/** What a capital said waits for the network, where one sees it and may take it back; it is recorded once. */
async function notes(stage, { visit, procedureId }) {
  const { checks, demo } = stage;
  const { page } = visit;
  const source = `Call with the duty officer, ${mark}`;
  const recorded = () => times(demo, procedureId, "note_added");
  const cell = page.getByRole("toolbar").getByRole("button").first();
  const dialog = page.getByRole("dialog");
  await cell.click();
  await dialog.getByText("Record what a capital said").click();
  const typed = dialog.getByRole("textbox", { name: "Source" });
  const record = dialog.getByRole("button", { name: "Record as a note" });
  await typed.fill(source);
  await withoutNetwork(visit, async () => {
    await record.click();
    await dialog.getByText("Waiting to send").waitFor();
    await visit.isSound("behalf-waits");
    await dialog.getByRole("button", { name: "Take back" }).click();
    await dialog.getByText("Waiting to send").waitFor({ state: "detached" });
    checks.same("what was taken back stands in the form still", await typed.inputValue(), source);
    await record.click();
    await page.keyboard.press("Escape");
    await cell.click();
    await dialog.getByText("Record what a capital said").click();
    await dialog.getByText(source).waitFor();
    checks.same("a note that waits is said to wait, and is in no record", recorded(), 0);
  });
  await dialog.getByText("Waiting to send").waitFor({ state: "detached" });
  await page.getByText("It does not count.").first().waitFor();
  checks.same("it is recorded when there is a network again, and once", recorded(), 1);
  await typed.fill(`${source}, again`);
  await whileRestarting(visit, () => record.click());
  await page.waitForFunction((input) => input.value === "", await typed.elementHandle());
  checks.same("another over a restart is recorded once, too", recorded(), 2);
  await page.keyboard.press("Escape");
}

/** Governments are reminded by who leads: once, or not at all. */
async function reminds(stage, { visit, procedureId }) {
  const { checks, demo } = stage;
  const { page } = visit;
  const reminders = () => times(demo, procedureId, "answers_reminded");
  await page.getByRole("button", { name: /^Remind \d/ }).first().click();
  const dialog = page.getByRole("dialog", { name: /^Remind/ });
  const remind = dialog.getByRole("button", { name: /^Remind/ });
  await withoutNetwork(visit, async () => {
    await remind.click();
    await notSent(page);
    checks.same("without a network nobody is reminded, and the page says so", reminders(), 0);
    await visit.isSound("remind-offline");
  });
  await whileRestarting(visit, () => remind.click());
  await dialog.waitFor({ state: "detached" });
  checks.same("after a restart they are reminded, and once", reminders(), 1);
}

async function isExtended(stage, { visit, procedureId }) {
  const { checks, demo } = stage;
  const { page } = visit;
  const deadline = () => Date.parse(demo.cli("lead", "show", procedureId).deadline);
  const before = deadline();
  await page.getByRole("button", { name: "Extend", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Extend" });
  await dialog.getByRole("button", { name: "+1 h" }).click();
  const reason = dialog.getByRole("textbox", { name: "Reason" });
  await reason.fill("Two capitals asked for an hour.");
  const extend = dialog.getByRole("button", { name: "Extend", exact: true });
  await withoutNetwork(visit, async () => {
    await extend.click();
    await notSent(page);
    checks.same("without a network the deadline stays", deadline(), before);
  });
  checks.same("the reason is as it was typed", await reason.inputValue(), "Two capitals asked for an hour.");
  await whileRestarting(visit, () => extend.click());
  await dialog.waitFor({ state: "detached" });
  checks.same("after a restart it is one hour later, not two", deadline() - before, 3_600_000);
}

async function ends(stage, { visit, procedureId }) {
  const { checks, demo } = stage;
  const { page } = visit;
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Withdraw" }).click();
  const dialog = page.getByRole("dialog", { name: "Withdraw" });
  await dialog.getByRole("textbox", { name: "Reason" }).fill("Overtaken.");
  await whileRestarting(visit, () => dialog.getByRole("button", { name: "Withdraw", exact: true }).click());
  await dialog.waitFor({ state: "detached" });
  checks.same(
    "a procedure is withdrawn over a restart",
    demo.cli("lead", "show", procedureId).state,
    "WITHDRAWN",
  );
  await visit.isClean("a procedure in bad weather");
  await visit.end();
}

export async function walk(stage) {
  const procedure = await opens(stage);
  await notes(stage, procedure);
  await reminds(stage, procedure);
  await isExtended(stage, procedure);
  await ends(stage, procedure);
}
