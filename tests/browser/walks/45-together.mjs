// Several clients at once, of one government and of others, in browsers and at the command line: what
// one does stands on the open pages of the others within 300 ms of its being recorded.
// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from "node:timers/promises";
import { Visit } from "../browser.mjs";

const limit = 300; // ms, in the median: machines are shared
const rest = 3_300; // a page at rest: it asks again at most every three seconds

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** The instant at which something that matches `selector` first says what `pattern` wants. */
async function watch(page, selector, pattern) {
  await page.evaluate(
    ([where, wanted]) => {
      const holds = () =>
        [...document.querySelectorAll(where)].some((one) => new RegExp(wanted).test(one.textContent));
      if (holds()) throw new Error(`${where} says ${wanted} already`);
      globalThis.saidAt = new Promise((resolve) => {
        const observer = new MutationObserver(() => {
          if (!holds()) return;
          observer.disconnect();
          resolve(Date.now());
        });
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
      });
    },
    [selector, pattern],
  );
  return () =>
    page.evaluate(() =>
      Promise.race([globalThis.saidAt, new Promise((resolve) => setTimeout(() => resolve(Infinity), 8_000))]),
    );
}

/** One act, and how long after its entry was recorded each page showed it. */
async function act(pages, run) {
  await sleep(rest);
  const said = await Promise.all(
    pages.map(({ visit, selector, pattern }) => watch(visit.page, selector, pattern)),
  );
  const { receipt } = await run();
  const recorded = Date.parse(receipt.recordedAt);
  return Promise.all(said.map(async (at) => (await at()) - recorded));
}

/** Two governments that have answered neither, and that no other walk names. */
function governments(stage, alertId, procedureId) {
  const named = ["CA", "GH", "NO", "DE", "EE", "PO"];
  const owing = new Set(
    stage.demo
      .cli("lead", "show", alertId)
      .reach.filter((one) => one.owing && !one.acknowledgedAt)
      .map((one) => one.party),
  );
  return stage.demo
    .cli("lead", "show", procedureId)
    .positions.filter((one) => !one.stance && owing.has(one.party) && !named.includes(one.party))
    .slice(-2);
}

const cell = (name, pattern) => ({
  selector: "[role=toolbar] button",
  pattern: `, ${name}, .*${pattern}`,
});

/** A tap in one browser, seen in the other: when it was recorded says the command line. */
async function tapped(stage, focal, lead, alertId, own) {
  const { page } = focal;
  await page.getByRole("button", { name: "Take back" }).click();
  await page.getByRole("button", { name: /^Acknowledge for/ }).waitFor();
  return act([{ visit: lead, ...cell(own.name, "Informed") }], async () => {
    await page.getByRole("button", { name: /^Acknowledge for/ }).click();
    await page.getByText(new RegExp(`^${own.name}: .*UTC`)).waitFor();
    const { reach } = stage.demo.cli("lead", "show", alertId);
    return { receipt: { recordedAt: reach.find((one) => one.party === own.party).acknowledgedAt } };
  });
}

async function acknowledged(stage, alertId, own, other) {
  const path = `/alerts/${alertId}`;
  const focal = await Visit.begin(stage, { slug: `focal-${own.party.toLowerCase()}`, path });
  const lead = await Visit.begin(stage, { slug: "lead", view: "desk", path });
  const both = [focal, lead];
  for (const { page } of both) await page.getByRole("toolbar").getByRole("button").first().waitFor();
  const spans = [];
  for (const one of [other, own]) {
    const as = `${one === own ? "deputy" : "focal"}-${one.party.toLowerCase()}`;
    const pages = (pattern) => both.map((visit) => ({ visit, ...cell(one.name, pattern) }));
    spans.push(
      ...(await act(pages("Informed"), () => stage.demo.answer(as, "ack", alertId))),
      ...(await act(pages("(seen|delivered|not reached)"), () => stage.demo.answer(as, "unack", alertId))),
      ...(await act(pages("Acting"), () => stage.demo.answer(as, "ack", alertId, "--acting"))),
    );
  }
  await focal.page.getByText(new RegExp(`^${own.name}: .*UTC`)).waitFor();
  spans.push(...(await tapped(stage, focal, lead, alertId, own)));
  stage.checks.that("a colleague's acknowledgement at the command line is mine on the open page", true);
  await focal.isSound("together-alert");
  await lead.isSound("together-alert");
  await focal.end();
  await lead.end();
  return spans;
}

/** Another government answers, then a colleague signs: on the page of the text, and in the lead's room. */
async function signed(stage, procedureId, own, other) {
  const path = `/procedures/${procedureId}`;
  const focal = await Visit.begin(stage, { slug: `focal-${own.party.toLowerCase()}`, path });
  const room = await Visit.begin(stage, { slug: "lead", view: "desk", path: `/room/${procedureId}` });
  const both = [focal, room];
  for (const { page } of both) await page.getByRole("toolbar").getByRole("button").first().waitFor();
  const { version } = stage.demo.cli("lead", "show", procedureId);
  const spans = [];
  const said = async (one, as, pattern, ...words) => {
    const pages = both.map((visit) => ({ visit, ...cell(one.name, pattern) }));
    spans.push(...(await act(pages, () => stage.demo.answer(as, ...words, "--version", String(version)))));
  };
  await said(other, `focal-${other.party.toLowerCase()}`, "[Aa]bstain", "abstain", procedureId);
  await said(own, `deputy-${own.party.toLowerCase()}`, "Sign on", "sign", procedureId);
  await focal.page.getByRole("button", { name: `Change for ${own.name}` }).waitFor();
  stage.checks.that("a colleague's signature at the command line is my government's on the open page", true);
  await focal.isSound("together-procedure");
  await room.isSound("together-room");
  await focal.end();
  await room.end();
  return spans;
}

export async function walk(stage) {
  const { procedureId } = stage.demo.silent();
  const { alerts } = stage.demo.cli("lead", "alerts");
  const { alertId } = alerts.find((one) => one.headline.includes("Kenya"));
  const [own, other] = governments(stage, alertId, procedureId);
  const spans = [
    ...(await acknowledged(stage, alertId, own, other)),
    ...(await signed(stage, procedureId, own, other)),
  ];
  stage.checks.that("no act was missing on a page", spans.every(Number.isFinite), spans.join(", "));
  const figures = `median ${median(spans)} ms, longest ${Math.max(...spans)} ms, of ${spans.length}`;
  stage.checks.that(
    `what one does stands on the others' pages within ${limit} ms of its record (${figures})`,
    median(spans) <= limit,
    spans.join(", "),
  );
}
