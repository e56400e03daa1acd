// The secretariat: invites, hears a fingerprint, and lets a key in by two persons; roles, codes, policy by
// two, groups,
// signals, and how the server is.
// SPDX-License-Identifier: Apache-2.0
import { Visit } from "../browser.mjs";
import { authenticator } from "./40-passkey.mjs";

const grouped = (digits) => digits.match(/.{4}/g).join(" ");

async function invites(stage, visit, party) {
  const { page } = visit;
  await page.goto(`${stage.url}/members`);
  await page.locator("main table tbody tr").first().waitFor();
  await visit.isSound("members");
  await page.getByRole("button", { name: "Invite a person" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Party").selectOption(party);
  await visit.isSound("members-invite");
  await dialog.getByRole("button", { name: "Make the invitation" }).click();
  const code = await dialog.locator("[data-code]").getAttribute("data-code");
  stage.checks.that("the code has 160 bits in groups of four",
    /^([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}$/.test(code), code);
  await visit.isSound("members-code");
  await dialog.getByRole("button", { name: "I have kept it; close" }).click();
  stage.checks.same("it is shown once", await page.getByText(code).count(), 0);
  return code;
}

/** In a page of its own, with an authenticator of its own; answers the fingerprint that is read out. */
async function enrols(stage, visit, code) {
  const { page } = visit;
  await page.goto(`${stage.url}/join`);
  await page.getByRole("textbox", { name: "Invitation code" }).fill(code);
  await page.getByRole("button", { name: "Look at the invitation" }).click();
  await page.getByRole("button", { name: "Make a passkey" }).click();
  await page.getByRole("heading", { name: "Read this to the Support Unit" }).waitFor();
  return page.locator("[data-fingerprint]").getAttribute("data-fingerprint");
}

async function confirms(stage, visit, fingerprint) {
  const { page } = visit;
  await page.goto(`${stage.url}/members/keys`);
  const heard = page.getByRole("textbox", { name: "What you hear" });
  await heard.waitFor();
  await visit.isSound("keys-waiting");
  const button = page.getByRole("button", { name: "Confirm as the first person" });
  stage.checks.that("nobody confirms what nobody said", await button.isDisabled());
  stage.checks.same("the fingerprint is not read off the screen",
    await page.getByText(grouped(fingerprint).slice(0, 19)).count(), 0);
  await heard.fill(`${grouped(fingerprint).slice(0, 10)}${fingerprint[8] === "0" ? "1" : "0"}000`);
  await page.getByText(/^This differs in group 3/).waitFor();
  await visit.isSound("keys-differs");
  await heard.fill(grouped(fingerprint).toUpperCase());
  await page.getByText("It agrees:").waitFor();
  await button.click();
  await page.getByText("You confirmed this key. Another person of the secretariat lets it in.").waitFor();
  await page.reload();
  await page.getByText("You confirmed this key.", { exact: false }).waitFor();
  stage.checks.same("who confirmed it is told so on a page opened anew, and confirms no second time",
    await page.getByRole("button", { name: "Let it in as the second person" }).count(), 0);
}

async function letsIn(stage, fingerprint) {
  const visit = await Visit.begin(stage, { slug: "support-2", view: "phone", path: "/members/keys" });
  const { page } = visit;
  await page.getByRole("textbox", { name: "What you hear" }).fill(fingerprint.slice(0, 32));
  const [confirmer] = stage.demo.cli("support-2", "person", "list", "--party", "support-unit").persons
    .filter(({ person }) => person === stage.demo.cli("support-1", "whoami").person);
  await page.getByText(`${confirmer.name || confirmer.person.replaceAll("-", "").slice(0, 8)} confirmed it.`,
    { exact: false }).waitFor();
  await visit.isSound("keys-second");
  await page.getByRole("button", { name: "Let it in as the second person" }).click();
  await page.getByText("No key waits.", { exact: false }).waitFor();
  stage.checks.that("a second person lets it in", true);
  await visit.end();
}

async function logsIn(stage, visit) {
  await visit.page.goto(`${stage.url}/login`);
  await visit.page.getByRole("button", { name: "Log in with a passkey" }).click();
  await visit.heading("Inbox");
  stage.checks.that("and the invited person is in", true);
}

async function changes(stage, visit, party) {
  const { page } = visit;
  const { checks, demo } = stage;
  await page.goto(`${stage.url}/members/party/${party}`);
  await page.getByRole("heading", { name: "Keys", exact: true }).waitFor();
  await page.getByText("in force").first().waitFor();
  await visit.isSound("party");
  const last = page.getByRole("region", { name: "Persons" }).locator("tbody tr").last();
  await last.getByRole("button", { name: "Change roles" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("checkbox", { name: "penholder" }).check();
  await dialog.getByLabel("Reason").fill("Will hold the pen of a statement.");
  await visit.isSound("party-roles");
  await dialog.getByRole("button", { name: "Change roles" }).click();
  await dialog.waitFor({ state: "detached" });
  await last.getByRole("button", { name: "Open a recovery" }).click();
  await dialog.getByRole("textbox").fill("Note verbale of today, and a call to the known number.");
  await dialog.getByRole("button", { name: "Open the recovery" }).click();
  const code = await dialog.locator("[data-code]").getAttribute("data-code");
  checks.that("a recovery has a code of its own", code.length === 39, code);
  await visit.isSound("party-recovery");
  await dialog.getByRole("button", { name: "I have kept it; close" }).click();
  await page.getByRole("region", { name: "Keys" }).getByRole("button", { name: "Revoke" }).last().click();
  await dialog.getByRole("textbox").fill("The device was lost.");
  await dialog.getByRole("button", { name: "Revoke" }).click();
  await page.locator(".badge", { hasText: "revoked" }).first().waitFor();
  const { keys } = demo.cli("support-1", "key", "list", "--party", party, "--revoked");
  checks.that("a key is revoked", keys.some((one) => one.revokedBecause === "The device was lost."),
    JSON.stringify(keys).slice(0, 300));
  await page.goto(`${stage.url}/members/party/support-unit`);
  await page.getByRole("button", { name: "Print a recovery code" }).click();
  await dialog.getByRole("button", { name: "Make the code" }).click();
  await dialog.locator("[data-code]").waitFor();
  await visit.isSound("party-sheet");
  checks.that("the secretariat prints its own code", true);
}

async function setsCooling(visit, words, wanted) {
  const { page } = visit;
  await page.goto(`${visit.url}/members/policy`);
  await page.getByRole("button", { name: "Change the policy" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("How long a recovered key waits before it acts").fill(words);
  await dialog.getByText("A shorter cooling time is only proposed by this.").waitFor();
  await dialog.getByRole("button", { name: "Change the policy" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("row", { name: /How long a recovered key waits/ }).getByText(wanted,
    { exact: true }).waitFor();
}

async function rules(stage, visit) {
  const { checks } = stage;
  await visit.page.goto(`${stage.url}/members/policy`);
  await visit.page.getByRole("row", { name: /recovered key/ }).waitFor();
  await visit.isSound("policy");
  await visit.page.getByRole("button", { name: "Change the policy" }).click();
  await visit.isSound("policy-sheet");
  await setsCooling(visit, "12h", "1d");
  checks.that("one person alone does not shorten the cooling time", true);
  const second = await Visit.begin(stage, { slug: "support-2", view: "desk", path: "/inbox" });
  await second.heading("Inbox");
  await setsCooling(second, "12h", "12h");
  checks.that("two who say the same do", true);
  await second.end();
}

async function comesAndGoes(stage, visit) {
  const { checks, demo } = stage;
  const { page } = visit;
  const dialog = page.getByRole("dialog");
  await page.goto(`${stage.url}/members`);
  await page.getByRole("button", { name: "Admit a party" }).click();
  await dialog.getByLabel("Kind").selectOption({ label: "observer" });
  await dialog.getByLabel("Code").fill("osce-rfom");
  await dialog.getByLabel("Name", { exact: true }).fill("OSCE Representative on Freedom of the Media");
  await dialog.getByLabel("Time zone of the capital").fill("Europe/Vienna");
  await visit.isSound("members-admit");
  await dialog.getByRole("button", { name: "Admit a party" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("link", { name: "OSCE Representative on Freedom of the Media" }).click();
  await page.getByText("Europe/Vienna").waitFor();
  checks.that("a party is admitted", true);
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Set the calendar" }).click();
  await dialog.getByLabel("Holidays").fill("2026-12-25\n2026-13-01");
  await dialog.getByText("2026-13-01 is no date.").waitFor();
  await visit.isSound("party-calendar");
  await dialog.getByLabel("Holidays").fill("2026-12-25\n2027-01-01");
  await dialog.getByRole("button", { name: "Set the calendar" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Withdraw the party" }).click();
  await dialog.getByRole("checkbox").check();
  await visit.isSound("party-withdraw");
  await dialog.getByRole("button", { name: "Withdraw the party" }).click();
  await page.getByText("No party has this code now.", { exact: false }).waitFor();
  const { parties } = demo.cli("support-1", "members");
  checks.that("and leaves again", !parties.some((one) => one.party.code === "osce-rfom"));
}

async function others(stage, visit) {
  const { checks } = stage;
  const { page } = visit;
  const dialog = page.getByRole("dialog");
  await page.goto(`${stage.url}/members/coalition`);
  await page.getByRole("button", { name: "New group" }).click();
  await dialog.getByLabel("Short name").fill("digital-equality");
  await dialog.getByLabel("Kind").selectOption({ label: "Working group" });
  await dialog.getByLabel("Name", { exact: true }).fill("Working Group on Digital Equality");
  await dialog.getByText("Co-chairs").click();
  for (const name of ["Canada", "Chile"]) await dialog.getByRole("checkbox", { name }).first().check();
  await visit.isSound("group-sheet");
  await dialog.getByRole("button", { name: "Keep" }).click();
  await page.getByRole("heading", { name: "Working Group on Digital Equality" }).waitFor();
  checks.that("a group is set", true);
  await visit.isSound("coalition");
  await page.goto(`${stage.url}/members/signals`);
  const cards = page.locator("main li[data-item]");
  await cards.first().waitFor();
  const before = await cards.count();
  await visit.isSound("signals");
  await cards.first().getByRole("button", { name: "Dismiss" }).click();
  await dialog.getByLabel("Reason").fill("Known, and over.");
  await dialog.getByRole("button", { name: "Dismiss" }).click();
  await page.waitForFunction((count) => document.querySelectorAll("main li[data-item]").length === count,
    before - 1);
  checks.that("a signal is dismissed, with a reason", true);
  await page.goto(`${stage.url}/members/server`);
  await page.locator(".badge", { hasText: "Ready" }).waitFor();
  await visit.isSound("server");
}

/** In a language forty per cent longer, at 320 pixels. */
async function isSaid(stage) {
  const visit = await Visit.begin(stage, { slug: "support-1", view: "narrow", path: "/inbox" });
  await visit.page.evaluate(() => localStorage.setItem("tocsin.settings",
    JSON.stringify({ language: "en-XA" })));
  for (const path of ["", "/party/AR", "/coalition", "/policy", "/server"]) {
    await visit.page.goto(`${stage.url}/members${path}`);
    await visit.page.locator("main :is(table, section, li)").first().waitFor();
    await visit.page.waitForTimeout(400);
    await visit.isSound(`members-long${path.replaceAll("/", "-")}`);
  }
  await visit.end();
}

async function isSmall(stage) {
  for (const view of ["phone", "narrow"]) {
    const visit = await Visit.begin(stage, { slug: "support-1", view, path: "/members" });
    await visit.page.locator("main table tbody tr").first().waitFor();
    await visit.isSound("members");
    for (const [name, path] of [["party", "party/AR"], ["coalition", "coalition"], ["policy", "policy"],
      ["signals", "signals"], ["server", "server"]]) {
      await visit.page.goto(`${stage.url}/members/${path}`);
      await visit.page.locator("main :is(table, section, li)").first().waitFor();
      await visit.page.waitForTimeout(400);
      await visit.isSound(name);
    }
    await visit.end();
  }
  const member = await Visit.begin(stage, { slug: "focal-gh", view: "desk", path: "/members" });
  await member.page.locator("main table tbody tr").first().waitFor();
  stage.checks.same("a focal point reads the roster, and invites nobody",
    await member.page.getByRole("button", { name: /Invite|Admit/ }).count(), 0);
  await member.isSound("members-focal");
  await member.page.goto(`${stage.url}/members/keys`);
  await member.heading("Not open to you");
  await member.isSound("members-not-yours");
  await member.end();
}

export async function walk(stage) {
  const party = "LV";
  const visit = await Visit.begin(stage, { slug: "support-1", view: "desk", path: "/inbox" });
  await visit.heading("Inbox");
  const code = await invites(stage, visit, party);
  const invited = await Visit.begin(stage, { path: "/login" });
  await authenticator(invited);
  const fingerprint = await enrols(stage, invited, code);
  await confirms(stage, visit, fingerprint);
  await letsIn(stage, fingerprint);
  await logsIn(stage, invited);
  await invited.end();
  await changes(stage, visit, party);
  await rules(stage, visit);
  await others(stage, visit);
  await comesAndGoes(stage, visit);
  await visit.end();
  await isSmall(stage);
  await isSaid(stage);
}
