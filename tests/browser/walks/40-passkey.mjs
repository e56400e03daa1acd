// A person comes in with a passkey: invitation, fingerprint read back, two persons of the
// secretariat, log-in, a position signed by touch in four taps, a proof for what binds, log-out.
// SPDX-License-Identifier: Apache-2.0
import { Visit } from "../browser.mjs";

/** An authenticator in software, of this page. */
export async function authenticator(visit) {
  const session = await visit.context.newCDPSession(visit.page);
  await session.send("WebAuthn.enable", { enableUI: false });
  const options = {
    protocol: "ctap2",
    ctap2Version: "ctap2_1",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  };
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", { options });
  let touches = 0;
  session.on("WebAuthn.credentialAsserted", () => (touches += 1));
  return {
    verified: (isUserVerified) =>
      session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }),
    /** How often it was touched to prove or to sign. */
    touches: () => touches,
    /** The passkeys it holds, as it can be given them back. */
    credentials: async () =>
      (await session.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
    give: (credential) => session.send("WebAuthn.addCredential", { authenticatorId, credential }),
    forget: ({ credentialId }) =>
      session.send("WebAuthn.removeCredential", { authenticatorId, credentialId }),
  };
}

async function comesIn(stage, visit, device, party) {
  const { demo, checks } = stage;
  const { page } = visit;
  const { code } = demo.cli("support-1", "person", "invite", party, "--role", "focal-point");
  await page.goto(`${stage.url}/join`);
  await visit.isSound("join");
  await page.getByRole("textbox", { name: "Invitation code" }).fill("not a code");
  await page.getByRole("button", { name: "Look at the invitation" }).click();
  await page.getByText("This is no code").waitFor();
  await visit.isSound("join-wrong");
  await page.getByRole("textbox").fill(code.toLowerCase());
  await page.getByRole("button", { name: "Look at the invitation" }).click();
  await page.getByRole("heading", { name: /^You are invited/ }).waitFor();
  await visit.isSound("join-invited");
  await device.verified(false);
  await page.getByRole("button", { name: "Make a passkey" }).click();
  await page.getByText("No passkey was made, and the invitation is still good.").waitFor();
  await visit.isSound("join-untouched");
  await device.verified(true);
  await page.getByRole("button", { name: "Make a passkey" }).click();
  await page.getByRole("heading", { name: "Read this to the Support Unit" }).waitFor();
  await visit.isSound("join-read-back");
  const fingerprint = await page.locator("[data-fingerprint]").getAttribute("data-fingerprint");
  const { persons } = demo.cli("support-1", "person", "list", "--party", party);
  const waiting = persons.find((one) => one.waiting.includes(fingerprint));
  checks.that("the fingerprint shown is that of the key that waits", waiting, JSON.stringify(persons));
  for (const support of ["support-1", "support-2"])
    demo.cli(support, "person", "approve", waiting.person, fingerprint);
  return fingerprint;
}

async function logsIn(stage, visit) {
  const { page } = visit;
  await page.goto(`${stage.url}/login`);
  await visit.heading("Log in");
  await visit.isSound("login");
  await page.getByRole("button", { name: "Log in with a passkey" }).click();
  await visit.heading("Inbox");
  await page.getByRole("link", { name: "Read and decide" }).first().waitFor();
  stage.checks.that("one touch logs in", true);
  await page.reload();
  await page.getByRole("link", { name: "Read and decide" }).first().waitFor();
  stage.checks.that("the session outlives a reload", true);
}

async function signs(stage, visit, { procedureId, name }) {
  const { page } = visit;
  await page.goto(`${stage.url}/procedures/${procedureId}`);
  let taps = 0;
  const tap = async (role, words) => {
    await page.getByRole(role, { name: words }).click();
    taps += 1;
  };
  await tap("button", `Decide for ${name}`);
  await tap("button", /^Sign on The/);
  await tap("checkbox");
  await tap("button", `Sign on as ${name} with passkey`);
  await visit.heading("Receipt");
  await page.getByText("Recorded, and durable").waitFor();
  stage.checks.same("a position is signed from a cold page in four taps and the passkey's touch", taps, 4);
  await visit.isSound("receipt-passkey");
  const { positions } = stage.demo.cli("lead", "show", procedureId);
  const leaf = positions.find((one) => one.name === name);
  stage.checks.same("the server has it", leaf.stance, "SIGN");
  const shown = (await page.locator("dd").allTextContents()).map((one) => one.replaceAll(" ", ""));
  stage.checks.that(
    "the receipt names the entry's leaf hash",
    shown.includes(leaf.leafHash),
    shown.join(" "),
  );
}

async function isNotTouched(stage, visit, device, { procedureId, name }) {
  const { page } = visit;
  await device.verified(false);
  await page.goto(`${stage.url}/procedures/${procedureId}`);
  await page.getByRole("button", { name: `Change for ${name}` }).click();
  await page.getByRole("button", { name: /^Abstain/ }).click();
  await page.getByRole("checkbox").click();
  await page.getByRole("button", { name: `Abstain as ${name} with passkey` }).click();
  await page.getByText("No passkey answered, and nothing was signed.").waitFor();
  stage.checks.that("a passkey that is not touched signs nothing, and says so", true);
  await visit.isSound("untouched");
  await device.verified(true);
}

async function leaves(stage, visit) {
  const { page } = visit;
  await page.goto(`${stage.url}/settings`);
  await page.getByRole("heading", { name: "Your sessions" }).waitFor();
  await page.getByText("this one").first().waitFor();
  await visit.isSound("settings-session");
  await page.getByRole("button", { name: "Log out" }).click();
  await visit.heading("Log in");
  await page.goto(`${stage.url}/inbox`);
  await visit.heading("Log in");
  stage.checks.that("log-out ends the session", true);
}

/** The key is taken away while the console is open. */
async function isRevoked(stage, visit, fingerprint) {
  const { page } = visit;
  await page.getByRole("button", { name: "Log in with a passkey" }).click();
  await visit.heading("Inbox");
  stage.demo.cli("support-1", "key", "revoke", fingerprint, "--reason", "the device was lost");
  await page.getByText("Your session ended.").waitFor();
  stage.checks.that("a key that is revoked closes its console, which says so", true);
  await visit.isSound("session-ended");
}

export async function walk(stage) {
  const who = stage.demo.silent();
  const visit = await Visit.begin(stage, { path: "/login" });
  const device = await authenticator(visit);
  const fingerprint = await comesIn(stage, visit, device, who.party);
  await logsIn(stage, visit);
  await signs(stage, visit, who);
  await isNotTouched(stage, visit, device, who);
  await leaves(stage, visit);
  await isRevoked(stage, visit, fingerprint);
  await visit.end();
}
