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
  const recorded = () =>
    ["alert_acknowledged", "acknowledgement_retracted"].map((kind) => times(demo, alertId, kind, party));
  const before = recorded();
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
    recorded().map((count, n) => count - before[n]),
    [1, 1],
  );
  await visit.isClean("an acknowledgement in bad weather");
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
  await acknowledges(stage, government);
  await signs(stage, government);
  await notes(stage, government);
}
