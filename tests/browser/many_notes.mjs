// Many notes on one case, by many persons at once: so that a timeline is long. A client of the JSON
// subprotocol, which
// knows how to log in with a device key and to add a note, and nothing else.
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

/** One person's notes; settles when each was answered. */
function write(url, path, subject, count) {
  const socket = new WebSocket(`${url.replace("http", "ws")}/ws`, "tocsin.v1.json");
  const key = keyOf(path);
  let answered = 0;
  return new Promise((resolve, reject) => {
    socket.onerror = () => reject(new Error("the socket broke"));
    socket.onmessage = ({ data }) => {
      const said = JSON.parse(data);
      if (said.challenge) socket.send(JSON.stringify(logIn(key, said.challenge)));
      if (said.welcome)
        for (let n = 1; n <= count; n++)
          socket.send(JSON.stringify({ command: { commandId: newId(),
            addNote: { subject, text: `Note ${n} of ${count}, for a long timeline.` } } }));
      if (said.verdict && ++answered === count) {
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
  for (const name of names) await write(url, join(folder, "keys", name), subject, each);
}
