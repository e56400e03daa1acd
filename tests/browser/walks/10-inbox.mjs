// F1: what a government owes, in every width, colour and language; one tap acknowledges, and can be
// taken back.
// SPDX-License-Identifier: Apache-2.0
import { Visit } from "../browser.mjs";

async function isDrawn(stage) {
  for (const view of ["desk", "phone", "narrow"]) {
    const visit = await Visit.begin(stage, { slug: "focal-gh", view });
    await visit.heading("Inbox");
    await visit.page.getByRole("heading", { name: /Needs/ }).first().waitFor();
    stage.checks.that(
      `the seed has left the address (${view})`,
      !visit.page.url().includes("#"),
      visit.page.url(),
    );
    await visit.isSound("inbox");
    await visit.end();
  }
  const dark = await Visit.begin(stage, { slug: "focal-gh", colorScheme: "dark", reducedMotion: "reduce" });
  await dark.page.getByRole("heading", { name: /Needs/ }).first().waitFor();
  await dark.isSound("inbox-dark");
  await dark.end();
  const forced = await Visit.begin(stage, { slug: "focal-gh", forcedColors: "active", view: "desk" });
  await forced.page.getByRole("heading", { name: /Needs/ }).first().waitFor();
  await forced.isSound("inbox-forced");
  await forced.end();
}

async function isSaid(stage) {
  const visit = await Visit.begin(stage, { slug: "focal-gh", view: "desk" });
  await visit.heading("Inbox");
  for (const [language, words] of [
    ["fr", "À traiter"],
    ["es", "Pendientes"],
  ]) {
    await visit.page.getByRole("combobox").selectOption(language);
    await visit.heading(words);
    stage.checks.same(
      `the page says that it is in ${language}`,
      await visit.page.evaluate(() => document.documentElement.lang),
      language,
    );
    await visit.isSound(`inbox-${language}`);
  }
  await visit.end();
  const long = await Visit.begin(stage, { slug: "focal-gh", view: "narrow" });
  await long.page.evaluate(() =>
    localStorage.setItem("tocsin.settings", JSON.stringify({ language: "en-XA" })),
  );
  await long.page.reload();
  await long.heading(/Íñbóx/);
  await long.isSound("inbox-long");
  await long.end();
}

const owes = (page, wanted) =>
  page.waitForFunction(
    (count) =>
      [...document.querySelectorAll("button")].filter((one) => one.textContent.trim() === "Acknowledge")
        .length === count,
    wanted,
  );

async function isAcknowledged(stage) {
  const visit = await Visit.begin(stage, { slug: "focal-gh" });
  const { page } = visit;
  const tap = page.getByRole("button", { name: "Acknowledge", exact: true });
  await tap.first().waitFor();
  const before = await tap.count();
  await tap.first().click();
  await page
    .getByText(/^Acknowledged for .* UTC$/)
    .first()
    .waitFor();
  await owes(page, before - 1);
  stage.checks.that("one tap acknowledges", true);
  await page.getByRole("button", { name: "Undo" }).click();
  await owes(page, before);
  stage.checks.that("Undo takes it back, and the government owes again", true);
  await visit.end();
}

export async function walk(stage) {
  await isDrawn(stage);
  await isSaid(stage);
  await isAcknowledged(stage);
}
