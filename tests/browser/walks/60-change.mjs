// What happens while somebody decides: the text is changed, a colleague answers first.
// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Visit } from "../browser.mjs";

async function isAnsweredByAColleague(stage) {
  const { slug, procedureId, name, version } = stage.demo.silent();
  const visit = await Visit.begin(stage, { slug, path: `/procedures/${procedureId}` });
  const { page } = visit;
  await page.getByRole("button", { name: `Decide for ${name}` }).click();
  await page.getByRole("button", { name: /^Sign on The/ }).click();
  await page.getByRole("checkbox").click();
  stage.demo.cli(slug, "abstain", procedureId, "--version", String(version));
  await page.getByRole("button", { name: /^Sign on as/ }).click();
  await page
    .getByRole("heading", { level: 1, name: "Receipt" })
    .or(page.getByText(/answered .* ago/))
    .first()
    .waitFor();
  const asked = await page.getByText(/answered .* ago/).isVisible();
  if (asked) {
    await visit.isSound("answered");
    await page.getByRole("button", { name: "Change the answer" }).click();
    await page.getByRole("checkbox").click();
    await page.getByRole("button", { name: /^Sign on as/ }).click();
    await visit.heading("Receipt");
  }
  stage.checks.that("a colleague's answer is never overwritten silently", asked);
  await visit.end();
}

async function isChanged(stage) {
  const { slug, procedureId, name } = stage.demo.silent();
  const visit = await Visit.begin(stage, { slug, path: `/procedures/${procedureId}` });
  const { page } = visit;
  await page.getByRole("button", { name: `Decide for ${name}` }).click();
  await page.getByRole("button", { name: /^Sign on The/ }).click();
  await page.getByRole("checkbox").click();
  const { title, version } = stage.demo.cli("lead", "show", procedureId);
  const file = join(mkdtempSync(join(stage.results, "text-")), "statement.en.md");
  writeFileSync(
    file,
    [
      "# " + title,
      "The governments named below are gravely concerned.",
      "Restore access, in every province.",
      "",
    ].join("\n\n"),
  );
  stage.demo.cli("lead", "text", procedureId, file, "--change", "every province is named");
  await page.getByText(/^The text was changed while you were deciding/).waitFor();
  stage.checks.that(
    "a text that changes interrupts signing, and nothing is signed",
    !(await page.getByRole("dialog").isVisible()),
  );
  await page.getByText("every province").waitFor();
  await visit.isSound("text-changed");
  await page.getByRole("button", { name: `Show changes since v${version}` }).click();
  await page.locator("ins").first().waitFor();
  stage.checks.that(
    "what changed is shown",
    (await page.locator("ins").allTextContents()).join("").includes("province"),
  );
  await visit.isSound("text-diff");
  await visit.end();

  const again = await Visit.begin(stage, { slug: "focal-gh" });
  await again.page.getByRole("link", { name: "Read and confirm" }).waitFor();
  stage.checks.that("who had signed is asked again", true);
  await again.isSound("asked-again");
  await again.end();
}

export async function walk(stage) {
  await isAnsweredByAColleague(stage);
  await isChanged(stage);
}
