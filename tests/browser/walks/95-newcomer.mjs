// Somebody who has read no manual, after `deploy/run.sh`: the links that it prints, one after the other;
// the focal point's, the lead's, the auditor's. In a demonstration of its own, as fresh as theirs.
// SPDX-License-Identifier: Apache-2.0
import { Demo } from "../demo.mjs";
import { Visit } from "../browser.mjs";

/** A page is no dead end: it says what it is, and leads on, from its middle and from the frame. */
async function leadsOn(visit, name) {
  const ways = await visit.page.evaluate(() => {
    const shown = (one) => one.checkVisibility() && !one.disabled;
    const elsewhere = (one) => !one.href || new URL(one.href).pathname !== location.pathname;
    const of = (where) =>
      [...document.querySelectorAll(`${where} a[href], ${where} button`)].filter(shown).filter(elsewhere);
    const links = of("nav").concat(of("main")).filter((one) => one.href && !one.download);
    return {
      frame: of("nav").length,
      page: of("main").length,
      links: [...new Set(links.map((one) => new URL(one.href)).filter((one) => one.origin === location.origin)
        .map((one) => one.pathname))],
    };
  });
  visit.checks.that(`${name} (${visit.view}): it leads on`, ways.frame > 0 && ways.page > 0,
    JSON.stringify(ways));
  for (const link of ways.links) visit.links.add(link);
  visit.seen.add(new URL(visit.page.url()).pathname);
  await visit.isSound(`newcomer-${name}`);
}

/** As a person whom the demo names, by the link that it printed. */
async function arrives(stage, demo, who, view) {
  const link = demo.links.find(([name]) => name.startsWith(who));
  stage.checks.that(`the demo prints a link for: ${who}`, link);
  const { origin, pathname, hash } = new URL(link[1]);
  const visit = await Visit.begin({ ...stage, url: origin }, { view, path: `${pathname}${hash}` });
  stage.troubles = visit.troubles;
  Object.assign(visit, { links: new Set(), seen: new Set() });
  await visit.heading("Inbox");
  stage.checks.that(`${who}: the inbox, and no key left in the address`, !visit.page.url().includes("#"));
  return visit;
}

/** Each way that a page offered and that was not walked, is a page too: no "not here", nothing refused. */
async function otherWays(visit, name, most = 12) {
  const { page, checks } = visit;
  const others = [...visit.links].filter((link) => !visit.seen.has(link)).slice(0, most);
  const dead = [];
  for (const path of others) {
    await page.goto(`${visit.url}${path}`);
    await page.locator("main h1").waitFor();
    await page.locator("main :is(h2, h3, a, button, input)").first().waitFor();
    const words = await page.locator("main").innerText();
    if (/leads to no page|not for|refused/i.test(words) || !words.trim()) dead.push(`${path}: ${words}`);
    await visit.isClean(`newcomer-${name} ${path}`);
  }
  checks.same(`${name}: the ${others.length} other ways lead somewhere`, dead, []);
}

async function focal(stage, demo) {
  const visit = await arrives(stage, demo, "Focal point", "phone");
  const { page, checks } = visit;
  const acknowledge = page.getByRole("button", { name: "Acknowledge", exact: true });
  await acknowledge.first().waitFor();
  const owed = await acknowledge.count();
  await leadsOn(visit, "inbox");
  await acknowledge.first().click();
  await page.getByText(/^Acknowledged for Ghana/).first().waitFor();
  await page.waitForFunction((count) => [...document.querySelectorAll("main button")]
    .filter((one) => one.textContent.trim() === "Acknowledge").length < count, owed);
  checks.that("one tap, and the alert is acknowledged", true);
  await page.getByRole("link", { name: "Read and decide" }).first().click();
  await page.locator("#text p").first().waitFor();
  await page.getByRole("heading", { name: "Positions" }).waitFor();
  await leadsOn(visit, "statement");
  const statement = new URL(page.url()).pathname;
  await page.getByRole("button", { name: "Decide for Ghana" }).click();
  await page.getByRole("dialog").waitFor();
  await page.getByRole("button", { name: /^Sign on The/ }).click();
  await page.getByText("Ghana SIGNS ON to:").waitFor();
  await page.getByRole("checkbox").click();
  await visit.isSound("newcomer-review");
  await page.getByRole("button", { name: /^Sign on as Ghana/ }).click();
  await visit.heading("Receipt");
  await page.getByText("Recorded, and durable").waitFor();
  checks.that("signed with the link's key: no authenticator is asked for", true);
  await leadsOn(visit, "receipt");
  await page.getByRole("main").getByRole("link", { name: /procedure/i }).first().click();
  const roster = page.getByRole("toolbar", { name: "Positions" }).getByRole("button");
  await roster.filter({ hasText: /Ghana, Sign on/ }).waitFor();
  const silent = await roster.filter({ hasText: /No answer|not reached/i }).count();
  checks.that("where the others stand: Ghana's own answer among them, and who is silent", silent > 0, silent);
  await leadsOn(visit, "stands");
  await page.goto(`${visit.url}/inbox`);
  await page.getByRole("heading", { name: /^Answered/ }).waitFor();
  checks.same("what is signed is owed no more",
    await page.getByRole("link", { name: "Read and decide" }).count(), 0);
  await leadsOn(visit, "inbox-answered");
  await otherWays(visit, "focal point");
  await visit.end();
  return statement;
}

