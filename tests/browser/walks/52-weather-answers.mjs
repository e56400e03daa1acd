// The answer to an act is lost after the server has recorded it: with the network, or with the server. The
// console asks again under the same command, is told what was recorded, and shows one receipt; nothing is
// there twice.
// SPDX-License-Identifier: Apache-2.0
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Visit } from "../browser.mjs";
import { cut, kill, tapped, times, withoutAnswer } from "../weather.mjs";

/** The same bytes, the command's id among them, once more. */
function isAskedAgain({ checks }, wire, what) {
  const [first, ...more] = wire.commands;
  checks.that(
    `${what}: the same command is sent again, and no other`,
    more.length > 0 && more.every((one) => one === first),
    wire.commands.join(" "),
  );
}

const ways = [
  ["with the network", cut],
  ["with the server", kill],
];

async function acknowledges(stage, { slug, party }) {
  const { checks, demo } = stage;
  const visit = await Visit.begin(stage, { slug });
  visit.weather = true;
  const { page } = visit;
  const wire = await tapped(visit);
  const item = page.locator("[data-alert]").first();
  await item.waitFor();
  const alertId = await item.getAttribute("data-alert");
  const acknowledge = page
    .locator(`[data-alert="${alertId}"]`)
    .getByRole("button", { name: "Acknowledge", exact: true });
  const undo = page.getByRole("button", { name: "Undo" });
  const said = (words) => page.locator(".toast", { hasText: words });
  const given = () => times(demo, alertId, "alert_acknowledged", party);
  const taken = () => times(demo, alertId, "acknowledgement_retracted", party);
  const before = [given(), taken()];
  for (const [n, [how, breaks]] of ways.entries()) {
    const what = `an acknowledgement whose answer is lost ${how}`;
    await withoutAnswer(wire, () => acknowledge.click(), () => given() > before[0] + n, breaks(visit));
    await undo.waitFor();
    isAskedAgain(stage, wire, what);
    checks.same(`${what}: it is recorded once`, given() - before[0], n + 1);
    checks.same(`${what}: the page says so once`, await said("Acknowledged for").count(), 1);
    const back = `an undo whose answer is lost ${how}`;
    await withoutAnswer(wire, () => undo.click(), () => taken() > before[1] + n, breaks(visit));
    await said("Acknowledgement taken back.").waitFor();
    await acknowledge.waitFor();
    isAskedAgain(stage, wire, back);
    checks.same(`${back}: it is recorded once`, taken() - before[1], n + 1);
  }
  await visit.isClean("an acknowledgement whose answer is lost");
  await visit.end();
}

async function signs(stage, [how, breaks]) {
  const { checks, demo } = stage;
  const { slug, party, name, procedureId } = demo.silent();
  const visit = await Visit.begin(stage, { slug, path: `/procedures/${procedureId}` });
  visit.weather = true;
  const { page } = visit;
  const wire = await tapped(visit);
  await page.getByRole("button", { name: `Decide for ${name}` }).click();
  await page.getByRole("button", { name: /^Sign on\b(?! with)/ }).first().click();
  await page.getByRole("checkbox").click();
  const sign = page.getByRole("button", { name: new RegExp(`^Sign on as ${name}`) });
  const taken = () => times(demo, procedureId, "position_taken", party);
  const what = `a signature whose answer is lost ${how}`;
  await withoutAnswer(wire, () => sign.click(), () => taken() > 0, breaks(visit));
  await visit.heading("Receipt");
  await page.getByText("Recorded, and durable").waitFor();
  isAskedAgain(stage, wire, what);
  checks.same(`${what}: it is recorded once`, taken(), 1);
  await visit.isSound(`receipt-late-${how.split(" ").at(-1)}`);
  await page.goto(`${stage.url}/procedures/${procedureId}`);
  await page.getByRole("heading", { name: "Positions" }).waitFor();
  checks.same(`${what}: nothing is left to decide`,
    await page.getByRole("button", { name: `Decide for ${name}` }).count(), 0);
  await visit.end();
}

/** A statement that everybody owes an answer to: each may be reminded of once in five minutes. */
function opened({ demo }, title) {
  const file = join(demo.work, "lost-answers.md");
  writeFileSync(file, `# ${title}\n\nWe, the undersigned, ask that access be restored.\n`);
  const closes = `${new Date(Date.now() + 7_200_000).toISOString().slice(0, 19)}Z`;
  const words = ["--mode", "opt-in", "--min", "3", "--text", file, "--closes", closes];
  return demo.cli("lead", "open", "statement", ...words).receipt.subject;
}

async function reminds(stage, [how, breaks]) {
  const { checks, demo } = stage;
  const procedureId = opened(stage, `A statement reminded of, ${how}`);
  const path = `/procedures/${procedureId}`;
  const visit = await Visit.begin(stage, { slug: "lead", view: "desk", path });
  visit.weather = true;
  const { page } = visit;
  const wire = await tapped(visit);
  const sent = () => times(demo, procedureId, "answers_reminded");
  const what = `a reminder whose answer is lost ${how}`;
  await page.getByRole("button", { name: /^Remind/ }).first().click();
  const dialog = page.getByRole("dialog");
  const remind = dialog.getByRole("button", { name: /^Remind/ });
  await withoutAnswer(wire, () => remind.click(), () => sent() > 0, breaks(visit));
  await dialog.waitFor({ state: "detached" });
  isAskedAgain(stage, wire, what);
  checks.same(`${what}: nobody is reminded twice`, sent(), 1);
  await visit.isClean(what);
  await visit.end();
  demo.cli("lead", "act", "withdraw-procedure", procedureId, "--reason", "Only opened for its reminder.");
}

export async function walk(stage) {
  await acknowledges(stage, stage.demo.silent());
  for (const way of ways) {
    await signs(stage, way);
    await reminds(stage, way);
  }
}
