// A focal point in bad weather: in each of its journeys the network is cut once, and the server killed once.
// SPDX-License-Identifier: Apache-2.0
import { Visit } from "../browser.mjs";
import { notSent, times, whileRestarting, withoutNetwork } from "../weather.mjs";

/** An acknowledgement made without a network, taken back from a server that is killed over it. */
async function acknowledges(stage, { slug, party }) {
  const { checks, demo } = stage;
  const visit = await Visit.begin(stage, { slug });
  visit.weather = true;
  const { page } = visit;
  const item = page.locator("[data-alert]").first();
  await item.waitFor();
  const alertId = await item.getAttribute("data-alert");
  const own = page.locator(`[data-alert="${alertId}"]`);
  const acknowledge = own.getByRole("button", { name: "Acknowledge", exact: true });
  const before = times(demo, alertId, "alert_acknowledged", party);
  const isAcknowledged = () =>
    Boolean(demo.cli("lead", "show", alertId).reach.find((one) => one.party === party).acknowledgedAt);
  await withoutNetwork(visit, async () => {
    await acknowledge.click();
    await own.getByText("Waiting to send").waitFor();
    checks.that("an acknowledgement that waits is in no record", !isAcknowledged());
  });
  const undo = page.getByRole("button", { name: "Undo" });
  await undo.waitFor();
  checks.that("it is recorded when there is a network again", isAcknowledged());
  await whileRestarting(visit, () => undo.click());
  await acknowledge.waitFor();
  checks.that("it is taken back over a restart, and the government owes again", !isAcknowledged());
  checks.same(
    "the record has one acknowledgement more, and its retraction once",
    [
      times(demo, alertId, "alert_acknowledged", party) - before,
      times(demo, alertId, "acknowledgement_retracted", party),
    ],
    [1, 1],
  );
  await visit.isClean("an acknowledgement in bad weather");
  await visit.end();
  return alertId;
}

/** The answer is taken back without a network, where it stands: it waits, and may be kept after all. */
async function takesBack(stage, { slug, party }, alertId) {
  const { checks, demo } = stage;
  const isAcknowledged = () =>
    Boolean(demo.cli("lead", "show", alertId).reach.find((one) => one.party === party).acknowledgedAt);
  const taken = () => times(demo, alertId, "acknowledgement_retracted", party);
  const before = taken();
  for (const view of ["phone", "narrow"]) {
    demo.cli(slug, "ack", alertId);
    const visit = await Visit.begin(stage, { slug, path: `/alerts/${alertId}`, view });
    visit.weather = true;
    const { page } = visit;
    const answer = page.getByRole("region", { name: "Your government’s answer" });
    const takeBack = answer.getByRole("button", { name: "Take back" });
    const isWaiting = answer.getByText("Waiting to send", { exact: false });
    await takeBack.waitFor();
    await withoutNetwork(visit, async () => {
      await takeBack.click();
      await isWaiting.waitFor();
      await page.locator(".toast", { hasText: "It is taken back as soon as there is one." }).waitFor();
      await visit.isSound("undo-waits");
      await answer.getByRole("button", { name: "Keep the answer" }).click();
      await isWaiting.waitFor({ state: "detached" });
    });
    checks.that("an answer that was kept after all stands", isAcknowledged());
    const [how, weather] =
      view === "phone" ? ["a cut network", withoutNetwork] : ["a restart", whileRestarting];
    await weather(visit, () => takeBack.click());
    await answer.getByRole("button", { name: /^Acknowledge for/ }).waitFor();
    checks.that(`an answer is taken back over ${how}, and owed again`, !isAcknowledged());
    await visit.isClean("an answer taken back in bad weather");
    await visit.end();
  }
  checks.same("each was taken back once", taken() - before, 2);
}

/** The timeline of a case, opened without a network, and open while the server is killed. */
async function reads(stage, { slug, procedureId }) {
  const { checks, demo } = stage;
  const visit = await Visit.begin(stage, { slug, path: `/procedures/${procedureId}` });
  visit.weather = true;
  const { page } = visit;
  const timeline = page.locator("details", { has: page.locator("summary", { hasText: "Timeline" }) });
  const rows = timeline.locator("li");
  const recorded = () => demo.cli(slug, "timeline", procedureId).lines.map((line) => `#${line.index}`);
  const shown = async () => (await rows.locator("span.mono").allInnerTexts()).reverse();
  const note = (words) => demo.cli("lead", "note", procedureId, words);
  await timeline.locator("summary").waitFor();
  await withoutNetwork(visit, async () => {
    await timeline.locator("summary").click();
    await timeline.locator(".skeleton").waitFor();
    checks.same("a timeline that was not read is not told to be empty", await rows.count(), 0);
    note("Written while the network was away.");
    await visit.isSound("timeline-offline");
  });
  await checks.agree("with a network again it is as the command line's, each line once", shown, recorded);
  const read = await rows.count();
  await whileRestarting(visit, () => timeline.scrollIntoViewIfNeeded());
  checks.same("over a restart its lines stay", await rows.count(), read);
  note("Written after the restart.");
  await checks.agree("and what comes then is added, each line once", shown, recorded);
  checks.same("which is one more", await rows.count(), read + 1);
  await visit.isClean("a timeline in bad weather");
  await visit.end();
}