async function lead(stage, demo, statement) {
  const visit = await arrives(stage, demo, "Task-force lead (TFIS)", "desk");
  const { page, checks } = visit;
  await page.locator("main :is(h2, .empty, a, button)").first().waitFor();
  await leadsOn(visit, "lead-inbox");
  await page.getByRole("navigation").getByRole("link", { name: "Board" }).first().click();
  await visit.heading("Live board");
  const region = page.getByRole("region", { name: /Not reached/i });
  await region.locator(".names span").first().waitFor();
  checks.that("who was not reached stands first on the board, by name",
    (await region.locator(".names span").count()) > 0);
  await leadsOn(visit, "board");
  await page.getByRole("link", { name: /room/i }).first().click();
  await page.getByRole("toolbar", { name: "Governments and their positions" }).waitFor();
  checks.same("the room is of the statement that Ghana signed",
    new URL(page.url()).pathname.split("/").at(-1), statement.split("/").at(-1));
  await page.locator("[data-cell=GH][data-sign='✔']").waitFor();
  checks.that("and Ghana stands in it as signed", true);
  await leadsOn(visit, "room");
  await page.goBack();
  await visit.heading("Live board");
  await region.getByRole("link").first().click();
  await page.getByRole("toolbar").getByRole("button", { name: /not reached: / }).first().click();
  const why = await page.getByRole("status").filter({ hasText: /socket|waiting|device/ }).first().innerText();
  checks.that("the alert says of a government why it was not reached", /\w/.test(why), why);
  await leadsOn(visit, "not-reached");
  await otherWays(visit, "lead");
  await visit.end();
}

async function auditor(stage, demo) {
  const visit = await arrives(stage, demo, "Auditor", "desk");
  const { page, checks } = visit;
  await page.locator("main :is(a, button)").first().waitFor();
  await leadsOn(visit, "auditor-inbox");
  await page.getByRole("navigation").getByRole("link", { name: /Audit/ }).first().click();
  await visit.heading("Cases");
  await leadsOn(visit, "cases");
  await page.getByRole("link", { name: /Joint statement on the nationwide/ }).first().click();
  await page.locator("main ol li[data-item]").first().waitFor();
  const newest = page.locator("main ol li[data-item]").filter({ hasText: "Ghana" });
  checks.that("the timeline has what Ghana did a minute ago", (await newest.count()) > 0);
  await leadsOn(visit, "timeline");
  await page.getByRole("tab", { name: "Evidence" }).click();
  await page.getByRole("button", { name: "Verify this case" }).click();
  await page.locator(".verdict.sound").waitFor();
  checks.that("the case is sound", true);
  await leadsOn(visit, "sound");
  await page.getByRole("main").getByRole("link", { name: "Cases" }).first().click();
  await visit.heading("Cases");
  checks.that("a case is left by its own way back", true);
  await page.getByRole("link", { name: "Verification" }).first().click();
  await visit.heading("Verification");
  await page.getByRole("button", { name: "Verify the whole log" }).click();
  await page.locator(".verdict.sound").waitFor();
  checks.that("so is the whole log", true);
  await leadsOn(visit, "verified");
  await otherWays(visit, "auditor");
  await visit.end();
}

export async function walk(stage) {
  const demo = await Demo.anew(stage.demo.work);
  try {
    stage.checks.same("the first link is the focal point's", demo.links[0][0], "Focal point (Ghana)");
    const statement = await focal(stage, demo);
    await lead(stage, demo, statement);
    await auditor(stage, demo);
  } finally {
    demo.end();
  }
}
