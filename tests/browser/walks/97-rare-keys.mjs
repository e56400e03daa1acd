// A person of the Support Unit acts about keys long after her last proof: a touch of her passkey is asked
// for, and the act done once. She adds another passkey, and takes the old one away.
// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Visit, views } from "../browser.mjs";
import { connection, entriesOf } from "../weather.mjs";
import { authenticator } from "./40-passkey.mjs";

const personInvited = 20; // docs/LOG_FORMAT.md

/** She comes in by an invitation; two persons of the secretariat read her key back. */
export async function comesIn({ demo, url }, { page }) {
  const party = demo.cli("support-1", "whoami").party;
  const { code } = demo.cli("support-1", "person", "invite", party, "--role", "support");
  await page.goto(`${url}/join`);
  await page.getByRole("textbox", { name: "Invitation code" }).fill(code);
  await page.getByRole("button", { name: "Look at the invitation" }).click();
  await page.getByRole("button", { name: "Make a passkey" }).click();
  await page.getByRole("heading", { name: "Read this to the Support Unit" }).waitFor();
  const fingerprint = await page.locator("[data-fingerprint]").getAttribute("data-fingerprint");
  const { persons } = demo.cli("support-1", "person", "list", "--party", party);
  const { person } = persons.find((one) => one.waiting.includes(fingerprint));
  for (const support of ["support-1", "support-2"])
    demo.cli(support, "person", "approve", person, fingerprint);
  await page.goto(`${url}/login`);
  await page.getByRole("button", { name: "Log in with a passkey" }).click();
  return { party, person, fingerprint };
}

/** The keys of a party that stand and those that were revoked, as the server has them. */
const keysOf = ({ demo }, { person }) =>
  demo.cli("support-1", "key", "list", "--revoked").keys.filter((one) => one.person === person);

/** Her old passkey signs for it, and it signs for itself. */
async function addsAnother(stage, visit, who) {
  const { checks } = stage;
  const { page } = visit;
  await page.goto(`${stage.url}/settings`);
  const section = page.getByRole("region", { name: "Your keys" });
  await section.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("The new key is in.").first().waitFor();
  await section.getByRole("listitem").nth(1).waitFor();
  await visit.isSound("own-keys");
  const keys = keysOf(stage, who);
  const fresh = keys.find((one) => one.fingerprint !== who.fingerprint);
  checks.same("the server has both her passkeys, the new one signed for by the old",
    [keys.length, fresh?.passkey, fresh?.active, fresh?.cosignedBy], [2, true, true, who.fingerprint]);
  for (const view of ["desk", "narrow"]) {
    visit.view = view;
    await page.setViewportSize(views[view]);
    await visit.isSound("own-keys");
  }
  visit.view = "phone";
  await page.setViewportSize(views.phone);
}

