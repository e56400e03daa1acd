// The figures within the lines of each list are those of the command line, line by line, to readers of each
// kind.
// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from "node:timers/promises";
import { Visit } from "../browser.mjs";
import { demarche, pledgeCall, silence } from "../cases.mjs";
import { inItsOwnDemo } from "../demo.mjs";

const mark = Date.now() % 100_000;
const items = "main li[data-item]";
const stances = {
  SIGN: "Sign on", NOT_JOINING: "Not joining", ABSTAIN: "Abstain",
  AWAITING_INSTRUCTIONS: "Awaiting instructions",
};
const stamp = (iso) => `${iso.slice(0, 19).replace("T", " ")}Z`;
const tlp = ({ label }) => `TLP:${label.replace("_", "+")}`;
const clock = (iso) => `${iso.slice(11, 16)} UTC`;
const signedWords = (one) =>
  `${one.signed} of ${one.entitled} ${one.kind === "PLEDGE_CALL" ? "pledged" : "signed"}`;

/** What is written in each item of a list, in one line. */
async function written(page, what = items) {
  await page.locator(what).first().waitFor();
  return (await page.locator(what).allInnerTexts()).map((one) => one.replaceAll(/\s+/g, " "));
}

/** The median of an alert's line in the page's words, which leave out what is less than a second. */
function spanOf({ median }) {
  const seconds = Math.floor(median);
  if (seconds < 60) return `${seconds} s`;
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours} h ${String(minutes).padStart(2, "0")} min` : `${minutes} min`;
}

/** Of how many governments the report of an alert has a median, and which. */
function reported(demo, slug, id) {
  const { alerts, exercises } = demo.cli(slug, "report", id);
  const { acknowledged } = [...alerts, ...exercises.alerts].find((one) => one.id === id);
  return [acknowledged.count, acknowledged.medianMs];
}

/** In seconds, what a countdown of under two hours says is left. */
function leftIn(line) {
  const said = /(?:(\d+):)?(\d+):(\d\d) left/.exec(line);
  return said ? (Number(said[1] ?? 0) * 60 + Number(said[2])) * 60 + Number(said[3]) : undefined;
}

/** The lines of the page beside the command line's: each has all of its own words, and none is over. */
function agree({ checks }, what, lines, wanted) {
  const lacking = wanted.flatMap(({ title, says }) => {
    const line = lines.find((one) => one.includes(title));
    const missing = says.filter((words) => !line?.includes(words));
    return missing.length > 0 ? [{ line: line ?? title, missing }] : [];
  });
  checks.same(`${what}: ${wanted.flatMap(({ says }) => says).length} figures in ${wanted.length} lines`,
    lacking, []);
  checks.same(`${what}: and no line besides`, lines.length, wanted.length);
}

async function alertsAgree(stage, slug) {
  const visit = await Visit.begin(stage, { slug, view: "desk", path: "/alerts?all=1" });
  const lines = await written(visit.page);
  const { alerts } = stage.demo.cli(slug, "alerts", "--all");
  agree(stage, `alerts, to ${slug}`, lines, alerts.map((one) => ({
    title: one.headline,
    says: [`${one.acknowledged} of ${one.owing} acknowledged`, tlp(one),
      ...(one.mineAt ? [clock(one.mineAt)] : [])],
  })));
  stage.checks.same(`alerts, to ${slug}: which of them its government acknowledged`,
    lines.map((line) => line.includes("Acknowledged")),
    lines.map((line) => alerts.find((one) => line.includes(one.headline))?.mineAcknowledged));
  await visit.end();
}

async function proceduresAgree(stage, slug) {
  const { checks, demo } = stage;
  const visit = await Visit.begin(stage, { slug, view: "desk", path: "/procedures?all=1" });
  const lines = await written(visit.page);
  const at = Date.now();
  const { procedures } = demo.cli(slug, "procedures", "--all");
  agree(stage, `procedures, to ${slug}`, lines, procedures.map((one) => ({
    title: one.title,
    says: [
      one.tallyHidden || one.entitled === 0 ? "" : signedWords(one),
      one.kind === "PLEDGE_CALL" ? "" : `yours: ${one.mine ? stances[one.mine] : "none"}`,
      one.mine ? clock(one.mineAt) : "",
      tlp(one),
    ].filter(Boolean),
  })));
  const open = procedures.filter((one) => one.state === "OPEN");
  const closes = open.map((one) => Math.abs(
    leftIn(lines.find((line) => line.includes(one.title))) - (Date.parse(one.deadline) - at) / 1_000));
  checks.that(`procedures, to ${slug}: each of ${open.length} open ones closes when the command line says`,
    open.length > 1 && closes.every((off) => off < 6), closes.join(" "));
  await visit.end();
}

async function boardAgrees(stage, slug) {
  const { checks, demo } = stage;
  const visit = await Visit.begin(stage, { slug, view: "desk", path: "/board" });
  const { page } = visit;
  await page.getByText(/^Minimum|^Adopted if/).first().waitFor();
  await page.getByText("half of those who answered", { exact: false }).first().waitFor();
  const { alerts } = demo.cli(slug, "alerts");
  const lines = await written(page, `section[aria-labelledby="alerts"] li[data-item]`);
  agree(stage, `the board's alerts, to ${slug}`, lines, alerts.map((one) => ({
    title: one.headline, says: [`${one.acknowledged} of ${one.owing} acknowledged`,
      ...(one.medianOf > 0 ? [`half of those who answered: within ${spanOf(one)}`] : [])],
  })));
  checks.same(`the median of each is the one of its report, to ${slug}`,
    alerts.map(({ medianOf, median }) => [medianOf, medianOf > 0 ? Math.round(median * 1_000) : null]),
    alerts.map(({ alertId }) => reported(demo, slug, alertId)));
  const missed = alerts.filter((one) => one.notReached > 0);
  const late = await written(page, "section[aria-labelledby=unreached] li[data-item]");
  checks.same(`who was not reached, alert by alert, to ${slug}`,
    late.map((line) => /\d+ of \d+ not reached/.exec(line)?.[0]).toSorted(),
    missed.map((one) => `${one.notReached} of ${one.owing} not reached`).toSorted());
  const open = demo.cli(slug, "procedures").procedures.filter((one) => one.state === "OPEN");
  const cards = page.locator("section[aria-labelledby=procedures] article");
  const wanted = open.map((one) => {
    const { tally, threshold, version } = demo.cli(slug, "show", one.procedureId);
    const counts = one.tallyHidden ? [] : [[tally.notJoining, "not joining"], [tally.abstained, "abstained"],
      [tally.awaiting, "awaiting instructions"], [tally.silent, "silent"]];
    return { title: one.title, says: [
      ...(one.tallyHidden ? [] : [signedWords(one)]),
      `Version ${version}`, tlp(one),
      ...(threshold > 0 && !one.tallyHidden ? [`Minimum ${threshold}`] : []),
      ...counts.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`),
    ] };
  });
  const shown = await written(page, "section[aria-labelledby=procedures] li");
  agree(stage, `the board's procedures, to ${slug}`, shown, wanted);
  checks.same(`and each closes when the command line says, to ${slug}`,
    await cards.locator("time").evaluateAll((all) => all.map((one) => one.getAttribute("datetime"))),
    open.map((one) => one.deadline).toSorted());
  await visit.end();
}

async function casesAgree(stage, slug) {
  const { checks, demo } = stage;
  const visit = await Visit.begin(stage, { slug, view: "desk", path: "/audit" });
  const { page } = visit;
  const lines = await written(page);
  const { alerts } = demo.cli(slug, "alerts", "--all");
  const { procedures } = demo.cli(slug, "procedures", "--all");
  agree(stage, `cases, to ${slug}`, lines, [
    ...alerts.map((one) => ({
      title: one.headline,
      says: [
        ...(one.owing > 0 ? [`${one.acknowledged} of ${one.owing} acknowledged`] : []),
        ...(one.medianOf > 0 ? [`median ${spanOf(one)}`] : []),
        ...(one.issuedAt ? [`issued ${stamp(one.issuedAt)}`] : []),
      ],
    })),
    ...procedures.map((one) => ({
      title: one.title,
      says: [
        ...(one.tallyHidden || one.entitled === 0 ? [] : [signedWords(one)]),
        ...(one.openedAt ? [`opened ${stamp(one.openedAt)}, deadline ${stamp(one.deadline)}`] : []),
        tlp(one),
      ],
    })),
  ]);
  const [{ procedureId }] = procedures.filter((one) => one.signed > 2);
  await page.goto(`${stage.url}/audit/${procedureId}`);
  const entries = await written(page);
  const { lines: told } = demo.cli(slug, "timeline", procedureId);
  checks.same(`a case's entries, one by one, to ${slug}`,
    entries.map((one) => /^(\S+ \S+Z).* (#\d+) /.exec(one)?.slice(1, 3)),
    told.map((one) => [stamp(one.recordedAt), `#${one.index}`]));
  await visit.end();
}

async function membersAgree(stage, slug) {
  const { checks, demo } = stage;
  const visit = await Visit.begin(stage, { slug, view: "desk", path: "/members" });
  const { page } = visit;
  const rows = await written(page, "main table tbody tr");
  const { parties } = demo.cli(slug, "members");
  agree(stage, `members, to ${slug}`, rows, parties.map((one) => ({
    title: `${one.party.name} ${one.party.code} `,
    says: [one.personsWithKey > 0 ? `${one.personsWithKey} of ${one.persons}` : "nobody with a key"],
  })));
  const { party } = demo.cli(slug, "whoami");
  await page.goto(`${stage.url}/members/party/${party}`);
  const persons = await written(page, "section[aria-labelledby=persons] tbody tr");
  const told = demo.cli(slug, "person", "list", "--party", party).persons;
  const keysOf = ({ fingerprints, waiting }) => {
    if (fingerprints.length > 0) return `${fingerprints.length} key${fingerprints.length > 1 ? "s" : ""}`;
    return waiting.length > 0 ? "a key waits" : "no key";
  };
  checks.same(`a party's persons and how many keys each has, to ${slug}`,
    persons.map((one) => /\d+ keys?|a key waits|no key/.exec(one)?.[0]).toSorted(),
    told.map(keysOf).toSorted());
  const { keys } = demo.cli(slug, "key", "list", "--party", party, "--revoked");
  const shown = await written(page, "section[aria-labelledby=keys] tbody tr");
  checks.same(`and each key with its entry in the log, to ${slug}`,
    shown.map((one) => [one.slice(0, 8), /#\d+/.exec(one)?.[0]]).toSorted(),
    keys.map((one) => [one.fingerprint.slice(0, 8),
      one.hasRevoked ? `#${one.revoked}` : one.hasAdded ? `#${one.added}` : undefined]).toSorted());
  await visit.end();
}

async function signalsAgree(stage, slug, path, list) {
  const visit = await Visit.begin(stage, { slug, view: "desk", path });
  const lines = (await written(visit.page, list)).map((one) => one.toUpperCase());
  agree(stage, `signals, to ${slug}`, lines, stage.demo.cli(slug, "signals").signals.map(({ content }) => ({
    title: content.headline.toUpperCase(), says: [content.severity],
  })));
  await visit.end();
}

async function compares(stage) {
  demarche(stage, `Demarche in a list, ${mark}`, 1_800);
  const ended = demarche(stage, `Demarche that closed, ${mark}`, 15);
  pledgeCall(stage, `Call in a list, ${mark}`, 2_400);
  silence(stage, `Silence in a list, ${mark}`, 3_000);
  while (stage.demo.cli("lead", "show", ended).state === "OPEN") await sleep(300);
  for (const slug of ["focal-ca", "lead", "auditor"]) await alertsAgree(stage, slug);
  for (const slug of ["focal-ca", "lead", "auditor"]) await proceduresAgree(stage, slug);
  for (const slug of ["lead", "chair"]) await boardAgrees(stage, slug);
  for (const slug of ["auditor", "support-2"]) await casesAgree(stage, slug);
  for (const slug of ["support-1", "focal-ca"]) await membersAgree(stage, slug);
  await signalsAgree(stage, "support-1", "/members/signals", items);
  await signalsAgree(stage, "lead", "/alerts/new?signals=1", "main li.card");
}

// Other walks begin with the cases that every demo has.
export const walk = inItsOwnDemo(compares);
