// A closed console is woken: a person lets this device be alerted and gives an e-mail address, both are proven
// by a code that comes back, an alert arrives, and the lead sees by what. Everything is real but the browser's
// own push service: PushManager.subscribe() is answered here, and what was pushed is delivered by DevTools.
// SPDX-License-Identifier: Apache-2.0
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Visit } from "../browser.mjs";
import { Demo } from "../demo.mjs";
import { PushService, Relay } from "../outside.mjs";

async function until(what, given, patience = 30_000) {
  for (const end = Date.now() + patience; Date.now() < end; await sleep(100)) {
    const found = await given();
    if (found) return found;
  }
  throw new Error(`${what} does not come`);
}

/** In the page: a subscription as a browser's push service would give it. */
const subscribe = ({ endpoint, p256dh, auth }) => {
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
  const given = {
    endpoint,
    getKey: (name) => bytes(name === "auth" ? auth : p256dh),
    unsubscribe: async () => !!sessionStorage.removeItem("pushed") || true,
  };
  PushManager.prototype.subscribe = async (options) => {
    if (!options.userVisibleOnly || options.applicationServerKey.length !== 65)
      throw new Error("not like this");
    sessionStorage.setItem("pushed", "1");
    return given;
  };
  PushManager.prototype.getSubscription = async () => (sessionStorage.getItem("pushed") ? given : null);
};

function raise(demo) {
  const words =
    "--country MM --kind full-shutdown --severity extreme --urgency immediate --certainty observed" +
    " --verification corroborated --tlp amber --precedence flash --exercise" +
    " --source measurement=https://one.example/a --source civil-society=https://two.example/b";
  const headline = ["--headline", "Mobile data off in Myanmar"];
  const { receipt } = demo.cli("lead", "raise", ...words.split(" "), ...headline);
  demo.cli("lead-2", "approve", receipt.subject);
  return receipt.subject;
}

/** Hands the service worker what came, as the browser would. */
async function phone(visit, service) {
  const session = await visit.context.newCDPSession(visit.page);
  let registrationId;
  session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
    registrationId = registrations.at(-1)?.registrationId ?? registrationId;
  });
  await session.send("ServiceWorker.enable");
  const taken = { count: 0 };
  return async () => {
    const data = await until("a push message", () => service.messages[taken.count]);
    taken.count += 1;
    await until("the service worker", () => registrationId);
    const origin = new URL(visit.page.url()).origin;
    await session.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data });
    return JSON.parse(data);
  };
}

/** So that the picture is of it. */
const top = (page) => page.locator("#channels").evaluate((heading) => heading.scrollIntoView());

const notifications = (page) =>
  page.evaluate(async () => {
    const worker = await navigator.serviceWorker.ready;
    return (await worker.getNotifications()).map(({ title, data }) => ({ title, path: data.path }));
  });

