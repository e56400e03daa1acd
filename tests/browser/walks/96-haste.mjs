// Somebody who looks through the pages faster than a person may ask the server: each of them is there in a
// moment all the same, since what was asked too soon waits its turn.
// SPDX-License-Identifier: Apache-2.0
import { inItsOwnDemo } from "../demo.mjs";
import { Visit } from "../browser.mjs";

const pages = ["/procedures", "/alerts", "/members", "/calendar", "/settings", "/audit"];
const visits = 60; // at least: on until the server has said that it is too much
const longest = 60_000; // ms, for all of them
const patience = 6_000; // ms, for one

export const walk = inItsOwnDemo(async (stage) => {
  const [, link] = stage.demo.links.find(([name]) => name.startsWith("Auditor"));
  const { pathname, hash } = new URL(link);
  const visit = await Visit.begin(stage, { view: "desk", path: `${pathname}${hash}` });
  const { page, checks } = visit;
  await visit.heading("Inbox");

  let refusals = 0;
  page.on("websocket", (socket) =>
    socket.on("framereceived", ({ payload }) => (refusals += payload.includes("RATE_LIMITED") ? 1 : 0)),
  );
  const late = [];
  const since = Date.now();
  let n = 0;
  for (; (n < visits || refusals === 0) && Date.now() - since < longest; n += 1) {
    const path = pages[n % pages.length];
    const began = Date.now();
    await page.goto(`${visit.url}${path}`);
    await page.locator("main :is(h2, h3, a, button, input)").first().waitFor();
    if (Date.now() - began > patience) late.push(`${path}: ${Date.now() - began} ms`);
  }
  checks.that("the server was asked more than it allows", refusals > 0, `${n} pages`);
  checks.same("each of the pages was there in a moment", late, []);
  await visit.isClean("haste");
  await visit.end();
});
