// Generates src/gen from proto/. What only the server reads (limits, options, and commands that it alone may give) is
// left out first: the bytes on the wire are the same, and the page is a third smaller.
// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const base = new URL("..", import.meta.url).pathname;
const from = join(base, "../../proto/tocsin/v1");
const work = mkdtempSync(join(tmpdir(), "tocsin-schema."));
const folder = join(work, "tocsin/v1");

/** Options of fields stand in brackets at the end of one line. */
const plain = (text) => text
  .split("\n")
  .filter((line) => !line.includes("(system_only)") && line !== 'import "tocsin/v1/options.proto";')
  .map((line) => line.replace(/ \[\((limits|binding)\).*\];/, ";").replace(/\s*\/\/.*$/, ""))
  .join("\n");

try {
  mkdirSync(folder, { recursive: true });
  const names = readdirSync(from).filter((name) => name.endsWith(".proto") && name !== "options.proto");
  for (const name of names) writeFileSync(join(folder, name), plain(readFileSync(join(from, name), "utf8")));
  rmSync(join(base, "src/gen"), { recursive: true, force: true });
  mkdirSync(join(base, "src/gen"), { recursive: true });
  execFileSync("protoc", ["-I", work, `--es_out=${join(base, "src/gen")}`, "--es_opt=target=ts,import_extension=js",
    ...names.map((name) => join(folder, name))], { stdio: "inherit" });
} finally {
  rmSync(work, { recursive: true, force: true });
}
