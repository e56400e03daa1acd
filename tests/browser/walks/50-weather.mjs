// The network goes, the server restarts, the page is opened without either: nothing is lost, and
// what is old says so.
// SPDX-License-Identifier: Apache-2.0
import { Visit } from "../browser.mjs";

const connection = (page, kind) => page.locator(`[data-connection="${kind}"]`).waitFor({ timeout: 30_000 });
const acknowledge = (page) => page.getByRole("button", { name: "Acknowledge", exact: true });

async function isCutOff(stage) {
  const { party, slug } = stage.demo.silent();
  const visit = await Visit.begin(stage, { slug });
  visit.weather = true;
  const { page, context } = visit;
  await acknowledge(page).first().waitFor();
  await context.setOffline(true);
  await acknowledge(page).first().click();
  await page.getByText("Waiting to send").waitFor();
  stage.checks.that("without a network an acknowledgement waits, and says so", true);
  await connection(page, "offline");
  await page.getByText(/No connection since/).waitFor();
  await visit.page.screenshot({ path: `${stage.results}/offline-phone.png` });
  await context.setOffline(false);
  await connection(page, "live");
  await page
    .getByText(/^Acknowledged for/)
    .first()
    .waitFor();
  const { alerts } = stage.demo.cli(slug, "alerts");
  stage.checks.that(
    `it is sent when there is one (${party})`,
    alerts.some((one) => one.mineAcknowledged),
  );
  await visit.isSound("back-online");
  await visit.end();
}

async function isRestarted(stage) {
  const { slug, procedureId } = stage.demo.silent();
  const visit = await Visit.begin(stage, { slug, path: `/procedures/${procedureId}`, view: "desk" });
  visit.weather = true;
  const { page } = visit;
  await page.getByRole("heading", { name: "Positions" }).waitFor();
  stage.demo.stop();
  await connection(page, "trying");
  await page.getByText(/No connection since/).waitFor();
  stage.checks.that(
    "a server that goes away is noticed, and what is shown stays",
    await page.getByRole("heading", { name: "Positions" }).isVisible(),
  );
  await visit.isSound("reconnecting");
  await stage.demo.start();
  await connection(page, "live");
  await page.getByText(/Back online/).waitFor();
  stage.checks.that("when it is back, so is the console, by itself", true);
  await visit.isClean("after the restart");
  await visit.end();
}

/** Parts of a page come when they are needed. One whose fetching breaks off comes when it can be fetched. */
async function isCompleted(stage) {
  const { procedureId } = stage.demo.silent();
  const visit = await Visit.begin(stage, { slug: "lead", view: "desk", path: "/inbox" });
  visit.weather = true;
  const { page } = visit;
  await visit.heading("Inbox");
  const lost = new Set();
  await page.route(/\/a\/(Procedure|acts_on_procedure|LeadProcedure)\./, (route) => {
    const url = route.request().url();
    if (lost.has(url)) return route.continue();
    lost.add(url);
    return route.abort("connectionrefused");
  });
  await page.evaluate((path) => {
    const link = Object.assign(document.createElement("a"), { href: path });
    document.body.append(link);
    link.click();
    link.remove();
  }, `/procedures/${procedureId}`);
  await page.getByRole("heading", { name: "Lead this procedure" }).waitFor();
  const parts = new Set([...lost].map((url) => /[^/]*(?=\.[^/]*\.js$)/.exec(url)[0]));
  stage.checks.that(
    "parts of a page that were lost on their way are fetched again by themselves",
    ["Procedure", "acts_on_procedure", "LeadProcedure"].every((one) => parts.has(one)),
    [...parts].join(" "),
  );
  await visit.isClean("a page whose parts were lost");
  await visit.end();
}

async function isOpenedOffline(stage) {
  const visit = await Visit.begin(stage, { slug: "focal-gh", serviceWorkers: "allow" });
  visit.weather = true;
  const { page, context } = visit;
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => caches.keys().then((names) => names.length > 0));
  await page.reload();
  await context.setOffline(true);
  await page.reload();
  await page.getByText("Tocsin", { exact: true }).first().waitFor();
  stage.checks.that("opened without a network, the console is there", true);
  await context.setOffline(false);
  await visit.heading("Inbox");
  stage.checks.that("and comes to life with it", true);
  const kept = await page.evaluate(async () => {
    const names = await caches.keys();
    const requests = (await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))).flat();
    return requests.map((one) => new URL(one.url).pathname);
  });
  stage.checks.that(
    "nothing of the server's is kept by the service worker",
    kept.every((path) => /^\/(a\/|index\.html|icon\.svg|manifest)/.test(path)),
    kept.join(" "),
  );
  await visit.end();
}

export async function walk(stage) {
  await isCutOff(stage);
  await isRestarted(stage);
  await isCompleted(stage);
  await isOpenedOffline(stage);
}
