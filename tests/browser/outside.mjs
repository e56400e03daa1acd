// What stands outside: a push service that opens what it is given as a browser would (RFC 8291, with Node's
// own crypto), and a mail relay. Both on loopback, both for one walk.
// SPDX-License-Identifier: Apache-2.0
import { createDecipheriv, createECDH, hkdfSync } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as createListener } from "node:net";

async function listening(server) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server.address().port;
}

/** Everything of a body, when it was sealed for this key; throws when it was not. */
function opened(body, key, auth) {
  const sender = body.subarray(21, 86);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), key.getPublicKey(), sender]);
  const secret = Buffer.from(hkdfSync("sha256", key.computeSecret(sender), auth, info, 32));
  const made = (name, size) =>
    Buffer.from(hkdfSync("sha256", secret, body.subarray(0, 16), `Content-Encoding: ${name}\0`, size));
  const cipher = createDecipheriv("aes-128-gcm", made("aes128gcm", 16), made("nonce", 12));
  cipher.setAuthTag(body.subarray(-16));
  const plain = Buffer.concat([cipher.update(body.subarray(86, -16)), cipher.final()]);
  return plain.subarray(0, plain.lastIndexOf(2)).toString("utf8");
}

export class PushService {
  messages = []; // opened
  status = 201;

  static async begin() {
    const service = new PushService();
    service.key = createECDH("prime256v1");
    service.key.generateKeys();
    service.auth = Buffer.alloc(16, "a");
    service.server = createServer(async (request, response) => {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      service.messages.push(opened(Buffer.concat(chunks), service.key, service.auth));
      response.writeHead(service.status).end();
    });
    service.endpoint = `http://127.0.0.1:${await listening(service.server)}/a-phone`;
    return service;
  }

  end() {
    this.server.close();
    this.server.closeAllConnections();
  }
}

export class Relay {
  letters = [];

  static async begin() {
    const relay = new Relay();
    relay.server = createListener((socket) => relay.talk(socket));
    relay.url = `smtp://127.0.0.1:${await listening(relay.server)}`;
    return relay;
  }

  talk(socket) {
    let held = "";
    let letter;
    const say = (line) => socket.write(`${line}\r\n`);
    socket.on("error", () => {});
    socket.setEncoding("utf8").on("data", (data) => {
      held += data;
      for (;;) {
        const end = held.indexOf(letter === undefined ? "\r\n" : "\r\n.\r\n");
        if (end < 0) return;
        const said = held.slice(0, end);
        held = held.slice(end + (letter === undefined ? 2 : 5));
        if (letter !== undefined) {
          this.letters.push(said);
          letter = undefined;
          say("250 taken");
        } else if (said === "DATA") {
          letter = "";
          say("354 go on");
        } else if (said === "QUIT") {
          say("221 bye");
          socket.end();
        } else say("250 yes");
      }
    });
    say("220 relay");
  }

  /** The first part of the newest letter, as text. */
  text() {
    const plain = /Content-Type: text\/plain[^]*?\r\n\r\n([^]*?)\r\n--/;
    const [, part] = plain.exec(this.letters.at(-1) ?? "") ?? [];
    return Buffer.from(part ?? "", "base64").toString("utf8");
  }

  end() {
    this.server.close();
  }
}
