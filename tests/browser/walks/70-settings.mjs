// A person's own settings, standing in for a colleague, and the pages of who is not in yet.
// SPDX-License-Identifier: Apache-2.0
import { Visit } from "../browser.mjs";

export async function walk(stage) {
  for (const view of ["desk", "phone", "narrow"]) {
    const visit = await Visit.begin(stage, { slug: "focal-ca", view, path: "/settings" });
    await visit.page.getByRole("heading", { name: /^Keys of your colleagues/ }).waitFor();
    await visit.page.getByRole("heading", { name: "Your keys" }).waitFor();
    await visit.isSound("settings");
    await visit.end();
  }

  const visit = await Visit.begin(stage, { slug: "focal-ca", path: "/settings" });
  const { page } = visit;
  await page.getByRole("button", { name: "I am away" }).click();
  await page.getByRole("dialog").waitFor();
  await visit.isSound("stand-in");
  await page.getByRole("button", { name: "Hand over" }).click();
  await page.getByText("While this lasts you do not act.").waitFor();
  await page.getByText(/ stands in for you until /).waitFor();
  stage.checks.that("a colleague stands in, and every page says so", true);
  await visit.isSound("stands-in");
  await page.getByRole("button", { name: "I am back" }).click();
  await page.getByRole("button", { name: "I am away" }).waitFor();
  stage.checks.that("and it ends when one is back", true);
  await page.getByRole("button", { name: "Make a code" }).click();
  await page.getByText("A recovery code is on paper.").waitFor();
  stage.checks.that(
    "a recovery code is made here, shown once",
    /^([0-9A-Z]{4}-){7}[0-9A-Z]{4}$/.test(await page.locator(".code").innerText()),
  );
  await visit.isSound("recovery-code");
  await page.getByLabel("Rings from").selectOption({ label: "Alert" });
  await page.getByLabel("Quiet from").fill("22:00");
  await page.getByLabel("Quiet until").fill("06:30");
  await page.getByRole("button", { name: "Keep" }).click();
  await page.getByText("Kept.").first().waitFor();
  await page.reload();
  await page.getByLabel("Quiet from").waitFor();
  stage.checks.same(
    "how loudly alerts arrive is kept by the server",
    await page.getByLabel("Quiet until").inputValue(),
    "06:30",
  );
  await page.getByRole("button", { name: "Play" }).click();
  await page.getByRole("button", { name: "Turn off" }).waitFor();
  stage.checks.that("sound is on once it was heard", true);
  await visit.end();

  for (const [path, heading] of [
    ["/recover", "Lost keys"],
    ["/claim", "Bring a passkey"],
    ["/login", "Log in"],
  ]) {
    const stranger = await Visit.begin(stage, { path });
    await stranger.heading(heading);
    await stranger.isSound(path.slice(1));
    await stranger.end();
  }
  const lost = await Visit.begin(stage, { slug: "focal-ca", path: "/alerts/ex-al-00000000" });
  await lost.page.getByText("Code NOT_FOUND").waitFor();
  await lost.isSound("not-found");
  await lost.end();
}