async function woken(stage, service, relay) {
  const { checks, demo } = stage;
  const visit = await Visit.begin(stage, {
    slug: "focal-gh",
    path: "/settings",
    serviceWorkers: "allow",
    permissions: ["notifications"],
  });
  const { page } = visit;
  const here = page.getByRole("button", { name: "Alert me on this device" });
  await here.waitFor();
  const asked = await page.evaluate(() => sessionStorage.getItem("pushed"));
  checks.same("nothing is asked of the browser before a tap", asked, null);
  const deliver = await phone(visit, service);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await here.click();
  const test = await deliver();
  checks.same("a test message goes to this device", test.kind, "test");
  await page.getByText(/^tested \d\d:\d\d UTC$/).waitFor();
  checks.that("and its code came back: the device is proven", true);

  await page.getByLabel("Your e-mail address").fill("duty@mfa.example");
  await page.getByRole("button", { name: "Send me the code" }).click();
  const code = await until("the code", () => /\b\d{8}\b/.exec(relay.text())?.[0]);
  await page.getByLabel("The code from the e-mail").fill("00000000");
  await page.getByRole("button", { name: "Enter it" }).click();
  await page.getByText("That is not the code.").waitFor();
  checks.that("another code is refused, and said so", true);
  await page.getByLabel("The code from the e-mail").fill(code);
  await page.getByRole("button", { name: "Enter it" }).click();
  await until("the proof", async () => (await page.getByText(/^tested \d\d:\d\d UTC$/).count()) === 2);
  checks.that("the address is proven by the code that was sent there", true);
  await top(page);
  await visit.isSound("channels");

  const subject = raise(demo);
  const alert = await deliver();
  checks.same(
    "an alert comes as its label and its id, and nothing of it",
    Object.keys(alert).sort(),
    ["exercise", "id", "kind", "language", "quiet", "tlp"],
  );
  checks.same("and these are the alert's", [alert.tlp, alert.id], ["AMBER", subject]);
  const shown = await until("the notification", async () =>
    (await notifications(page)).find((one) => one.path === `/alerts/${subject}`),
  );
  const said = "EXERCISE · TLP:AMBER · an alert waits for your government";
  checks.same("the notification says that one waits", shown.title, said);

  const lead = await Visit.begin(stage, { slug: "lead", view: "desk", path: `/alerts/${subject}` });
  await lead.page.getByRole("button", { name: /Ghana/ }).first().click();
  await lead.page.getByText("Told by phone", { exact: false }).waitFor();
  checks.that("the lead sees by what Ghana was told", true);
  await lead.isSound("told-by");
  await lead.end();

  visit.weather = true;
  const owed = raise(demo);
  demo.process.kill("SIGKILL");
  await once(demo.process, "exit");
  demo.process = demo.run(join(demo.work, "server.log"));
  await demo.ready();
  checks.same("a server that was killed tells what it owes when it is back", (await deliver()).id, owed);

  service.status = 410;
  await sleep(10_500); // one code in ten seconds by one channel
  await page.getByRole("button", { name: "Send me a test alert" }).first().click();
  await until("the end of it", async () => (await here.count()) === 1);
  checks.that("a subscription that ended is gone, and may be made anew", true);
  await page.goto(`${stage.url}/settings`);
  for (const view of ["desk", "narrow"]) {
    const other = await Visit.begin(stage, { slug: "focal-gh", view, path: "/settings" });
    await other.page.getByText("duty@mfa.example").waitFor();
    const named = await other.page.getByText(/· this device/).count();
    checks.same("an e-mail address is no device", named, 0);
    await top(other.page);
    await other.isSound("channels");
    await other.end();
  }
  await page.getByRole("button", { name: "Remove" }).click();
  await until("its end", async () => (await page.getByText("duty@mfa.example").count()) === 0);
  checks.that("an address that is removed is gone", true);
  await visit.isClean("channels");
  await visit.end();
}

async function off(stage) {
  const visit = await Visit.begin(stage, { slug: "focal-gh", path: "/settings" });
  await visit.page.getByText("This server tells nobody beside an open console.").waitFor();
  stage.checks.that("where nothing is configured the console says so", true);
  await visit.end();
}

async function nothingWaits(stage) {
  for (const view of ["phone", "desk", "narrow"]) {
    const visit = await Visit.begin(stage, { slug: "auditor", view, path: "/inbox" });
    await visit.page.getByText("Alerts reach you only while a console is open.").waitFor();
    await visit.page.getByRole("link", { name: "Be alerted on this device or by e-mail" }).waitFor();
    await visit.isSound("inbox-reached");
    await visit.end();
  }
}

export async function walk(stage) {
  await off(stage);
  const [service, relay] = await Promise.all([PushService.begin(), Relay.begin()]);
  const demo = await Demo.anew(stage.demo.work, "--loopback-channels", "--loopback-relay", relay.url);
  const keys = {
    endpoint: service.endpoint,
    p256dh: service.key.getPublicKey("base64"),
    auth: service.auth.toString("base64"),
  };
  const there = { ...stage, demo, url: demo.url, script: [subscribe, keys] };
  try {
    await woken(there, service, relay);
    await nothingWaits(there);
  } finally {
    demo.end();
    service.end();
    relay.end();
  }
}
