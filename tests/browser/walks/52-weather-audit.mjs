// An auditor in bad weather: what is read stays; a verification and an export that were broken off say so,
// claim nothing, and are whole when they are tried again.
// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { Visit } from "../browser.mjs";
import { notSent, whileRestarting, withoutNetwork } from "../weather.mjs";

const programs = process.env.TOCSIN_PROGRAMS ?? "build/release";

async function reads(stage) {
  const { checks, demo } = stage;
  const [{ alertId }] = demo.cli("auditor", "alerts", "--all").alerts;
  const visit = await Visit.begin(stage, { slug: "auditor", view: "desk", path: `/audit/${alertId}` });
  visit.weather = true;
  const { page } = visit;
  const rows = page.locator("main ol li[data-item]");
  const lines = () => demo.cli("auditor", "timeline", alertId).lines.length;
  await rows.first().waitFor();
  const search = page.getByRole("searchbox").first();
  await checks.agree("the timeline has the lines of the command line's", () => rows.count(), lines);
  const read = await rows.count();
  await withoutNetwork(visit, async () => {
    checks.same("without a network the timeline that was read stays", await rows.count(), read);
    await search.fill("approved and issued");
    await page.waitForFunction(
      (all) => document.querySelectorAll("main ol li[data-item]").length < all,
      read,
    );
    checks.same("it is still searched", await rows.count(), 1);
    demo.cli("lead", "note", alertId, "Written while the auditor had no network.");
  });
  checks.same("what was searched for stays", await search.inputValue(), "approved and issued");
  await search.fill("");
  await checks.agree(
    "with a network again it has what was recorded meanwhile",
    () => rows.count(),
    lines,
  );
  checks.that("which is more than before", lines() > read);
  await whileRestarting(visit, () => search.fill("Written while"));
  checks.same("over a restart it stays, too", await rows.count(), 1);
  await visit.isClean("a timeline in bad weather");
  await visit.end();
}

async function isVerified(stage, visit) {
  const { checks, demo } = stage;
  const { page } = visit;
  const verify = page.getByRole("button", { name: "Verify the whole log" });
  const again = page.locator(".failure").getByRole("button", { name: "Try again" });
  const verdict = page.locator(".verdict");
  await withoutNetwork(visit, async () => {
    await verify.click();
    await notSent(page);
    checks.same("a verification without a network has no verdict, and says so", await verdict.count(), 0);
    await visit.isSound("verify-offline");
  });
  await whileRestarting(visit, () => again.click());
  await notSent(page);
  checks.same("one that a restart broke off has none either", await verdict.count(), 0);
  await again.click();
  await page.locator(".verdict.sound").waitFor({ timeout: 60_000 });
  const said = await verdict.innerText();
  const size = Number(/(\d[\d,]*) entries lead/.exec(said)?.[1].replace(",", ""));
  const status = demo.cli("auditor", "status");
  checks.that(
    "tried again it is of the whole log",
    size > 500 && Math.abs(size - status.size) <= 3, // a delivery may be recorded meanwhile
    `${size}, ${status.size}`,
  );
}

async function isExported(stage, visit) {
  const { checks } = stage;
  const { page } = visit;
  const downloads = [];
  page.on("download", (one) => downloads.push(one));
  const again = page.locator(".failure").getByRole("button", { name: "Try again" });
  await page.getByRole("combobox", { name: "Leave out" }).selectOption({ label: "TLP:AMBER or stricter" });
  await withoutNetwork(visit, async () => {
    await page.getByRole("button", { name: "Export the whole log" }).click();
    await notSent(page);
    checks.same("an export without a network leaves no file, and says so", downloads.length, 0);
  });
  await whileRestarting(visit, () => again.click());
  await notSent(page);
  checks.same("one that a restart broke off leaves none either", downloads.length, 0);
  const [download] = await Promise.all([page.waitForEvent("download", { timeout: 60_000 }), again.click()]);
  const path = join(visit.results, download.suggestedFilename());
  await download.saveAs(path);
  const report = execFileSync(join(programs, "tocsin"), ["--json", "verify", path], { encoding: "utf8" });
  const { sound, scope } = JSON.parse(report.trim().split("\n").at(-1));
  checks.same(
    "tried again it is one file, which tocsin verify finds sound",
    [downloads.length, sound, scope],
    [1, true, "all"],
  );
  const name = download.suggestedFilename();
  checks.that("and what was chosen to be left out is left out", name.includes("redacted"), name);
}

export async function walk(stage) {
  await reads(stage);
  // With the service worker, as everybody has it: the file is made by a part of the console that it keeps.
  const whole = { slug: "auditor", view: "desk", path: "/audit/verify", serviceWorkers: "allow" };
  const visit = await Visit.begin(stage, whole);
  visit.weather = true;
  await visit.heading("Verification");
  await visit.page.evaluate(() => navigator.serviceWorker.ready);
  await visit.page.reload();
  await visit.heading("Verification");
  await isVerified(stage, visit);
  await isExported(stage, visit);
  await visit.isClean("a verification in bad weather");
  await visit.end();
}
