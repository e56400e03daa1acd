// What the schema's messages and enums are at run time: one line for each, as src/codec/schema.ts
// reads it. The library that describes them is not in the page.
// SPDX-License-Identifier: Apache-2.0
import { ScalarType, createFileRegistry, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";

const letters = {
  [ScalarType.INT32]: "i",
  [ScalarType.UINT32]: "u",
  [ScalarType.INT64]: "l",
  [ScalarType.UINT64]: "k",
  [ScalarType.BOOL]: "b",
  [ScalarType.STRING]: "s",
  [ScalarType.BYTES]: "y",
};

const local = (desc) => desc.typeName.slice(desc.file.proto.package.length + 1).replaceAll(".", "_");
const valueOf = (desc) => (desc.kind === "message" ? `${local(desc)}Schema` : local(desc));
const namedBy = (field) => field.message ?? field.enum;

function letterOf(field) {
  const letter = field.message ? "m" : field.enum ? "e" : letters[field.scalar];
  const isKnown = field.fieldKind !== "map" && !field.proto.proto3Optional && (field.message || !field.oneof);
  if (!letter || !isKnown) throw new Error(`${field}: src/codec knows no such field`);
  return field.fieldKind === "list" ? letter.toUpperCase() : letter;
}

/** A number is said where it is not the next one. */
const numbered = (number, before, text) => `${number === before + 1 ? "" : number}${text}`;

function fieldsOf(message) {
  const words = [];
  let [number, oneof] = [0, undefined];
  for (const field of message.fields.toSorted((a, b) => a.number - b.number)) {
    if (oneof !== field.oneof) {
      if (oneof) words.push(">");
      if (field.oneof) words.push(`<${field.oneof.localName}`);
      oneof = field.oneof;
    }
    words.push(numbered(field.number, number, `${letterOf(field)}${field.localName}`));
    number = field.number;
  }
  return words.join(" ");
}

function messageText(message) {
  const named = message.fields.toSorted((a, b) => a.number - b.number).map(namedBy).filter(Boolean);
  const of = named.length === 0 ? "" : `, () => [${named.map(valueOf).join(", ")}]`;
  const what = `"${message.typeName}", "${fieldsOf(message)}"${of}`;
  return `export const ${valueOf(message)} = /*@__PURE__*/ message(${what});`;
}

function enumText(desc) {
  const names = desc.values.map(({ number, localName }, at, all) =>
    numbered(number, all[at - 1]?.number ?? -1, localName),
  );
  return `export const ${local(desc)} = /*@__PURE__*/ numbers("${names.join(" ")}");`;
}

const withNested = (message) => [message, ...message.nestedMessages.flatMap(withNested)];

/** Of each file of a FileDescriptorSet, the module beside its types. */
export function tables(bytes) {
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, bytes));
  return [...registry.files].map((file) => {
    const messages = file.messages.flatMap(withNested);
    const enums = [...file.enums, ...messages.flatMap((message) => message.nestedEnums)];
    const foreign = new Map();
    for (const desc of messages.flatMap((message) => message.fields.map(namedBy)))
      if (desc && desc.file !== file)
        foreign.set(desc.file, (foreign.get(desc.file) ?? new Set()).add(valueOf(desc)));
    const imports = [...foreign].map(
      ([{ name }, names]) =>
        `import { ${[...names].join(", ")} } from "./${name.split("/").at(-1)}_pb.js";`,
    );
    const lines = [
      `// What ${file.name}.proto is at run time. Generated: edit proto/.`,
      "// SPDX-License-Identifier: Apache-2.0",
      'import { message, numbers } from "../../../codec/schema";',
      ...imports,
      ...enums.map(enumText),
      ...messages.map(messageText),
    ];
    return [`${file.name}_pb.js`, `${lines.join("\n")}\n`];
  });
}