/** The key of this very session: the console closes and says so, and only the new key opens it. */
async function isTakenAway(stage, visit, device, who, first) {
  const { checks } = stage;
  const { page } = visit;
  await page.goto(`${stage.url}/settings`);
  const row = page.getByRole("region", { name: "Your keys" }).getByRole("listitem")
    .filter({ hasText: "this one" });
  await row.getByRole("button", { name: "Revoke" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("you will be logged out").waitFor();
  checks.that("a key is not revoked without a reason",
    await dialog.getByRole("button", { name: "Revoke" }).isDisabled());
  await dialog.getByRole("textbox", { name: "Reason" }).fill("The old telephone was handed in.");
  await visit.isSound("revoke-own");
  await dialog.getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("heading", { name: "Log in" }).waitFor();
  await page.getByText("Your session ended.").waitFor();
  await visit.isSound("revoked-own");
  const old = keysOf(stage, who).find((one) => one.fingerprint === who.fingerprint);
  checks.same("the server has the old key revoked, with the reason that was written",
    [old.hasRevoked, old.active, old.revokedBecause], [true, false, "The old telephone was handed in."]);
  const logIn = page.getByRole("button", { name: "Log in with a passkey" });
  const isOld = ({ credentialId }) => credentialId === first.credentialId;
  const fresh = (await device.credentials()).find((one) => !isOld(one));
  await device.forget(fresh);
  await logIn.click();
  await page.getByText("Code AUTH_FAILED").waitFor();
  checks.that("and it opens the console no more", true);
  await device.give(fresh);
  await device.forget(first);
  await logIn.click();
  await visit.heading("Settings");
  checks.that("and the new passkey logs in, to where she was", true);
}

/** The server comes back so many minutes after a session's `what`, as it has it. */
export async function isLongAfter({ demo }, { page }, what, minutes, then) {
  const server = Number(readFileSync(join(demo.work, "server.pid"), "ascii"));
  demo.stop();
  await connection(page, "trying");
  for (let n = 0; n < 100 && isRunning(server); n++) await sleep(50);
  const { DatabaseSync } = await import("node:sqlite");
  const store = new DatabaseSync(join(demo.folder, "tocsin.db"));
  store.exec(`UPDATE session SET ${what} = ${what} - ${minutes * 60_000}`);
  store.close();
  await demo.start();
  await then();
}

function isRunning(process_) {
  try {
    return process.kill(process_, 0);
  } catch {
    return false;
  }
}

/** Somebody of Ghana brings a passkey, which waits for two persons; its fingerprint. */
async function newcomer(stage) {
  const { code } = stage.demo.cli("support-1", "person", "invite", "GH", "--role", "focal-point");
  const visit = await Visit.begin(stage, { path: "/join" });
  await authenticator(visit);
  const { page } = visit;
  await page.getByRole("textbox", { name: "Invitation code" }).fill(code);
  await page.getByRole("button", { name: "Look at the invitation" }).click();
  await page.getByRole("button", { name: "Make a passkey" }).click();
  await page.getByRole("heading", { name: "Read this to the Support Unit" }).waitFor();
  const fingerprint = await page.locator("[data-fingerprint]").getAttribute("data-fingerprint");
  await visit.end();
  return fingerprint;
}

const keyNow = ({ demo }, fingerprint) => demo.cli("support-1", "key", "list", "--party", "GH").keys
  .find((one) => one.fingerprint === fingerprint);

/** She has heard the fingerprint of a key that waits, and confirms it. */
async function confirms({ url }, { page }, fingerprint) {
  await page.goto(`${url}/members/keys`);
  const heard = page.getByRole("textbox", { name: "What you hear" });
  await heard.fill(fingerprint);
  await page.getByRole("button", { name: "Confirm as the first person" }).click();
  return heard;
}

/** A key is not approved without a touch: it waits on, and the console says why. */
async function isNotApproved(stage, visit, fingerprint) {
  const { checks } = stage;
  const { page } = visit;
  const heard = await confirms(stage, visit, fingerprint);
  const said = await page.getByRole("main").getByRole("alert").innerText();
  checks.that("approving a key: without a touch it is said what to do",
    said.startsWith("No passkey answered, and nothing was done. Try again;"), said);
  const { confirmed, hasAdded } = keyNow(stage, fingerprint);
  checks.same("and the key waits on, confirmed by nobody", [confirmed, hasAdded], [false, false]);
  checks.same("and what was heard stays", await heard.inputValue(), fingerprint);
  for (const view of ["desk", "narrow", "phone"]) {
    await page.setViewportSize(views[view]);
    visit.view = view;
    await visit.isSound("approve-untouched");
  }
  visit.view = "phone";
}

/** Once she has proved again who she is, for whatever act, it is confirmed. */
async function isApproved(stage, visit, fingerprint, { person }) {
  await confirms(stage, visit, fingerprint);
  await visit.page.getByText("You confirmed this key.", { exact: false }).waitFor();
  stage.checks.same("a key is confirmed after that, and it is known by whom",
    keyNow(stage, fingerprint).confirmedBy, person);
}

/** Each act about keys and persons, without a touch: nothing is done, and it is said what to do. */
async function saysWhatToDo(stage, { page }) {
  const { checks, demo } = stage;
  const dialog = page.getByRole("dialog");
  const untouched = "No passkey answered, and nothing was done. Try again;";
  const acts = [
    ["Change roles", "Reason", "Change roles"],
    ["Open a recovery", "How its government", "Open the recovery"],
    ["Revoke", "Reason", "Revoke"],
  ];
  const known = () => [demo.cli("support-1", "person", "list", "--party", "GH").persons,
    demo.cli("support-1", "key", "list", "--party", "GH", "--revoked").keys];
  const before = known();
  await page.goto(`${stage.url}/members/party/GH`);
  for (const [name, asked, button] of acts) {
    await page.locator("main table").getByRole("button", { name, exact: true }).first().click();
    await dialog.getByRole("textbox", { name: new RegExp(`^${asked}`) }).fill("As its government asked.");
    await dialog.getByRole("button", { name: button, exact: true }).click();
    const said = await dialog.getByRole("alert").innerText();
    checks.that(`${name}: without a touch it is said what to do`, said.startsWith(untouched), said);
    await dialog.getByRole("button", { name: "Back" }).click();
  }
  await page.goto(`${stage.url}/settings`);
  await page.getByRole("button", { name: "Add a passkey" }).click();
  const said = await page.getByRole("region", { name: "Your keys" }).getByRole("alert").innerText();
  checks.that("Add a passkey: without a touch it is said what to do",
    /no key was added. Try again/.test(said), said);
  checks.same("and nothing of it was done", known(), before);
}

async function isSteppedUp(stage, visit, device, who) {
  const { checks, demo } = stage;
  const { page } = visit;
  const invitations = () => entriesOf(demo, "support-1", personInvited);
  await page.goto(`${stage.url}/members`);
  await page.getByRole("button", { name: "Invite a person" }).first().waitFor();
  // Sixteen minutes after she logged in: what the server knows of her proof is that old.
  await isLongAfter(stage, visit, "started", 16, () => connection(page, "live"));
  const waiting = await newcomer(stage);
  await device.verified(false);
  await isNotApproved(stage, visit, waiting);
  await saysWhatToDo(stage, visit);
  await page.goto(`${stage.url}/members`);
  const before = await invitations();
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Invite a person" }).first().click();
  await dialog.getByRole("combobox").first().selectOption({ label: "Ghana" });
  const invite = dialog.getByRole("button", { name: /^(Invite|Make)/ });
  const touched = device.touches();
  await invite.click();
  await dialog.getByRole("alert").waitFor();
  const said = await dialog.getByRole("alert").innerText();
  checks.that("without a touch the console says so", said.startsWith("No passkey answered"), said);
  checks.same("and nothing is done", await invitations(), before);
  for (const view of ["desk", "narrow", "phone"]) {
    await page.setViewportSize(views[view]);
    visit.view = view;
    await visit.isSound("step-up-untouched");
  }
  await device.verified(true);
  await invite.click();
  await dialog.locator(".code").waitFor();
  checks.same("an act about keys, long after the last proof, asks for one touch and is done once",
    [device.touches() - touched, (await invitations()) - before], [1, 1]);
  await visit.isSound("stepped-up");
  await isApproved(stage, visit, waiting, who);
}

/** The Support Unit reads how the server is; a statement of governments is not its to end. */
async function readsHealth({ checks, demo, url }, visit) {
  const { page } = visit;
  await page.goto(`${url}/members/server`);
  await page.locator(".badge", { hasText: "Ready" }).waitFor();
  const shown = await page.getByRole("region", { name: "Health" }).getByRole("listitem").allInnerTexts();
  const told = await (await fetch(`${url}/readyz?verbose`)).text();
  checks.same("the Support Unit reads each of the server's own checks",
    shown.map((line) => line.replaceAll(/[^a-z]/g, "").slice(0, 8)),
    [...told.matchAll(/^\[.\](\S+)/gm)].map(([, name]) => name.replaceAll("-", "").slice(0, 8)));
  const open = demo.cli("support-1", "procedures").procedures.find((one) => one.state === "OPEN");
  await page.goto(`${url}/procedures/${open.procedureId}`);
  await page.getByRole("heading", { name: "Lead this procedure" }).waitFor();
  const more = page.locator("main").getByRole("button", { name: "More", exact: true });
  if ((await more.count()) > 0) await more.click();
  checks.same("the Support Unit is not offered to end a statement of governments",
    [await page.locator("main").getByText("Withdraw", { exact: true }).count(),
      demo.cli("support-1", "show", open.procedureId).nextSteps.includes("withdraw_procedure")], [0, false]);
  await visit.isSound("statement-support");
}

export async function walk(stage) {
  const visit = await Visit.begin(stage, { path: "/login" });
  visit.weather = true; // the server is away for a moment
  const device = await authenticator(visit);
  const who = await comesIn(stage, visit);
  await visit.heading("Inbox");
  const [first] = await device.credentials();
  await addsAnother(stage, visit, who);
  await readsHealth(stage, visit);
  await isSteppedUp(stage, visit, device, who);
  await isTakenAway(stage, visit, device, who, first);
  await visit.end();
}
