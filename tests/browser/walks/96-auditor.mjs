// What an auditor takes along and keeps: an export without what is too strict, as the command line leaves
// it out; a checkpoint of one's own that every later verification is measured by; the way to the whole log.
// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Visit } from "../browser.mjs";

const programs = process.env.TOCSIN_PROGRAMS ?? "build/release";
const linesOf = (path) =>
  readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
/** By index, whether the payload is there; of entries that both files have. */
const shown = (lines, until) =>
  lines.filter((one) => one.index < until).map((one) => [one.index, one.payload !== null]);

async function isRedacted(stage, visit) {
  const { checks, demo } = stage;
  const { page } = visit;
  await page.getByRole("combobox", { name: "Leave out" }).selectOption({ label: "TLP:AMBER or stricter" });
  const [download] = await Promise.all([
    page.waitForEvent("download", { timeout: 60_000 }),
    page.getByRole("button", { name: "Export the whole log" }).click(),
  ]);
  const ours = join(visit.results, download.suggestedFilename());
  await download.saveAs(ours);
  await page.getByText(/entries are left out for their label/).waitFor();
  await visit.isSound("auditor-export");
  const theirs = join(demo.work, "redacted.ndjson");
  demo.cli("auditor", "export", "all", "--redact", "amber", "-o", theirs);
  const [mine, others] = [linesOf(ours), linesOf(theirs)];
  const until = Math.min(...[mine, others].map((lines) => lines.filter((one) => "index" in one).length));
  checks.same(
    "the page leaves out what tocsin export --redact leaves out",
    shown(mine, until),
    shown(others, until),
  );
  checks.that(
    "something is left out, and something is there",
    new Set(shown(mine, until).map(([, is]) => is)).size === 2,
  );
  const documents = (lines) => lines.flatMap((one) => one.document ?? []).sort();
  checks.same("and the same texts", documents(mine), documents(others));
  const said = execFileSync(join(programs, "tocsin"), ["--json", "verify", ours], { encoding: "utf8" });
  checks.that("tocsin verify finds what is left sound", JSON.parse(said.trim().split("\n").at(-1)).sound);
}

async function isKept(stage, visit) {
  const { checks } = stage;
  const { page } = visit;
  const note = (await page.locator("#how-to-check ~ dl pre").innerText()).trim();
  await page.getByText("I kept a key or a checkpoint").click();
  await page.getByLabel("The key or the checkpoint you kept").fill(`${note}\n`);
  await page.getByLabel(/Keep it in this browser/).check();
  await page.getByRole("button", { name: "Verify the whole log" }).click();
  await page.locator(".verdict.sound").waitFor({ timeout: 60_000 });
  await page.getByText("Checkpoint you put here").waitFor();
  await visit.isSound("auditor-kept");
  const size = note.split("\n")[1];
  await page.reload();
  await page.getByText("Checkpoint you put here").waitFor();
  // Another history under the kept checkpoint: as if the log had been rewritten since.
  await page.evaluate(() => {
    const name = Object.keys(localStorage).find((key) => key.startsWith("tocsin.log."));
    const trust = JSON.parse(localStorage.getItem(name));
    const lines = trust.own.split("\n");
    lines[2] = `${lines[2][0] === "A" ? "B" : "A"}${lines[2].slice(1)}`;
    localStorage.setItem(name, JSON.stringify({ ...trust, own: lines.join("\n") }));
  });
  await page.getByRole("button", { name: "Verify the whole log" }).click();
  await page.locator(".verdict.unsound").waitFor({ timeout: 60_000 });
  checks.that(
    `a later verification is measured by the checkpoint of ${size} entries that was put here`,
    true,
  );
  await visit.isSound("auditor-measured");
  await page.getByRole("button", { name: "Take it away" }).click();
  await page.getByRole("button", { name: "Verify again" }).click();
  await page.locator(".verdict.sound").waitFor({ timeout: 60_000 });
  checks.that("and no more once it was taken away", true);
}

export async function walk(stage) {
  const { alerts } = stage.demo.cli("auditor", "alerts", "--all");
  const visit = await Visit.begin(stage, {
    slug: "auditor",
    view: "desk",
    path: `/audit/${alerts[0].alertId}?view=evidence`,
  });
  await visit.page.getByRole("link", { name: "Verify the whole log" }).click();
  await visit.heading("Verification");
  stage.checks.that("one way leads from a case to the verification of the whole log", true);
  await isRedacted(stage, visit);
  await isKept(stage, visit);
  await visit.end();
  for (const [view, colorScheme] of [
    ["phone", "light"],
    ["narrow", "dark"],
  ]) {
    const small = await Visit.begin(stage, { slug: "auditor", view, path: "/audit/verify", colorScheme });
    await small.page.getByRole("combobox", { name: "Leave out" }).scrollIntoViewIfNeeded();
    await small.isSound("auditor-verify");
    await small.end();
  }
}
