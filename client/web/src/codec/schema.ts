// What a message of the schema is made of. The types are protoc-gen-es's; what they are at run time is
// written by tools/schema_tables.mjs as one line for each message, since the library's own descriptors
// and the code that reads them were half of all that a first visit loads (docs/adr/0025).
// SPDX-License-Identifier: Apache-2.0
import type { DescMessage } from "@bufbuild/protobuf";

/** int32 and enums, uint32, int64, uint64, bool, string, bytes, message: all that the schema uses. */
export type Kind = "i" | "e" | "u" | "l" | "k" | "b" | "s" | "y" | "m";
export type Numbers = Readonly<Record<string, string | number>>;

export interface Field {
  number: number;
  name: string;
  kind: Kind;
  repeated: boolean;
  /** The choice that this field, a message, is one of. */
  oneof: string | undefined;
  /** Of a message: its schema. Of an enum: names by number, and numbers by name. */
  of: Schema | Numbers | undefined;
}

export interface Schema {
  typeName: string;
  fields(): readonly Field[];
  field(number: number): Field | undefined;
}

type Choice = { case: string | undefined; value?: unknown };
export type Values = Record<string, unknown> & { $typeName: string; $unknown?: Unknown[] };
/** A field that this build does not know: kept as it came, and written again. */
export interface Unknown {
  no: number;
  wireType: number;
  data: Uint8Array;
}

const isUpper = (letter: string): boolean => letter < "a";

/**
 * "yid <command mraise mdrop > 12Sname": of each field its kind, as a capital when it is repeated, and
 * its name; its number before it where that is not the next one; what is between < and > is a choice.
 * `of` names, in their order, what fields of messages and enums are of.
 */
function read(text: string, of: readonly unknown[]): Field[] {
  const fields: Field[] = [];
  let [number, used] = [0, 0];
  let oneof: string | undefined;
  for (const word of text.split(" ")) {
    const [, given, letter = "", name = ""] = /^(\d*)([a-zA-Z<>])(\w*)$/.exec(word) ?? [];
    if (letter === "<") oneof = name;
    else if (letter === ">") oneof = undefined;
    else if (letter !== "") {
      number = given ? Number(given) : number + 1;
      const kind = letter.toLowerCase() as Kind;
      const named = kind === "m" || kind === "e" ? (of[used++] as Field["of"]) : undefined;
      fields.push({ number, name, kind, repeated: isUpper(letter), oneof, of: named });
    }
  }
  return fields;
}

/** Read when it is first needed: most messages are not, on most pages. */
export function message(typeName: string, text: string, of: () => readonly unknown[] = () => []): Schema {
  let known: Map<number, Field> | undefined;
  const table = (): Map<number, Field> =>
    (known ??= new Map(read(text, of()).map((field) => [field.number, field])));
  return { typeName, fields: () => [...table().values()], field: (number) => table().get(number) };
}

/** An enum as TypeScript has it, names by number and numbers by name: "NONE FIRST 7OTHER". */
export function numbers(text: string): Numbers {
  const found: Record<string, string | number> = {};
  let number = -1;
  for (const word of text.split(" ")) {
    const [, given, name = ""] = /^(\d*)(\w+)$/.exec(word) ?? [];
    number = given ? Number(given) : number + 1;
    found[number] = name;
    found[name] = number;
  }
  return found;
}

export const schemaOf = (declared: DescMessage): Schema => declared as unknown as Schema;

export const get = (from: Values, { name, oneof }: Field): unknown => {
  if (oneof === undefined) return from[name];
  const choice = from[oneof] as Choice | undefined;
  return choice?.case === name ? choice.value : undefined;
};

export const put = (into: Values, { name, oneof }: Field, value: unknown): void => {
  if (oneof === undefined) into[name] = value;
  else into[oneof] = { case: name, value };
};

/** What proto3 does not write. An empty message is written: that it is there says something. */
export function isAbsent({ kind, repeated }: Field, value: unknown): boolean {
  return repeated || kind === "y" ? !(value as ArrayLike<unknown> | undefined)?.length : !value;
}
