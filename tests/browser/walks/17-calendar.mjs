// The calendar: what the command line has in its own is due there at the same instants, and nothing else. An
// entry for a calendar program has the name and the instant of the command line's.
// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Visit } from "../browser.mjs";
import { demarche, inSeconds, pledgeCall, silence } from "../cases.mjs";
import { inItsOwnDemo } from "../demo.mjs";

const programs = process.env.TOCSIN_PROGRAMS ?? "build/release";
const mark = Date.now() % 100_000;
const items = "main li[data-item] a";

const dues = (page) =>
  page.locator(items).evaluateAll((all) => all.map((one) => ({
    utc: /(\d\d:\d\d) UTC/.exec(one.innerText)?.[1],
    what: one.querySelector(".small.muted:not(.when *)")?.textContent ?? "",
    title: one.querySelector("strong")?.textContent ?? "",
  })));
const due = (at, what, title) => ({ utc: new Date(at).toISOString().slice(11, 16), what, title });
const inOrder = (all) => all.map((one) => Object.values(one).join(" | ")).toSorted();

const words = {
  "publication": "Is published",
  "last moment to contest an editorial change": "Last moment to contest an editorial change",
  "demarche": "Demarche",
  "follow-up of the demarche": "Follow-up of the demarche",
  "needed by": "Needed by",
  "to acknowledge": "Answer promised",
  "to watch-recovery": "Last moment to object to new keys",
};

/** What the command line's calendar says, in the page's words. */
const ownDues = (demo, slug) =>
  demo.cli(slug, "calendar").map(({ at, what, title }) =>
    due(at, what.endsWith(" closes") ? "Closes" : words[what] ?? `? ${what}`, title));

async function agrees(stage, slug) {
  const { checks, demo } = stage;
  const visit = await Visit.begin(stage, { slug, view: "desk", path: "/calendar" });
  const { page } = visit;
  await page.getByText("Needed by").waitFor();
  const own = ownDues(demo, slug);
  const shown = await dues(page);
  checks.same(`the calendar of ${slug} is the command line's`, inOrder(shown), inOrder(own));
  checks.same(`each of its days once, in order, for ${slug}`,
    (await page.locator("main h2").allTextContents()).length,
    new Set(await page.locator("main h2").allTextContents()).size);
  await visit.isSound(`calendar-${slug}`);
  await visit.end();
  return own.map(({ what }) => what);
}

/** Both as calendar programs read them: unfolded, name by name. */
const entries = (ics) =>
  ics.replaceAll("\r\n ", "").split("BEGIN:VEVENT").slice(1).map((one) =>
    Object.fromEntries(one.split("\r\n").map((line) => line.split(/:(.*)/s).slice(0, 2))));

async function isTakenAlong(stage, id) {
  const { checks, demo } = stage;
  const visit = await Visit.begin(stage, { slug: "focal-ca", path: `/procedures/${id}/receipt` });
  const { page } = visit;
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Add the close to a calendar" }).click(),
  ]);
  const file = join(visit.results, "close.ics");
  await download.saveAs(file);
  const text = readFileSync(file, "utf8");
  const [ours] = entries(text);
  const how = { encoding: "utf8", env: demo.surroundings() };
  const words = ["--demo", "--as", "focal-ca", "calendar", "--ics"];
  const theirs = entries(execFileSync(join(programs, "tocsin"), words, how))
    .find((one) => one.UID.startsWith(`${id}@`));
  checks.same("a close taken along has the name and the instant that the command line gives it",
    [ours.UID, ours.DTSTART], [theirs?.UID, theirs?.DTSTART]);
  const { title } = demo.cli("focal-ca", "show", id);
  checks.that("and no title, which no label would follow",
    !text.replaceAll("\r\n ", "").includes(title), text);
  await visit.end();
}

/** What was promised and is late is owed all the same. */
async function staysOwed(stage, alert) {
  const { checks, demo } = stage;
  const visit = await Visit.begin(stage, { slug: "focal-se", view: "phone", path: "/calendar" });
  const { page } = visit;
  const line = page.locator(items, { hasText: "Answer promised" });
  await line.getByText("Closed").waitFor();
  const { owed } = demo.cli("focal-se", "inbox");
  const late = owed.find((one) => one.subject === alert);
  checks.that("an answer that was promised stands in the calendar until it is given",
    late && Date.parse(late.deadline) < Date.now(), JSON.stringify(late));
  await visit.isSound("calendar-late");
  await visit.end();
  const small = { slug: "focal-se", view: "narrow", path: "/calendar", colorScheme: "dark" };
  const narrow = await Visit.begin(stage, small);
  await narrow.page.locator(items).first().waitFor();
  await narrow.isSound("calendar-late");
  await narrow.end();
}

async function compares(stage) {
  const { checks, demo } = stage;
  const [{ alertId }] = demo.cli("lead", "alerts").alerts;
  demo.cli("focal-ca", "ack", alertId, "--consulting", "--answer-by", inSeconds(7_200));
  demo.cli("focal-se", "ack", alertId, "--consulting", "--answer-by", inSeconds(4));
  const made = [
    demarche(stage, `Demarche with a slot, ${mark}`, 15, "--slot", inSeconds(90_000)),
    demarche(stage, `Demarche to follow up, ${mark}`, 15),
    pledgeCall(stage, `Call with an end, ${mark}`, 2_400, inSeconds(180_000)),
    silence(stage, `Silence in a calendar, ${mark}`, 3_000),
  ];
  const statement = demo.cli("lead", "procedures").procedures
    .find((one) => one.kind === "STATEMENT" && one.signed > 0);
  const { positions, version } = demo.cli("focal-ca", "show", statement.procedureId);
  if (!positions.find((one) => one.party === "CA").stance)
    demo.cli("focal-ca", "sign", statement.procedureId, "--version", String(version));
  for (const id of made.slice(0, 2)) while (demo.cli("chair", "show", id).state === "OPEN") await sleep(300);
  const delivered = ["--status", "delivered", "--present", "CA", "--follow-up", inSeconds(250_000)];
  demo.cli("lead", "outcome", made[1], ...delivered);
  const { persons } = demo.cli("focal-ca", "person", "list", "--party", "CA");
  const lost = persons.filter((one) => one.fingerprints.length > 0).slice(-2);
  for (const { person } of lost)
    demo.cli("support-1", "person", "recover", person, "--vouched", "By a note verbale.");
  const known = new Set();
  for (const slug of ["focal-ca", "lead", "auditor"]) {
    const found = await agrees(stage, slug);
    found.forEach((one) => known.add(one));
    if (slug === "focal-ca")
      checks.same("two recoveries of one government are two lines",
        found.filter((one) => one === words["to watch-recovery"]).length, lost.length);
  }
  const kinds = ["Demarche", "Follow-up of the demarche", "Needed by", "Answer promised", "Closes"];
  checks.same("there was one of each kind", kinds.filter((one) => !known.has(one)), []);
  await isTakenAlong(stage, statement.procedureId);
  await staysOwed(stage, alertId);
}

// Other walks begin with the cases that every demo has.
export const walk = inItsOwnDemo(compares);
