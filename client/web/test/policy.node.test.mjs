// The source keeps the content security policy: what would violate it, or evade it, is not written at all.
// SPDX-License-Identifier: Apache-2.0
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const base = join(import.meta.dirname, "..");
const left = ["src/gen", "src/messages/generated"].map((name) => join(base, name));

function files(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (left.includes(path)) return [];
    return statSync(path).isDirectory() ? files(path) : /\.(ts|svelte|css|html)$/.test(name) ? [path] : [];
  });
}

const sources = [...files(join(base, "src")), join(base, "index.html")].map((path) => ({
  name: path.slice(base.length + 1),
  text: readFileSync(path, "utf8"),
}));
const withMatch = (pattern, except = []) =>
  sources.filter(({ name, text }) => !except.includes(name) && pattern.test(text)).map(({ name }) => name);

describe("the source", () => {
  const forbidden = [
    ["sets no style attribute", /\sstyle=/],
    ["writes no raw HTML", /\{@html|innerHTML|outerHTML|srcdoc|insertAdjacentHTML|document\.write/],
    ["injects no styles", /css=["']injected/],
    ["gives components no custom property", /<[A-Z]\w*[^>]*\s--\w+=/],
    ["fetches in one file alone, and in the service worker", /\bfetch\(/, ["src/wire/http.ts", "src/sw.ts"]],
    ["makes its one script policy in one file", /createPolicy/, ["src/boot.ts"]],
  ];
  it.each(forbidden)("%s", (_, pattern, except) => {
    expect(withMatch(pattern, except)).toEqual([]);
  });

  it("says none of the words that the house does not use", () => {
    const folder = join(base, "i18n");
    const said = readdirSync(folder)
      .filter((name) => name.endsWith(".en.json"))
      .map((name) => readFileSync(join(folder, name), "utf8"));
    expect(
      said.filter((text) => /\b(votes?|rejects?(ed)?|submit(s|ted)?|users?|nodes?)\b/i.test(text)),
    ).toEqual([]);
  });

  it("names its licence in every file, and stays short", () => {
    expect(
      sources
        .filter(({ text }) => !text.includes("SPDX-License-Identifier: Apache-2.0"))
        .map(({ name }) => name),
    ).toEqual([]);
    expect(sources.filter(({ text }) => text.split("\n").length > 260).map(({ name }) => name)).toEqual([]);
  });
});
