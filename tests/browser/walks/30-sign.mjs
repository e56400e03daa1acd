// F3 to F5: a text is read, compared, decided on, signed and receipted; a text that changes
// meanwhile interrupts.
// SPDX-License-Identifier: Apache-2.0
import { Visit } from "../browser.mjs";

/** Counts the taps of a person: a cold page, and the position is signed. */
async function isSigned(stage) {
  const visit = await Visit.begin(stage, { slug: "focal-gh" });
  const { page } = visit;
  await page.getByRole("link", { name: "Read and decide" }).first().click();
  await page.getByRole("heading", { name: "Positions" }).waitFor();
  await page.locator("#text p").first().waitFor();
  await visit.isSound("procedure");
  const path = new URL(page.url()).pathname;
  await page.reload();
  let taps = 0;
  const tap = async (name) => {
    await page.getByRole("button", { name }).click();
    taps += 1;
  };
  await tap("Decide for Ghana");
  await page.getByRole("dialog").waitFor();
  await visit.isSound("decide");
  await tap(/^Sign on The/);
  await page.getByText("Ghana SIGNS ON to:").waitFor();
  const sign = page.getByRole("button", { name: /^Sign on as Ghana/ });
  stage.checks.same(
    "the box is never checked for anybody",
    [await page.getByRole("checkbox").isChecked(), await sign.getAttribute("aria-disabled")],
    [false, "true"],
  );
  await page.getByRole("checkbox").click();
  taps += 1;
  await visit.isSound("review");
  await sign.click();
  taps += 1;
  await visit.heading("Receipt");
  await page.getByText("Recorded, and durable").waitFor();
  stage.checks.that("a position is signed in four taps, from a page just loaded", taps <= 4, taps);
  await visit.isSound("receipt");
  await page.goto(`${stage.url}${path}`);
  await page.getByRole("button", { name: "Change for Ghana" }).waitFor();
  await visit.end();
  return path;
}

async function isChanged(stage, path) {
  const visit = await Visit.begin(stage, { slug: "focal-gh", path, view: "desk" });
  const { page } = visit;
  await page.getByRole("button", { name: "Change for Ghana" }).click();
  await page.getByRole("button", { name: /^Sign on with explanation/ }).click();
  await page.getByRole("checkbox").click();
  const sign = page.getByRole("button", { name: /^Sign on with explanation as Ghana/ });
  stage.checks.same(
    "without its words an explanation is not signed",
    await sign.getAttribute("aria-disabled"),
    "true",
  );
  await page
    .getByRole("textbox", { name: "Explanation of position" })
    .fill("We sign on, and recall our reservation on paragraph two.");
  await visit.isSound("explanation");
  await sign.click();
  await visit.heading("Receipt");
  await page.getByText("Sign on with explanation").first().waitFor();
  stage.checks.that("an answer is changed until the close, with an explanation that is signed too", true);
  await visit.isSound("receipt");
  await visit.end();
}

export async function walk(stage) {
  const path = await isSigned(stage);
  await isChanged(stage, path);
}
