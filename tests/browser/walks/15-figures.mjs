// What the console shows is what the server says: the same figures as the command line's.
// SPDX-License-Identifier: Apache-2.0
import { Visit } from "../browser.mjs";

/** The lists of the other rooms: as many lines as the command line has, to the same person. */
async function listsAgree(stage) {
  const { checks, demo } = stage;
  const items = "main li[data-item]";
  const rows = "main table tbody tr";
  const lists = [
    ["procedures", "lead", "/procedures", items, "procedures"],
    ["members", "support-1", "/members", rows, "parties"],
    ["signals", "support-1", "/members/signals", items, "signals"],
  ];
  for (const [name, slug, path, lines, key] of lists) {
    const visit = await Visit.begin(stage, { slug, view: "desk", path });
    await visit.page.locator(lines).first().waitFor();
    checks.same(
      `${name}: as many lines as the command line has`,
      await visit.page.locator(lines).count(),
      demo.cli(slug, name)[key].length,
    );
    await visit.end();
  }
  const auditor = await Visit.begin(stage, { slug: "auditor", view: "desk", path: "/audit" });
  await auditor.page.locator(items).first().waitFor();
  const cases = await auditor.page.locator(items).allTextContents();
  const { alerts } = demo.cli("auditor", "alerts", "--all");
  const { procedures } = demo.cli("auditor", "procedures", "--all");
  const titles = [...alerts.map((one) => one.headline), ...procedures.map((one) => one.title)];
  checks.same(
    "cases: each alert and each procedure that the command line has, once",
    titles.map((title) => cases.filter((one) => one.includes(title)).length),
    titles.map(() => 1),
  );
  checks.same("cases: and no other", cases.length, titles.length);
  await auditor.end();
}

export async function walk(stage) {
  await listsAgree(stage);
  const { checks, demo } = stage;
  const { owed } = demo.cli("focal-no", "inbox");
  const visit = await Visit.begin(stage, { slug: "focal-no", view: "desk" });
  const { page } = visit;
  await page.getByRole("heading", { name: /Needs/ }).first().waitFor();
  const titles = await page.locator("main article h3").allTextContents();
  checks.same(
    "the inbox holds what the command line's holds",
    titles.toSorted(),
    owed.map((one) => one.title).toSorted(),
  );

  const { alerts } = demo.cli("focal-no", "alerts");
  await page.goto(`${stage.url}/alerts`);
  await page.locator("main li[data-item]").first().waitFor();
  const lines = await page.locator("main li[data-item] a > span.small").allTextContents();
  checks.same(
    "acknowledged of owing, alert by alert",
    lines.map((line) => line.match(/\d+ of \d+/)?.[0]).toSorted(),
    alerts.map((one) => `${one.acknowledged} of ${one.owing}`).toSorted(),
  );

  const { procedureId } = demo.silent();
  const { tally } = demo.cli("focal-no", "show", procedureId);
  await page.goto(`${stage.url}/procedures/${procedureId}`);
  await page.getByText(`${tally.signed} of ${tally.entitled} signed`).first().waitFor();
  checks.that("signed of entitled, as the tally says", true);
  const cells = await page.getByRole("toolbar", { name: "Positions" }).getByRole("button").count();
  checks.same("one cell for each government that is asked", cells, tally.entitled);
  await visit.end();
}
