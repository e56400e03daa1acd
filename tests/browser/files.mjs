// Answers for the console's own files until the server does: with the header that the server will send, and at the
// server's own origin, so that log-in, passkeys and the socket are the real ones.
// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";

const dist = new URL("../../client/web/dist/", import.meta.url).pathname;
const servers = ["/ws", "/auth/", "/version", "/checkpoint", "/tile/", "/.well-known/", "/livez", "/readyz"];
const types = { ".js": "text/javascript", ".css": "text/css", ".html": "text/html; charset=utf-8", ".json": "application/json",
  ".svg": "image/svg+xml", ".webmanifest": "application/manifest+json" };

const policy = (host) => "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
  + `connect-src 'self' ws://${host}; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; `
  + "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html tocsin-script-url";

export async function prepare(context) {
  await context.route("**/*", (route) => {
    const { pathname, host } = new URL(route.request().url());
    if (pathname !== "/version.json" && servers.some((path) => pathname.startsWith(path))) return route.continue();
    const wanted = join(dist, pathname);
    const path = extname(pathname) && existsSync(wanted) ? wanted : join(dist, "index.html");
    return route.fulfill({ body: readFileSync(path), headers: { "content-type": types[extname(path)] ?? "application/octet-stream",
      "content-security-policy": policy(host), "cache-control": "no-cache" } });
  });
}
