// A focal point who takes an answer back, reads a timeline and hands over to a colleague in bad weather: the
// network is cut once in each, and the server killed once.
// SPDX-License-Identifier: Apache-2.0
import { Visit } from "../browser.mjs";
import { notSent, times, whileRestarting, withoutNetwork } from "../weather.mjs";

/** The answer is taken back without a network, where it stands: it waits, and may be kept after all. */
async function takesBack(stage, { slug, party }) {
  const { checks, demo } = stage;
  const { alerts } = demo.cli(slug, "alerts");
  const { alertId } = alerts.find((one) => !one.mineAcknowledged && one.owing > 0);
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

export async function walk(stage) {
  const government = stage.demo.silent();
  await takesBack(stage, government);
  await reads(stage, government);
  await standsAside(stage, government);
}
