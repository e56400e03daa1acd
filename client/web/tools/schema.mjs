// Generates src/gen from proto/: types by protoc-gen-es, and what they are at run time by
// schema_tables.mjs. What the console never reads is left out first: limits and options, commands
// that the server alone may give, and of events that nothing else names all but what they are
// about. The bytes on the wire are the same (a field that is not known here is kept and passed by),
// and the page is much smaller.
// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tables } from "./schema_tables.mjs";

const base = new URL("..", import.meta.url).pathname;
const from = join(base, "../../proto/tocsin/v1");
const work = mkdtempSync(join(tmpdir(), "tocsin-schema."));
const folder = join(work, "tocsin/v1");

/** Options of fields stand in brackets at the end of one line. */
const plain = (text) =>
  text
    .split("\n")
    .filter((line) => !line.includes("(system_only)") && line !== 'import "tocsin/v1/options.proto";')
    .map((line) => line.replace(/ \[\((limits|binding)\).*\];/, ";").replace(/\s*\/\/.*$/, ""))
    .join("\n");

/** Of an event: which alert or procedure, which message of it, by whom. Screens ask for the rest. */
const fields = [
  ...["alert_id", "procedure_id", "signal_id", "subject", "duplicate", "message", "version"],
  ...["party", "person", "stance", "answer", "deliveries", "position"],
];
const about = new RegExp(`^ {2}(?:repeated )?\\S+ (${fields.join("|")}) = `);

/** Events whose payload is named in no command, view or other event, cut to what they are about. */
function slim(event, others) {
  const names = [.../oneof event \{([^}]*)\}/.exec(event)[1].matchAll(/^ {4}(\w+) /gm)].map(
    (found) => found[1],
  );
  return names.reduce((text, name) => {
    const elsewhere = new RegExp(`\\b${name}\\b`, "g");
    const uses = [text, ...others].flatMap((one) => one.match(elsewhere) ?? []).length;
    if (uses > 2) return text; // its definition and its branch are two
    return text.replace(
      new RegExp(`^message ${name} \\{\\n([^}]*)^\\}`, "m"),
      (_, body) =>
        `message ${name} {\n${body
          .split("\n")
          .filter((line) => about.test(line))
          .join("\n")}\n}`,
    );
  }, event);
}

try {
  mkdirSync(folder, { recursive: true });
  const names = readdirSync(from).filter((name) => name.endsWith(".proto") && name !== "options.proto");
  const texts = new Map(names.map((name) => [name, plain(readFileSync(join(from, name), "utf8"))]));
  const others = names.filter((name) => name !== "event.proto").map((name) => texts.get(name));
  texts.set("event.proto", slim(texts.get("event.proto"), others));
  for (const [name, text] of texts) writeFileSync(join(folder, name), text);
  const to = join(base, "src/gen");
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  const described = join(to, "described.bin"); // for test/codec.node.test.ts
  execFileSync(
    "protoc",
    [
      ...["-I", work, `--es_out=${to}`, "--es_opt=target=dts,import_extension=js"],
      ...["--include_imports", `--descriptor_set_out=${described}`],
      ...names.map((name) => join(folder, name)),
    ],
    { stdio: "inherit" },
  );
  for (const [name, text] of tables(readFileSync(described))) writeFileSync(join(to, name), text);
} finally {
  rmSync(work, { recursive: true, force: true });
}
