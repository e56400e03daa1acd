// A soft cue before a deadline: once among two tabs, only where it was not turned off; and the cues to be
// heard in the settings.
// SPDX-License-Identifier: Apache-2.0
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Visit } from "../browser.mjs";

/** Counts tones instead of playing them. */
const listen = () => {
  globalThis.tones = 0;
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...at) {
    globalThis.tones += 1;
    return start.apply(this, at);
  };
};
const tonesOf = (pages) => Promise.all(pages.map((page) => page.evaluate(() => globalThis.tones)));

/** A statement that closes five minutes and some seconds from now. */
function closesSoon(demo) {
  const text = join(demo.work, "soon.en.md");
  writeFileSync(text, "# Statement that closes soon\n\nWe ask that access be restored.\n");
  const closes = new Date(Date.now() + 5 * 60_000 + 9_000).toISOString();
  demo.cli(
    ..."lead open statement --mode opt-in --min 1 --exercise".split(" "),
    ...["--text", text, "--closes", closes],
  );
}

async function sounds(stage, slug) {
  const visit = await Visit.begin(stage, { slug });
  const { page } = visit;
  await page.addInitScript(listen);
  await visit.heading("Inbox");
  await page.goto(`${stage.url}/settings`);
  await page.getByRole("button", { name: "Play" }).click();
  await page.getByRole("button", { name: "Turn off" }).waitFor();
  return visit;
}

async function areTried(stage, visit) {
  const { page } = visit;
  const heard = [];
  for (const name of ["Extreme or Severe alert", "Other alert", "A deadline comes near"]) {
    const [before] = await tonesOf([page]);
    await page.getByRole("button", { name: `Play: ${name}` }).click();
    await page.waitForFunction((count) => globalThis.tones > count, before);
    heard.push((await tonesOf([page]))[0] - before);
  }
  stage.checks.same("each of the three cues is tried in the settings, and differs", heard, [4, 1, 2]);
  await page.getByText("A soft cue 60, 15 and 5 minutes", { exact: false }).scrollIntoViewIfNeeded();
  await visit.isSound("settings-sound");
  const narrow = await Visit.begin(stage, {
    slug: "focal-ch",
    view: "narrow",
    path: "/settings",
    colorScheme: "dark",
  });
  await narrow.page.evaluate(() => localStorage.setItem("tocsin.settings", JSON.stringify({ sound: true })));
  await narrow.page.reload();
  await narrow.page.getByText("A soft cue 60, 15 and 5 minutes", { exact: false }).scrollIntoViewIfNeeded();
  await narrow.isSound("settings-sound");
  await narrow.end();
}

export async function walk(stage) {
  const { checks, demo } = stage;
  const visit = await sounds(stage, "focal-ch");
  await areTried(stage, visit);
  const off = await sounds(stage, "focal-se");
  await off.page.getByLabel("A soft cue 60, 15 and 5 minutes", { exact: false }).uncheck();
  const other = await visit.context.newPage();
  await other.addInitScript(listen);
  await other.goto(`${stage.url}/inbox${demo.link("focal-ch")}`);
  const pages = [visit.page, other, off.page];
  for (const page of pages) {
    await page.goto(`${stage.url}/inbox`);
    await page.getByRole("heading", { name: /Needs/ }).first().waitFor();
  }
  closesSoon(demo);
  for (const page of pages) await page.getByText("Statement that closes soon").first().waitFor();
  const before = await tonesOf(pages);
  await Promise.race(
    pages
      .slice(0, 2)
      .map((page, at) =>
        page.waitForFunction((count) => globalThis.tones > count, before[at], { timeout: 20_000 }),
      ),
  );
  await visit.page.waitForTimeout(1_000);
  const heard = (await tonesOf(pages)).map((tones, at) => tones - before[at]);
  checks.same(
    "five minutes before the close the soft cue is heard, in one tab of two",
    heard[0] + heard[1],
    2,
  );
  checks.same("and not where it was turned off", heard[2], 0);
  await off.end();
  await visit.end();
}
