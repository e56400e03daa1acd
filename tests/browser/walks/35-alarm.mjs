// An alert is issued while a console is open: it stands in the inbox at once, is said aloud, rings once among two tabs,
// and the server learns that it was seen.
// SPDX-License-Identifier: Apache-2.0
import { Visit } from "../browser.mjs";

/** Counts tones instead of playing them. */
const listen = () => {
  globalThis.tones = 0;
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...at) {
    globalThis.tones += 1;
    return start.apply(this, at);
  };
};

function raise(demo) {
  const words =
    "--country MM --kind full-shutdown --severity extreme --urgency immediate --certainty observed" +
    " --verification corroborated --tlp amber --precedence flash --exercise" +
    " --source measurement=https://one.example/a --source civil-society=https://two.example/b";
  const { receipt } = demo.cli(
    "lead",
    "raise",
    ...words.split(" "),
    "--headline",
    "Mobile data off in Myanmar",
  );
  demo.cli("lead-2", "approve", receipt.subject);
  return receipt.subject;
}

export async function walk(stage) {
  const { checks, demo } = stage;
  const visit = await Visit.begin(stage, { slug: "focal-no" });
  const { page } = visit;
  await page.addInitScript(listen);
  await page.evaluate(listen);
  await visit.heading("Inbox");
  await page.goto(`${stage.url}/settings`);
  await page.getByRole("button", { name: "Play" }).click();
  await page.getByRole("button", { name: "Turn off" }).waitFor();
  const other = await visit.context.newPage(); // a second tab: its own storage of the session, the same alarm
  await other.addInitScript(listen);
  await other.goto(`${stage.url}/inbox${demo.link("focal-no")}`);
  await other.getByRole("heading", { name: /Needs/ }).first().waitFor();
  await page.goto(`${stage.url}/inbox`);
  await page.getByRole("heading", { name: /Needs/ }).first().waitFor();
  await page.waitForTimeout(500); // the alarm is loaded behind the first screen
  const before = await Promise.all([page, other].map((one) => one.evaluate(() => globalThis.tones)));

  const id = raise(demo);
  await page.getByText("Mobile data off in Myanmar").first().waitFor();
  checks.that("it stands in the inbox by itself", true);
  await page
    .locator('[role="alert"]', { hasText: "Extreme alert: Mobile data off in Myanmar" })
    .waitFor({ state: "attached" });
  checks.that("an Extreme alert is said aloud", true);
  await page.waitForTimeout(800);
  const after = await Promise.all([page, other].map((one) => one.evaluate(() => globalThis.tones)));
  const rang = after.map((tones, at) => tones - before[at]);
  checks.same("it rings, in one tab and not in both", rang.filter((tones) => tones > 0).length, 1);
  await visit.isSound("alarm");
  const { reach } = demo.cli("lead", "show", id);
  checks.that(
    "the server knows that it was seen",
    reach.find((one) => one.party === "NO").seenAt,
    JSON.stringify(reach.find((one) => one.party === "NO")),
  );
  checks.that("the title counts it", /^\(\d+\) Inbox/.test(await page.title()), await page.title());
  await visit.end();
}
