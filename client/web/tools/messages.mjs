// Makes typed messages of i18n/<room>.<language>.json. A key that a language lacks, a parameter
// that differs, or a message that no source says is an error, and nothing is built.
// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const base = new URL("..", import.meta.url).pathname;
const from = join(base, "i18n");
const to = join(base, "src/messages/generated");
const languages = ["fr", "es"]; // beside English, which is in the code's own chunk
const errors = [];

const read = (room, language) => {
  const file = join(from, `${room}.${language}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : (errors.push(`${file} is missing`), {});
};
/** The texts of one message: itself, or its plural forms. */
const forms = (message) => (typeof message === "string" ? [message] : Object.values(message));
const parameters = (message) =>
  [
    ...new Set(forms(message).flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]))),
  ].sort();

function sources(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (path === to || path === join(base, "src/gen")) return [];
    return statSync(path).isDirectory()
      ? sources(path)
      : /\.(ts|svelte)$/.test(name)
        ? [readFileSync(path, "utf8")]
        : [];
  });
}

function check(room, english, language) {
  const other = read(room, language);
  for (const key of Object.keys(other))
    if (!(key in english)) errors.push(`${room}.${language}: ${key} is not in English`);
  for (const [key, message] of Object.entries(english)) {
    if (!(key in other)) {
      errors.push(`${room}.${language}: ${key} is missing`);
      continue;
    }
    const [wanted, given] = [parameters(message), parameters(other[key])].map(String);
    if (wanted !== given) errors.push(`${room}.${language}: ${key} says {${given}}, English {${wanted}}`);
    if (typeof message !== typeof other[key])
      errors.push(`${room}.${language}: ${key} is plural in one language only`);
    if (typeof other[key] === "object" && !("other" in other[key]))
      errors.push(`${room}.${language}: ${key} lacks "other"`);
  }
  return other;
}

function signature(message) {
  const names = parameters(message);
  if (typeof message === "object" && !names.includes("count")) names.push("count");
  if (names.length === 0) return ["", ""];
  const types = names.map((name) => `${name}: ${name === "count" ? "number" : "string | number"}`);
  return [`p: { ${types.join("; ")} }`, ", p"];
}

const head = (what) => `// ${what} Generated: edit i18n/*.json.\n// SPDX-License-Identifier: Apache-2.0\n`;
const written = [];
const write = (name, text) => {
  written.push(name);
  const file = join(to, name);
  if (existsSync(file) && readFileSync(file, "utf8") === text) return; // keeps watchers quiet
  writeFileSync(file, text);
};

mkdirSync(to, { recursive: true });
const said = sources(join(base, "src")).join("\n");
const rooms = readdirSync(from)
  .filter((name) => name.endsWith(".en.json"))
  .map((name) => name.slice(0, -8))
  .sort();
for (const room of rooms) {
  const english = read(room, "en");
  for (const key of Object.keys(english))
    if (!new RegExp(`\\b${key}\\b`).test(said)) errors.push(`${room}.en: nothing says ${key}`);
  for (const language of languages) {
    const table = check(room, english, language);
    write(
      `${room}.${language}.ts`,
      `${head("Texts of one room.")}export default ${JSON.stringify(table, null, 1)};\n`,
    );
  }
  const says = Object.entries(english).map(([key, message]) => {
    const [takes, passes] = signature(message);
    return `export const ${key} = (${takes}): string => say("${key}"${passes});`;
  });
  const imports = languages
    .map((language) => `${language}: () => import("./${room}.${language}")`)
    .join(", ");
  write(
    `${room}.ts`,
    `${head("Messages of one room.")}import { room } from "../catalogue.svelte";\n\n` +
      `const english = ${JSON.stringify(english, null, 1)};\n` +
      `const say = room(english, { ${imports} });\n\n${says.join("\n")}\n`,
  );
}
for (const name of readdirSync(to)) if (!written.includes(name)) rmSync(join(to, name));
for (const error of errors) console.error(`messages: ${error}`);
process.exit(errors.length > 0 ? 1 : 0);
