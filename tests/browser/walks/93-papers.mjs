// What a lead writes and prints, in every width and language: the forms, the calendar, what goes out at
// publication.
// SPDX-License-Identifier: Apache-2.0
import { Visit } from "../browser.mjs";

const forms = [
  ["/alerts/new", "Raise alert", "raise"],
  ["/procedures/new", "Draft a procedure", "new"],
  ["/calendar", "Calendar", "calendar"],
];

async function areDrawn(stage) {
  for (const view of ["desk", "phone", "narrow"]) {
    const visit = await Visit.begin(stage, { slug: "lead", view, path: "/inbox" });
    for (const [path, heading, name] of forms) {
      await visit.page.goto(`${stage.url}${path}`);
      await visit.heading(heading);
      await visit.page.waitForTimeout(400);
      await visit.isSound(`${name}-form`);
    }
    await visit.end();
  }
  const dark = await Visit.begin(stage, {
    slug: "lead",
    view: "desk",
    path: "/alerts/new",
    colorScheme: "dark",
    contrast: "more",
  });
  await dark.heading("Raise alert");
  await dark.page.getByRole("radio", { name: "TLP:RED" }).check();
  await dark.page.getByText("Named persons", { exact: true }).waitFor();
  await dark.isSound("raise-form-dark");
  await dark.end();
}

async function areSaid(stage) {
  const visit = await Visit.begin(stage, { slug: "lead", view: "phone", path: "/board" });
  for (const [language, board, raise, draft] of [
    ["fr", "Tableau de situation", "Lancer une alerte", "Rédiger une procédure"],
    ["es", "Tablero de situación", "Emitir una alerta", "Redactar un procedimiento"],
  ]) {
    await visit.page.evaluate(
      (chosen) => localStorage.setItem("tocsin.settings", JSON.stringify({ language: chosen })),
      language,
    );
    for (const [path, heading, name] of [
      ["/board", board, "board"],
      ["/alerts/new", raise, "raise"],
      ["/procedures/new", draft, "new"],
    ]) {
      await visit.page.goto(`${stage.url}${path}`);
      await visit.heading(heading);
      await visit.page.waitForTimeout(400);
      await visit.isSound(`${name}-${language}`);
    }
  }
  await visit.end();
  const long = await Visit.begin(stage, { slug: "lead", view: "narrow", path: "/board" });
  await long.page.evaluate(() =>
    localStorage.setItem("tocsin.settings", JSON.stringify({ language: "en-XA" })),
  );
  for (const path of ["/board", "/alerts/new", "/procedures/new"]) {
    await long.page.goto(`${stage.url}${path}`);
    await long.page.getByText("⟦").first().waitFor();
    await long.page.waitForTimeout(400);
    await long.isSound(`long${path.replaceAll("/", "-")}`);
  }
  await long.end();
}

async function goesOut(stage) {
  const visit = await Visit.begin(stage, { slug: "lead", view: "desk", path: "/procedures?all=1" });
  const { page, checks } = { page: visit.page, checks: stage.checks };
  await page
    .getByRole("link", { name: /Published/ })
    .first()
    .click();
  await page.getByRole("link", { name: "Publication pack" }).click();
  await visit.heading("Publication pack");
  await page.getByRole("heading", { name: /\d+ signator/ }).waitFor();
  const count = Number.parseInt(await page.getByRole("heading", { name: /\d+ signator/ }).textContent(), 10);
  checks.same("count and list come from the same data", await page.locator("ol.names li").count(), count);
  await visit.isSound("pack");
  const pdf = await page.pdf({ preferCSSPageSize: true, tagged: true });
  checks.that("it prints", pdf.length > 5_000, pdf.length);
  const path = new URL(page.url()).pathname;
  await visit.end();
  for (const view of ["phone", "narrow"]) {
    const small = await Visit.begin(stage, { slug: "lead", view, path });
    await small.page.getByRole("heading", { name: /\d+ signator/ }).waitFor();
    await small.isSound("pack");
    await small.end();
  }
}

export async function walk(stage) {
  await areDrawn(stage);
  await areSaid(stage);
  await goesOut(stage);
}
