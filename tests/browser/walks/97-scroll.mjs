// 60 frames a second with as much as the Coalition has: the board, the response room and the roster of 42
// governments with five persons each, a timeline of over 500 lines. A machine that is busy leaves out
// frames of an empty page as well: that one is scrolled before each, and there is a second try.
// SPDX-License-Identifier: Apache-2.0
import { Visit } from "../browser.mjs";
import { Demo } from "../demo.mjs";
import { frame, scrolls } from "../frames.mjs";
import { manyNotes, manyPersons } from "../many_notes.mjs";

const slack = 0.1; // of the frames, between two runs of the same page on a busy machine
const percent = (share) => `${Math.round(share * 100)} %`;

async function isSmooth(stage, visit, what) {
  const empty = await visit.context.newPage();
  await empty.setContent('<!doctype html><title>empty</title><body style="height: 20000px">');
  const measured = async () => {
    await empty.bringToFront();
    const { inTime: beside } = await scrolls(empty);
    await visit.page.bringToFront();
    const one = await scrolls(visit.page);
    return { ...one, beside, holds: one.inTime >= beside - slack && one.each < frame };
  };
  let found = await measured();
  if (!found.holds) found = await measured();
  await empty.close();
  const { moved, inTime, beside, each } = found;
  stage.checks.that(`${what} is longer than the screen`, moved > 60, moved);
  const figures = `${percent(inTime)} of frames, of an empty page ${percent(beside)}`;
  stage.checks.that(`${what} scrolls at 60 frames a second (${figures})`, inTime >= beside - slack, inTime);
  stage.checks.that(`${what}: its work fits the frame (${each.toFixed(1)} ms)`, each < frame, each);
}

async function ofTheLead(stage, demo) {
  const there = { ...stage, demo, url: demo.url };
  const { procedureId } = demo.cli("lead", "procedures").procedures.find((one) => one.state === "OPEN");
  const visit = await Visit.begin(there, { slug: "lead", view: "desk", path: "/board" });
  const { page, checks } = { page: visit.page, checks: stage.checks };
  await page.locator("main li[data-item]").first().waitFor();
  await isSmooth(stage, visit, "the board");
  await page.goto(`${demo.url}/room/${procedureId}`);
  await page.locator("[data-cell]").first().waitFor();
  checks.same("the room has 42 governments", await page.locator("[data-cell]").count(), 42);
  await isSmooth(stage, visit, "the response room");
  await page.goto(`${demo.url}/members`);
  await page.getByRole("row", { name: /of 5/ }).nth(41).waitFor();
  checks.that("each government has five persons", true);
  await isSmooth(stage, visit, "the roster of 42 governments with five persons each");
  await visit.isClean("scrolled");
  await visit.end();
}

async function ofTheAuditor(stage, demo) {
  const there = { ...stage, demo, url: demo.url };
  const { alertId } = demo.cli("auditor", "alerts").alerts[0];
  await manyNotes(demo.url, demo.folder, alertId, 20, 25);
  const visit = await Visit.begin(there, { slug: "auditor", view: "desk", path: `/audit/${alertId}` });
  await visit.page.getByRole("button", { name: /^All 5\d\d/ }).waitFor();
  await isSmooth(stage, visit, "a timeline of over 500 lines");
  await visit.isClean("scrolled");
  await visit.end();
}

export async function walk(stage) {
  const demo = await Demo.anew(stage.demo.work);
  try {
    const { parties } = demo.cli("support-1", "ask", "list-parties").parties;
    const governments = parties.filter((one) => one.party.kind === "GOVERNMENT");
    await manyPersons(demo.url, demo.folder, governments, 5);
    await ofTheLead(stage, demo);
    await ofTheAuditor(stage, demo);
  } finally {
    demo.end();
  }
}
