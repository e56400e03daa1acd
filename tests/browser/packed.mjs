// The console as the program itself sends it, packed: a folder (--web-dir) is sent plain, and a time over a
// slow network would be another's. Stands in front of the demo, as another address of it.
// SPDX-License-Identifier: Apache-2.0
import { once } from "node:events";
import { createServer, request } from "node:http";
import { brotliCompressSync } from "node:zlib";

const isPacked = (type = "") => /^(text|application)\/(html|css|javascript)/.test(type);

/** What the browser says of this address, the server hears of its own. */
const heard = ({ headers }, { host, origin }) => ({
  ...headers,
  host,
  ...(headers.origin ? { origin } : {}),
  "accept-encoding": "identity",
});

/** Answers its address, and how it ends. */
export async function packed(url) {
  const to = new URL(url);
  const forms = new Map();
  const ask = (from) =>
    request(to.origin + from.url, { method: from.method, headers: heard(from, to), agent: false });
  const server = createServer((from, reply) => {
    const onwards = ask(from);
    onwards.on("response", async (said) => {
      const plain = Buffer.concat(await said.toArray());
      const pack = isPacked(said.headers["content-type"]);
      const key = `${from.url} ${said.headers.etag}`;
      if (pack && !forms.has(key)) forms.set(key, brotliCompressSync(plain));
      const body = pack ? forms.get(key) : plain;
      const more = pack ? { "content-encoding": "br" } : {};
      const { "transfer-encoding": _, ...kept } = said.headers;
      reply.writeHead(said.statusCode, { ...kept, ...more, "content-length": body.length }).end(body);
    });
    from.pipe(onwards);
  });
  server.on("upgrade", (from, socket, head) => {
    const onwards = ask(from);
    onwards.on("upgrade", (said, other, first) => {
      const lines = Object.entries(said.headers).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join("")}\r\n`);
      socket.write(first); // the server speaks first, and at once
      if (head.length > 0) other.write(head);
      socket.pipe(other).pipe(socket);
      for (const [one, two] of [[socket, other], [other, socket]])
        one.on("error", () => two.destroy()).on("close", () => two.destroy());
    });
    onwards.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const end = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://localhost:${server.address().port}`, end };
}
