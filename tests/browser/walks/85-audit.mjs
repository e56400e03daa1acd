// The auditor: cases, a timeline and its filters, figures, what a government knew, the log verified in the
// browser (and a
// lie found), evidence that `tocsin verify` accepts, the paper, and a long timeline within the frame.
// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Visit } from "../browser.mjs";
import { manyNotes } from "../many_notes.mjs";

const programs = process.env.TOCSIN_PROGRAMS ?? "build/release";
const frame = 1000 / 60;

const lines = (page) => page.locator("main ol li[data-item]");

async function isRead(stage, visit, id) {
  const { checks, demo } = stage;
  const { page } = visit;
  // A delivery or a rung may be recorded between two readings; the page has it within three seconds.
  const recorded = (...words) => demo.cli("auditor", "timeline", id, ...words).lines ?? [];
  const shown = () => lines(page).count();
  await lines(page).first().waitFor();
  await checks.agree("the timeline has the lines of the command line's", shown, () => recorded().length);
  for (const [name, group] of [["Decisions", "decisions"], ["Notifications", "notifications"],
    ["Text changes", "texts"]]) {
    await page.getByRole("button", { name: new RegExp(`^${name} `) }).click();
    await checks.agree(`${name}: the group that tocsin timeline --only ${group} shows`, shown,
      () => recorded("--only", group).length);
  }
  await page.getByRole("button", { name: /^System / }).click();
  checks.that("System is what the server did by itself", (await shown()) < recorded().length);
  await page.getByRole("button", { name: /^All / }).click();
  const firstOf = async () => (await lines(page).first().textContent()).match(/#(\d+)/)?.[1];
  await page.getByLabel("First", { exact: true }).selectOption("new");
  await checks.agree("newest first", firstOf, () => String(recorded().at(-1).index));
  await page.getByLabel("First", { exact: true }).selectOption("old");
  await page.getByLabel("Order").selectOption("claimed");
  await page.getByText("said to have happened").waitFor();
  await page.getByLabel("Order").selectOption("recorded");
  await page.getByLabel("Party").selectOption({ label: "Argentina" });
  checks.that("one party's lines alone", (await lines(page).allTextContents())
    .every((text) => text.includes("Argentina")));
  await page.getByLabel("Party").selectOption("");
}

async function isKnown(stage, visit, id) {
  const { checks, demo } = stage;
  const { page } = visit;
  await page.getByRole("tab", { name: "Who knew what" }).click();
  await page.getByLabel("Government").selectOption("AR");
  await page.getByRole("button", { name: "Ask the log" }).click();
  await page.getByRole("heading", { name: /^What Argentina knew/ }).waitFor();
  await page.locator("main table tbody tr").first().waitFor();
  const at = Number(new URL(page.url()).searchParams.get("at"));
  const { facts } = demo.cli("auditor", "timeline", id, "--known-by", "AR", "--until",
    new Date(at).toISOString());
  const shown = await page.locator("main table tbody tr th").allTextContents();
  checks.same("what Argentina knew, as the command line says it", shown, facts.map((one) => one.words));
  await visit.isSound("audit-known");
  const issued = demo.cli("auditor", "timeline", id).lines.find((one) => one.kind === "alert_issued");
  const later = new Date(Date.parse(issued.recordedAt) + 3_600_000).toISOString(); // before any walk of today
  await page.getByLabel("Government").selectOption("GH");
  await page.getByLabel("At (UTC)").fill(later.slice(0, 16));
  await page.getByRole("button", { name: "Ask the log" }).click();
  await page.getByText("Nothing had been delivered to Ghana by then.").waitFor();
  checks.that("and Ghana, which was not reached, knew nothing", true);
}

async function figures(stage, visit) {
  const { page } = visit;
  await page.getByRole("tab", { name: "Figures" }).click();
  await page.getByRole("heading", { name: "Reach over time" }).waitFor();
  await page.getByText("governments not reached").waitFor();
  await visit.isSound("audit-figures");
  const table = await page.getByRole("region", { name: "How fast" }).innerText();
  stage.checks.that("the pictures have a table beside them", /Reached\s+\d+ \/ 42/.test(table), table);
}

async function saved(visit, name) {
  const [download] = await Promise.all([visit.page.waitForEvent("download"),
    visit.page.getByRole("button", { name }).click()]);
  const path = join(visit.results, download.suggestedFilename());
  await download.saveAs(path);
  return path;
}

/** The real verifier, on what the page saved. */
function verifies(path) {
  const said = execFileSync(join(programs, "tocsin"), ["--json", "verify", path], { encoding: "utf8" });
  return JSON.parse(said.trim().split("\n").at(-1));
}

async function evidence(stage, visit, id) {
  const { checks } = stage;
  const { page } = visit;
  await page.getByRole("tab", { name: "Evidence" }).click();
  await page.getByRole("button", { name: "Verify this case" }).click();
  await page.locator(".verdict.sound").waitFor();
  await visit.isSound("audit-evidence");
  const report = verifies(await saved(visit, "Export the evidence of this case"));
  checks.same("tocsin verify finds the exported case sound", [report.sound, report.scope], [true, id]);
  const csv = readFileSync(await saved(visit, "Timeline as CSV"), "utf8").trimEnd().split("\r\n");
  checks.that("the CSV has a head and a line for each entry",
    csv.length > 20 && csv[0] === "index,recorded_at,received_at,claimed_at,party,kind,words", csv[0]);
  await page.getByRole("tab", { name: "Timeline" }).click();
  await lines(page).first().waitFor();
  const path = join(visit.results, "audit-case.pdf");
  await page.pdf({ path, preferCSSPageSize: true, tagged: true, outline: true });
  const paper = execFileSync("pdftotext", ["-layout", path, "-"], { encoding: "utf8" });
  const pages = paper.split("\f").filter((one) => one.trim());
  checks.that("the label stands on each page", pages.length > 1
    && pages.every((one) => one.includes("TLP:GREEN")), pages.length);
  checks.that("each page says which of how many it is",
    pages.every((one, n) => new RegExp(`${n + 1} ?/ ?${pages.length}`).test(one)), paper);
  checks.that("the last page says how to check",
    pages.at(-1).includes("How to check this") && pages.at(-1).includes("tocsin verify"), pages.at(-1));
  checks.that("who made it, and when", /generated 2\d{3}-.* by Auditor/.test(paper.replace(/\s+/g, " ")),
    pages[0]);
}

async function verified(stage, visit) {
  const { checks } = stage;
  const { page } = visit;
  await page.goto(`${stage.url}/audit/verify`);
  await page.getByRole("button", { name: "Verify the whole log" }).click();
  await page.locator(".verdict.sound").waitFor();
  const said = await page.locator(".verdict").innerText();
  const { size } =
    JSON.parse(JSON.stringify({ size: Number(/(\d[\d,]*) entries lead/.exec(said)?.[1].replace(",", "")) }));
  checks.that("the whole log is verified in the browser", size > 500, said);
  const report = verifies(await saved(visit, "Export the whole log"));
  checks.same("tocsin verify finds the exported log sound", [report.sound, report.scope], [true, "all"]);
  const positions = Number(/(\d+) positions are signed/.exec(said)?.[1]);
  checks.that("the page verified as many positions as tocsin verify",
    Math.abs(report.positions - positions) <= 2, `${positions}, ${report.positions}`);
  const kept = (await page.locator("#how-to-check ~ dl pre").innerText()).trim();
  await page.getByText("I kept a key or a checkpoint").click();
  await page.getByLabel("The key or the checkpoint you kept").fill(`${kept}\n`);
  await page.getByRole("button", { name: "Verify again" }).click();
  await page.getByText(/The log continues the checkpoint of/).waitFor();
  checks.that("it continues the checkpoint that was kept", true);
  const root = kept.split("\n");
  root[2] = `${root[2][0] === "A" ? "B" : "A"}${root[2].slice(1)}`;
  await page.getByLabel("The key or the checkpoint you kept").fill(root.join("\n"));
  await page.getByRole("button", { name: "Verify again" }).click();
  await page.locator(".verdict.unsound").waitFor();
  await page.getByText("The checkpoint that was kept is not signed by this log.").waitFor();
  checks.that("and not one that this log did not sign", true);
}

/** A server that lies in one byte: of one salt of the third page of entries, on its way. */
async function lies(stage) {
  const visit = await Visit.begin(stage, { slug: "auditor", view: "desk", path: "/inbox" });
  const { page } = visit;
  await visit.heading("Inbox");
  await page.routeWebSocket(/\/ws$/, (socket) => {
    const server = socket.connectToServer();
    let pages = 0;
    socket.onMessage((message) => server.send(message));
    server.onMessage((message) => {
      if (typeof message !== "string" && message.length > 4_000
        && message.includes(Buffer.from("tocsin.localhost/log1\n")) && ++pages === 1) {
        const salt = Buffer.from([0x1a, 0x20]); // field 3 of an entry: 32 bytes, and then its payload
        let at = message.indexOf(salt, 2_000);
        while (message[at + 34] !== 0x22) at = message.indexOf(salt, at + 1); // a hash may hold the same two
        message[at + 9] ^= 1;
      }
      socket.send(message);
    });
  });
  await page.reload();
  await page.goto(`${stage.url}/audit/verify`);
  await page.getByRole("button", { name: "Verify the whole log" }).click();
  await page.getByText(/Not sound, first at entry #\d+/).waitFor();
  await page.getByText("What it says is not what its header commits to").waitFor();
  await page.getByText(/the entries before #\d+ are unaffected/).waitFor();
  stage.checks.that("one byte changed on the way is found, its entry named, and what is still trustworthy",
    true);
  await visit.isSound("audit-unsound");
  await visit.end();
}

/** In a language forty per cent longer, at 320 pixels; and in the other two. */
async function isSaid(stage, id) {
  for (const language of ["en-XA", "fr", "es"]) {
    const visit = await Visit.begin(stage, { slug: "auditor", view: language === "en-XA" ? "narrow" : "desk",
      path: "/audit" });
    await visit.page.evaluate((one) => localStorage.setItem("tocsin.settings",
      JSON.stringify({ language: one })), language);
    for (const path of ["", `/${id}`, `/${id}?view=figures`, `/${id}?view=evidence`, "/verify"]) {
      await visit.page.goto(`${stage.url}/audit${path}`);
      await visit.page.locator("main h2, main ol li[data-item]").first().waitFor();
      await visit.page.waitForTimeout(300);
      await visit.isSound(`audit-${language}${path.replace(/[/?=]/g, "-").replace(id, "case")}`);
    }
    await visit.end();
  }
}

async function isLong(stage, visit, id) {
  const { checks, demo } = stage;
  const { page } = visit;
  await manyNotes(stage.url, demo.folder, id, 20, 25);
  await page.goto(`${stage.url}/audit/${id}`);
  await page.getByRole("button", { name: /^All 5\d\d/ }).waitFor();
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const spent = async () => (await session.send("Performance.getMetrics"))
    .metrics.find((one) => one.name === "TaskDuration").value * 1000;
  const scroll = (frames) => page.evaluate((count) => new Promise((resolve) => {
    let n = 0;
    const step = () => {
      scrollBy(0, 120);
      if (++n < count) requestAnimationFrame(step);
      else resolve();
    };
    requestAnimationFrame(step);
  }), frames);
  const before = await spent();
  await scroll(200);
  const each = (await spent() - before) / 200;
  const figures = `${each.toFixed(1)} ms of ${frame.toFixed(1)}`;
  checks.that(`a timeline of over 500 lines scrolls within the frame (${figures})`, each < frame, each);
  await page.getByRole("button", { name: /^Text changes 500/ }).click();
  await visit.isSound("audit-long");
}

export async function walk(stage) {
  const visit = await Visit.begin(stage, { slug: "auditor", view: "desk", path: "/audit" });
  const { page } = visit;
  await visit.heading("Cases");
  await lines(page).first().waitFor();
  await visit.isSound("audit-cases");
  await page.getByRole("link", { name: /Nationwide internet shutdown in Iran/ }).first().click();
  await visit.heading("Nationwide internet shutdown in Iran");
  const id = new URL(page.url()).pathname.split("/").at(-1);
  await isRead(stage, visit, id);
  await visit.isSound("audit-case");
  await figures(stage, visit);
  await isKnown(stage, visit, id);
  await evidence(stage, visit, id);
  await verified(stage, visit);
  await page.goto(`${stage.url}/audit/participation`);
  await page.locator("main table tbody tr, main .empty").first().waitFor();
  await visit.isSound("audit-participation");
  await visit.end();
  await lies(stage);
  for (const view of ["phone", "narrow"]) {
    const small = await Visit.begin(stage, { slug: "auditor", view, path: "/audit" });
    await lines(small.page).first().waitFor();
    await small.isSound("audit-cases");
    for (const [name, path] of [["case", id], ["figures", `${id}?view=figures`],
      ["evidence", `${id}?view=evidence`], ["verify", "verify"]]) {
      await small.page.goto(`${stage.url}/audit/${path}`);
      await small.page.locator("main h2, main ol li[data-item]").first().waitFor();
      await small.page.waitForTimeout(300);
      await small.isSound(`audit-${name}`);
    }
    await small.end();
  }
  await isSaid(stage, id);
  const long = await Visit.begin(stage, { slug: "auditor", view: "desk", path: "/audit" });
  await isLong(stage, long, id);
  await long.end();
}
