// A newer console is installed on the server while browsers still hold the older one, whole: the next page
// is all new, the page that is still open stays all old, and without a network the new one opens.
// SPDX-License-Identifier: Apache-2.0
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Visit } from "../browser.mjs";
import { Demo } from "../demo.mjs";

const older = "client/web/dist";
const buildOf = (folder) => JSON.parse(readFileSync(join(folder, "version.json"), "utf8")).build;
const isText = (name) => [".js", ".css", ".html", ".json"].includes(extname(name));

/** A build in which everything that has a content of its own is another file: no name is in both. */
function newer(work) {
  const to = mkdtempSync(join(work, "newer-"));
  mkdirSync(join(to, "a"));
  const names = readdirSync(join(older, "a"));
  const other = (name) => name.replace(/\.([^.]+)(\.\w+)$/, ".x$1$2");
  const build = buildOf(older);
  const rewrite = (text) =>
    names
      .reduce((all, name) => all.replaceAll(name, other(name)), text)
      .replaceAll(build, [...build].reverse().join(""))
      .replaceAll("Needs acknowledgement", "Still needs acknowledgement");
  const put = (from, name) => {
    const bytes = readFileSync(join(older, from));
    writeFileSync(join(to, name), isText(from) ? rewrite(bytes.toString("utf8")) : bytes);
  };
  for (const name of names) put(`a/${name}`, `a/${other(name)}`);
  for (const name of readdirSync(older).filter((one) => one !== "a")) put(name, name);
  return to;
}

const shownBuild = (page) => page.evaluate(() => document.querySelector('meta[name="build"]').content);
/** The page's own files that are of no such build. */
const strays = (page, folder) =>
  page.evaluate(
    (own) =>
      performance
        .getEntriesByType("resource")
        .map((one) => new URL(one.name).pathname)
        .filter((path) => path.startsWith("/a/") && !own.includes(path.slice(3))),
    readdirSync(join(folder, "a")),
  );
/** Until the service worker of a build has all its files and answers this page. */
async function kept(page, build) {
  for (let n = 0; n < 100; n++) {
    const isReady = await page.evaluate(async (name) => {
      if (!(await caches.has(name))) return false;
      const worker = (await navigator.serviceWorker.ready).active;
      const files = await (await caches.open(name)).keys();
      const answers = navigator.serviceWorker.controller === worker && worker.state === "activated";
      return files.length > 0 && answers;
    }, `tocsin-${build}`);
    if (isReady) return;
    await sleep(100);
  }
  throw new Error(`the service worker of ${build} does not come`);
}

async function isWhole(stage, page, folder, what) {
  stage.checks.same(`${what}: its page is of that build`, await shownBuild(page), buildOf(folder));
  stage.checks.same(`${what}: and so is each of its files`, await strays(page, folder), []);
}

async function updates(stage, demo) {
  const { checks } = stage;
  const there = { ...stage, demo, url: demo.url };
  const visit = await Visit.begin(there, { slug: "focal-gh", view: "desk", serviceWorkers: "allow" });
  visit.weather = true;
  const { page, context } = visit;
  const needs = page.getByRole("heading", { name: /needs/i }).first();
  await needs.waitFor();
  await kept(page, buildOf(older));
  const open = await context.newPage();
  await open.goto(`${demo.url}/alerts${demo.link("focal-gh")}`);
  await open.getByRole("heading", { level: 1, name: "Alerts" }).waitFor();

  demo.web = newer(stage.demo.work);
  const build = buildOf(demo.web);
  demo.end();
  await once(demo.process, "exit");
  await demo.start();
  const session = await context.newCDPSession(page);
  await session.send("ServiceWorker.enable");
  await session.send("ServiceWorker.stopAllWorkers"); // the older one wakes up for the next page
  await page.reload();
  await page.getByRole("heading", { name: "Still needs acknowledgement" }).waitFor();
  await isWhole(stage, page, demo.web, "reloaded after the update, it says what the newer one says");
  await kept(page, build);
  await page.reload();
  await needs.waitFor();
  await isWhole(stage, page, demo.web, "reloaded once more");

  await open.getByRole("link", { name: "Settings" }).first().click();
  await open.getByRole("heading", { level: 1, name: "Settings" }).waitFor();
  await isWhole(stage, open, older, "a page of the older build, opened before, still opens its rooms");
  await open.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await open.getByRole("button", { name: "Reload" }).click();
  await open.waitForFunction(
    (wanted) => document.querySelector('meta[name="build"]')?.content === wanted,
    build,
  );
  await open.getByRole("heading", { level: 1, name: "Settings" }).waitFor();
  await isWhole(stage, open, demo.web, "it says that there is a newer one, and reloads into it");
  await open.close();

  await context.setOffline(true);
  await page.reload();
  await page.getByText("Tocsin", { exact: true }).first().waitFor();
  await isWhole(stage, page, demo.web, "without a network");
  await context.setOffline(false);
  await needs.waitFor();
  const stores = await page.evaluate(() => caches.keys());
  checks.same("the build before is kept for pages still open, and none older", stores, [
    `tocsin-${buildOf(older)}`,
    `tocsin-${build}`,
  ]);
  await visit.isClean("updated");
  await visit.end();
}

export async function walk(stage) {
  const demo = await Demo.anew(stage.demo.work);
  await updates(stage, demo).finally(() => demo.stop());
}
