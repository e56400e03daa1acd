// In every language: a lead's five tabs are read whole at 390 pixels; what is new is within its width in a
// language forty per cent longer, at 320.
// SPDX-License-Identifier: Apache-2.0
import { Visit } from "../browser.mjs";

const speak = (visit, language) =>
  visit.page.evaluate(
    (chosen) => localStorage.setItem("tocsin.settings", JSON.stringify({ language: chosen, sound: true })),
    language,
  );

async function areWhole(stage) {
  const visit = await Visit.begin(stage, { slug: "lead", view: "phone", path: "/inbox" });
  const tabs = visit.page.locator("nav.tabs > * > span:not(.badge)");
  for (const language of ["en", "fr", "es"]) {
    await speak(visit, language);
    await visit.page.reload();
    await tabs.nth(4).waitFor();
    const cut = await tabs.evaluateAll((all) =>
      all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent),
    );
    stage.checks.same(`${language}: no word of five tabs is cut at 390 px`, cut, []);
    await visit.isSound(`tabs-${language}`);
  }
  await visit.end();
}

async function areLong(stage) {
  const over = stage.demo.cli("lead", "alerts", "--all").alerts.find((one) => one.state === "CLOSED");
  for (const [slug, paths] of [
    [
      "lead",
      ["/inbox", "/members/playbooks", "/members/playbooks/new", `/review/${over.alertId}`, "/settings"],
    ],
    ["auditor", ["/audit/verify"]],
  ]) {
    const visit = await Visit.begin(stage, { slug, view: "narrow", path: "/inbox" });
    await speak(visit, "en-XA");
    for (const path of paths) {
      await visit.page.goto(`${stage.url}${path}`);
      await visit.page.getByText("⟦").first().waitFor();
      await visit.page.waitForTimeout(500);
      await visit.isSound(`long-${path.split("/").slice(1, 4).join("-").slice(0, 24)}`);
    }
    await visit.end();
  }
}

export async function walk(stage) {
  await areWhole(stage);
  await areLong(stage);
}
