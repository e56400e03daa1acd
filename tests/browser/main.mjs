// Runs the walks of tests/browser/walks/, each in contexts of its own, one after the other.
//   node main.mjs URL WORK_FOLDER RESULTS [WALK...]
// SPDX-License-Identifier: Apache-2.0
import { readdirSync } from "node:fs";
import { launch } from "./browser.mjs";
import { Checks } from "./checks.mjs";
import { Demo } from "./demo.mjs";

const [url, work, results, ...only] = process.argv.slice(2);
const walks = new URL("./walks/", import.meta.url);
const checks = new Checks();
const browser = await launch();
const limit = 120_000;
const demo = new Demo(url, work);

/** In one line, which is all that a summary shows: what broke, where in the walk, and what the page showed. */
async function whereOf(browser, { message, stack }) {
  const line = /walks\/[^):]+:\d+/.exec(stack ?? "")?.[0];
  const shown = [];
  for (const page of browser.contexts().flatMap((context) => context.pages())) {
    const words = await page.locator("main").innerText({ timeout: 1_000 }).catch(() => "nothing");
    shown.push(`${new URL(page.url()).pathname}: ${words.replace(/\s+/g, " ").slice(0, 200)}`);
  }
  return [message.split("\n")[0], line, ...shown].join(" | ");
}

for (const file of readdirSync(walks).sort()) {
  const name = file.replace(/^\d+-|\.mjs$/g, "");
  if (only.length > 0 && !only.includes(name)) continue;
  const stage = { url, demo, results, checks, browser, troubles: [] };
  let timer;
  try {
    const { walk } = await import(new URL(file, walks));
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error("took too long")), limit);
    });
    await Promise.race([walk(stage), late]);
  } catch (error) {
    checks.that(`${name} ends as it should`, false, `${await whereOf(browser, error)}\n${error.stack}`);
    for (const trouble of stage.troubles) console.log(`     ${trouble}`);
    for (const context of browser.contexts())
      for (const page of context.pages())
        await page.screenshot({ path: `${results}/failed-${name}.png` }).catch(() => {});
  } finally {
    clearTimeout(timer);
    for (const context of browser.contexts()) await context.close().catch(() => {});
  }
}
await browser.close();
console.log(`${checks.passed} passed, ${checks.failed} failed`);
process.exit(checks.failed === 0 ? 0 : 1);