/** A position never waits: without a network it is not given, and says so; its words stay. */
async function signs(stage, { slug, party, name, procedureId }) {
  const { checks, demo } = stage;
  const visit = await Visit.begin(stage, { slug, path: `/procedures/${procedureId}` });
  visit.weather = true;
  const { page } = visit;
  await page.getByRole("button", { name: `Decide for ${name}` }).click();
  await page.getByRole("button", { name: /^Sign on with explanation/ }).click();
  const words = page.getByRole("textbox", { name: "Explanation of position" });
  const explanation = "We sign on, and recall our reservation on paragraph two.";
  await words.fill(explanation);
  await page.getByRole("checkbox").click();
  const sign = page.getByRole("button", { name: new RegExp(`^Sign on with explanation as ${name}`) });
  const stance = () =>
    demo.cli("lead", "show", procedureId).positions.find((one) => one.party === party).stance;
  await withoutNetwork(visit, async () => {
    await sign.click();
    await notSent(page);
    checks.same("without a network nothing is signed, and the page says so", stance(), null);
    await visit.isSound("sign-offline");
  });
  checks.same(
    "the explanation and the box are as they were left",
    [await words.inputValue(), await page.getByRole("checkbox").isChecked()],
    [explanation, true],
  );
  await whileRestarting(visit, () => sign.click());
  // What a position rests on is asked for before it goes: where that was lost, the page says so.
  const recorded = page.getByText("Recorded, and durable");
  const failed = page.locator(".failure");
  await recorded.or(failed).first().waitFor();
  if (await failed.isVisible()) {
    checks.same("where the page says that nothing was signed, nothing was", stance(), null);
    checks.same("the words are there still", await words.inputValue(), explanation);
    await sign.click();
  }
  await visit.heading("Receipt");
  await recorded.waitFor();
  checks.same("the position is recorded", stance(), "SIGN_WITH_EXPLANATION");
  checks.same("and once", times(demo, procedureId, "position_taken", party), 1);
  await visit.isClean("a signature in bad weather");
  await visit.end();
}

async function standsAside(stage, { slug }) {
  const { checks, demo } = stage;
  const visit = await Visit.begin(stage, { slug, path: "/settings" });
  visit.weather = true;
  const { page } = visit;
  const standing = () => {
    const { person } = demo.cli(slug, "whoami");
    return demo.cli(slug, "coalition").standIns.filter((one) => one.from === person).length;
  };
  await page.getByRole("button", { name: "I am away" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox").waitFor();
  const until = dialog.getByLabel("Until (UTC)");
  const chosen = (await until.inputValue()).replace(/T.*/, "T09:30");
  await until.fill(chosen);
  await until.blur();
  const handOver = dialog.getByRole("button", { name: "Hand over" });
  await withoutNetwork(visit, async () => {
    await handOver.click();
    await notSent(page);
    checks.same("without a network nobody stands in, and the page says so", standing(), 0);
    await visit.isSound("stand-in-offline");
  });
  checks.same("until when is as it was typed", await until.inputValue(), chosen);
  await whileRestarting(visit, () => handOver.click());
  await page.getByText("While this lasts you do not act.").waitFor();
  checks.same("a colleague stands in, once", standing(), 1);
  const back = page.getByRole("button", { name: "I am back" });
  await withoutNetwork(visit, async () => {
    await back.click();
    await notSent(page);
    checks.same("who is back without a network is stood in for still, and the page says so", standing(), 1);
    await visit.isSound("back-offline");
  });
  await whileRestarting(visit, () => back.click());
  await page.getByRole("button", { name: "I am away" }).waitFor();
  checks.same("over a restart nobody stands in any longer", standing(), 0);
  checks.same("what was not sent before is not said any more", await page.locator(".failure").count(), 0);
  await visit.isClean("standing in, in bad weather");
  await visit.end();
}

async function notes(stage, { slug, procedureId }) {
  const { checks, demo } = stage;
  for (const view of ["phone", "narrow"]) {
    const visit = await Visit.begin(stage, { slug, path: `/procedures/${procedureId}`, view });
    visit.weather = true;
    const { page } = visit;
    const before = times(demo, procedureId, "note_added");
    const words = `The minister is informed (${view}, ${Date.now()}).`;
    await page.getByRole("textbox", { name: "Add a note" }).fill(words);
    await withoutNetwork(visit, async () => {
      await page.getByRole("button", { name: "Add", exact: true }).click();
      await page.getByText("Waiting to send").waitFor();
      await page.getByText(words).scrollIntoViewIfNeeded();
      await visit.isSound("note-waits");
    });
    await page.getByText("Waiting to send").waitFor({ state: "detached" });
    await page.getByText(words).waitFor();
    checks.same("a note that waited is recorded once", times(demo, procedureId, "note_added") - before, 1);
    await visit.end();
  }
}

export async function walk(stage) {
  const government = stage.demo.silent();
  await takesBack(stage, government, await acknowledges(stage, government));
  await signs(stage, government);
  await reads(stage, government);
  await notes(stage, government);
  await standsAside(stage, government);
}
