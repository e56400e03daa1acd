// Bad weather made on purpose in the middle of an act: a network that is cut, a server that is killed while
// something is on its way to it.
// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export const connection = (page, kind) =>
  page.locator(`[data-connection="${kind}"]`).waitFor({ timeout: 30_000 });

/** Tries something without a network; afterwards there is one again, and the console has noticed both. */
export async function withoutNetwork({ page, context }, run) {
  await context.setOffline(true);
  await page.waitForFunction(() => !navigator.onLine);
  await run();
  await connection(page, "offline");
  await context.setOffline(false);
  await connection(page, "live");
}

/**
 * The server stands still when something is sent to it, is killed before it reads that, and comes back: what
 * was on its way is nowhere but in the console.
 */
export async function whileRestarting({ page, demo }, press) {
  const server = Number(readFileSync(join(demo.work, "server.pid"), "ascii"));
  process.kill(server, "SIGSTOP");
  await press();
  await sleep(300); // it has left the browser
  process.kill(server, "SIGKILL");
  while (await fetch(`${demo.url}/readyz`, { signal: AbortSignal.timeout(500) }).catch(() => false))
    await sleep(50);
  await connection(page, "trying");
  await demo.start();
  await connection(page, "live");
}

/** How often the log has something of that kind in a case, of one party where it is named. */
export const times = (demo, subject, kind, party) =>
  demo
    .cli("lead", "timeline", subject)
    .lines.filter((line) => line.kind === kind && (!party || line.party === party)).length;

/** The commands that leave a page, byte for byte, and a way to keep from it what the server says. */
export async function tapped({ page }) {
  const wire = { commands: [], isDeaf: false };
  await page.routeWebSocket(/\/ws$/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      const isCommand = message[0] === 0x22; // field 4 of a ClientFrame
      if (isCommand) wire.commands.push(Buffer.from(message).toString("hex"));
      server.send(message);
    });
    server.onMessage((message) => wire.isDeaf || socket.send(message));
  });
  await page.reload();
  return wire;
}

/** Does something that the page is told nothing of, until it `isRecorded`; then `breaks` the connection. */
export async function withoutAnswer(wire, press, isRecorded, breaks) {
  wire.commands.length = 0;
  wire.isDeaf = true;
  await press();
  for (let n = 0; !isRecorded(); n++) {
    if (n === 50) throw new Error("nothing is recorded");
    await sleep(100);
  }
  await sleep(300); // it was answered, and the page did not hear it
  await breaks(() => (wire.isDeaf = false));
}

/** The network goes, and comes back. */
export const cut = (visit) => (heard) => withoutNetwork(visit, heard);

/** The server goes without a word, and comes back. */
export const kill = (visit) => (heard) => whileRestarting(visit, heard);

/** What is recorded is under a checkpoint up to a second later; an export made before that lacks it. */
async function isReleased({ url }) {
  const released = async () => (await fetch(`${url}/checkpoint`)).text();
  for (let before, now = await released(); before !== now; now = await released()) {
    before = now;
    await sleep(1_300);
  }
}

/** How often the whole log has an entry of that kind, by its number in docs/LOG_FORMAT.md. */
export async function entriesOf(demo, as, kind) {
  await isReleased(demo);
  const file = join(demo.work, "weather.ndjson");
  demo.cli(as, "export", "all", "-o", file);
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  const headers = lines.map((line) => JSON.parse(line).header).filter(Boolean);
  return headers.filter((header) => Buffer.from(header, "base64").readUInt16BE(2) === kind).length;
}

/** What the console says when an act did not go. */
export const notSent = (page) =>
  page.locator(".failure", { hasText: "The connection was lost" }).first().waitFor();
