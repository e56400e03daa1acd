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
    checks.that(`${name} ends as it should`, false, error.stack);
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
