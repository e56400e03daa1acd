// Fails a build that grew beyond its budgets: gzipped bytes of what a page loads first, and of each
// part it loads later.
// SPDX-License-Identifier: Apache-2.0
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const kib = 1000;
// First: Svelte 18, the schema and its codec 12; the rest is words, the frame, the wire and the inbox.
const budget = { first: 60 * kib, css: 14 * kib, route: 20 * kib, language: 8 * kib, worker: 4 * kib };
const dist = new URL("../dist/", import.meta.url).pathname;
const size = (name) => gzipSync(readFileSync(join(dist, name)), { level: 9 }).length;
const files = readdirSync(join(dist, "a")).map((name) => `a/${name}`);
const html = readFileSync(join(dist, "index.html"), "utf8");

/** What a chunk imports at once, and they in turn: loaded with it. */
function withImports(names) {
  const seen = new Set();
  const visit = (name) => {
    if (seen.has(name)) return;
    seen.add(name);
    const code = readFileSync(join(dist, name), "utf8");
    for (const [, other] of code.matchAll(/(?:import|export)[^"'`;()]*["'`]\.\/([^"'`]+\.js)["'`]/g))
      visit(`a/${other}`);
  };
  names.forEach(visit);
  return [...seen];
}

const entry = [...html.matchAll(/(?:src|href)="\/(a\/[^"]+\.js)"/g)].map((found) => found[1]);
const first = withImports(entry);
const rows = [["first JavaScript", first.reduce((sum, name) => sum + size(name), 0), budget.first]];
rows.push([
  "all CSS",
  files.filter((name) => name.endsWith(".css")).reduce((sum, name) => sum + size(name), 0),
  budget.css,
]);
for (const name of files.filter((one) => one.endsWith(".js") && !first.includes(one)))
  rows.push([name, size(name), /\.(fr|es)\./.test(name) ? budget.language : budget.route]);
rows.push(["sw.js", size("sw.js"), budget.worker]);

let over = 0;
for (const [what, bytes, most] of rows) {
  if (bytes > most) over += 1;
  console.log(
    `${bytes > most ? "OVER" : "ok  "} ${String(bytes).padStart(7)} of ${String(most).padStart(6)}  ${what}`,
  );
}
process.exit(over ? 1 : 0);
