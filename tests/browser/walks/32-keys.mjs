// A position is given by keys alone, from the inbox to the receipt.
// SPDX-License-Identifier: Apache-2.0
import { Visit } from "../browser.mjs";

export async function walk(stage) {
  const { slug, name } = stage.demo.silent();
  const visit = await Visit.begin(stage, { slug, view: "desk" });
  const { page } = visit;
  const reach = async (locator) => {
    await locator.waitFor();
    for (let n = 0; n < 80; n++) {
      if (await locator.evaluate((one) => one === document.activeElement)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error("no Tab reaches it");
  };
  await visit.heading("Inbox");
  await page.getByRole("link", { name: "Read and decide" }).first().waitFor();
  await page.keyboard.press("j");
  await page.waitForFunction(() => document.activeElement?.textContent.includes("Read and decide"));
  stage.checks.that("J goes to the first item", true);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Positions" }).waitFor();
  await page.keyboard.press("d");
  await page.getByRole("dialog").waitFor();
  await reach(page.getByRole("button", { name: /^Sign on ad referendum/ }));
  await page.keyboard.press("Enter");
  await page.getByText(`${name} SIGNS ON ad referendum to:`).waitFor();
  await reach(page.getByRole("checkbox"));
  await page.keyboard.press("Space");
  await reach(page.getByRole("button", { name: `Sign on ad referendum as ${name} with device key` }));
  await page.keyboard.press("Enter");
  await visit.heading("Receipt");
  await page.getByText("Checked in this browser").waitFor();
  stage.checks.that("a position is given by keys alone, and its receipt is checked here", true);
  await visit.isSound("receipt-keys");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: `Change for ${name}` }).waitFor();
  stage.checks.that("Escape goes back", true);
  await visit.end();
}
