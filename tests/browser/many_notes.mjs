// Many notes on one case, so that a timeline is long; many persons of each government, so that a roster is
// full. A client of the JSON subprotocol, which knows how to log in with a device key and to command.
// SPDX-License-Identifier: Apache-2.0
import { createHash, createPrivateKey, createPublicKey, randomBytes, sign } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const hex = (bytes) => Buffer.from(bytes).toString("hex");
const pkcs8 = Buffer.from("302e020100300506032b657004220420", "hex");

function keyOf(path) {
  const seed = Buffer.from(readFileSync(path, "ascii").trim(), "hex");
  const secret = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: "der", type: "pkcs8" });
  const open = createPublicKey(secret).export({ format: "der", type: "spki" }).subarray(-32);
  const fingerprint = createHash("sha256").update("tocsin.example/member-key/v1\ned25519\n").update(open)
    .digest();
  return { secret, fingerprint };
}

function logIn({ secret, fingerprint }, { nonce, origin, serverTime, protocolMax }) {
  const [clientNonce, seconds] = [randomBytes(16), Math.floor(Number(serverTime) / 1000)];
  const text = ["tocsin.example/auth/v1", `log ${origin}`,
    `server-nonce ${hex(Buffer.from(nonce, "base64"))}`, `client-nonce ${hex(clientNonce)}`,
    "tls-exporter -", `key ${hex(fingerprint)}`, `time ${seconds}`, ""].join("\n");
  return { authenticate: { keyFingerprint: fingerprint.toString("base64"),
    clientNonce: clientNonce.toString("base64"),
    timeSeconds: String(seconds), signature: sign(null, Buffer.from(text), secret).toString("base64"),
      protocol: protocolMax } };
}

function newId() {
  const id = randomBytes(16);
  id.writeUIntBE(Date.now(), 0, 6);
  id[6] = (id[6] & 0x0f) | 0x70;
  id[8] = (id[8] & 0x3f) | 0x80;
  return id.toString("base64");
}

/** One person's commands; settles when each was done. What is too much at once is said again, as told. */
function write(url, path, acts) {
  const socket = new WebSocket(`${url.replace("http", "ws")}/ws`, "tocsin.v1.json");
  const key = keyOf(path);
  const commands = new Map(acts.map((act) => [newId(), act]));
  const send = (commandId) =>
    socket.send(JSON.stringify({ command: { commandId, ...commands.get(commandId) } }));
  return new Promise((resolve, reject) => {
    socket.onerror = () => reject(new Error("the socket broke"));
    socket.onmessage = ({ data }) => {
      const said = JSON.parse(data);
      if (said.challenge) socket.send(JSON.stringify(logIn(key, said.challenge)));
      if (said.welcome) [...commands.keys()].forEach(send);
      if (!said.verdict) return;
      const { commandId, refusal } = said.verdict;
      if (refusal?.code === "RATE_LIMITED")
        return void setTimeout(send, Number(refusal.retryAfterMs ?? 0) + 50, commandId);
      if (refusal) return reject(new Error(refusal.what));
      commands.delete(commandId);
      if (commands.size === 0) {
        socket.close();
        resolve();
      }
    };
  });
}

/** `persons` of different governments write `each`: what one person may send at once is limited. */
export async function manyNotes(url, folder, subject, persons, each) {
  const names = readdirSync(join(folder, "keys")).filter((name) => /^focal-..\.key$/.test(name))
    .slice(-persons);
  const notes = Array.from({ length: each }, (_, n) =>
    ({ addNote: { subject, text: `Note ${n + 1} of ${each}, for a long timeline.` } }));
  for (const name of names) await write(url, join(folder, "keys", name), notes);
}

/** The secretariat's two desks invite, until each of these parties has so many persons. */
export async function manyPersons(url, folder, parties, each) {
  const invitations = parties.flatMap(({ party, persons = 0 }) =>
    Array.from({ length: each - persons }, () => ({ invitePerson: { party: party.code,
      roles: ["FOCAL_POINT"], deputy: true, codeSha256: randomBytes(32).toString("base64") } })));
  await Promise.all(["support-1", "support-2"].map((desk, at) =>
    write(url, join(folder, "keys", `${desk}.key`), invitations.filter((_, n) => n % 2 === at))));
}
