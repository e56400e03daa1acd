// Puts the built console into the program: embed_console.mjs DIST OUT writes OUT/console_files.cpp, in
// which every file of DIST stands plain, gzip and brotli (where that is smaller), by .incbin: this
// compiler has no #embed.
// SPDX-License-Identifier: Apache-2.0
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join, relative, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const types = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
  ".json": "application/json", ".webmanifest": "application/manifest+json", ".svg": "image/svg+xml",
  ".png": "image/png", ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8",
};
const packed = new Set([".html", ".js", ".css", ".json", ".webmanifest", ".svg", ".txt"]);

const [dist, out] = process.argv.slice(2).map((path) => resolve(path));
mkdirSync(join(out, "console"), { recursive: true });
const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  .sort();

const bytes = [], rows = [];
for (const [number, file] of files.entries()) {
  const plain = readFileSync(file), ending = extname(file);
  const type = types[ending] ?? "application/octet-stream";
  const forms = { plain };
  if (packed.has(ending)) {
    const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
    forms.gzip = gzipSync(plain, { level: 9 });
    forms.brotli = brotliCompressSync(plain, brotli);
  }
  const views = ["plain", "gzip", "brotli"].map((form) => {
    const content = forms[form];
    if (!content || (form !== "plain" && content.length >= plain.length)) return "{}";
    const path = join(out, "console", `${number}.${form}`);
    writeFileSync(path, content);
    const name = `console_${number}_${form}`;
    bytes.push({ name, path, size: content.length });
    return `{${name}, ${content.length}}`;
  });
  const etag = createHash("sha256").update(plain).digest("hex").slice(0, 32);
  rows.push(`    {"/${relative(dist, file)}", "${type}", "\\"${etag}\\"", ${views.join(", ")}},`);
}

const lines = [
  '#include "server/net/console_file.hpp"', "", "#include <array>", "",
  ...bytes.map((one) => `extern "C" const char ${one.name}[${one.size}];`),
  ...bytes.map((one) => `asm(".pushsection .rodata\\n${one.name}:\\n.incbin \\"${one.path}\\"\\n.popsection\\n");`),
  "", "namespace tocsin::net {", "",
  "std::span<const ConsoleFile> embedded_console() {",
  `    static constexpr std::size_t count = ${rows.length};`,
  "    static const std::array<ConsoleFile, count> files = {{", ...rows, "    }};",
  "    return files;", "}", "", "} // namespace tocsin::net", "",
];
writeFileSync(join(out, "console_files.cpp"), lines.join("\n"));
