// The proto3 JSON mapping, for log-in and enrolment over HTTP: numbers of 64 bits are strings, bytes
// are base64, enums are their names. Loaded with them.
// SPDX-License-Identifier: Apache-2.0
import type { DescMessage, MessageShape } from "@bufbuild/protobuf";
import { blank } from "./create";
import { type Field, type Numbers, type Schema, type Values, get, isAbsent, put, schemaOf } from "./schema";

const base64 = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
const unbase64 = (said: string): Uint8Array => Uint8Array.from(atob(said), (letter) => letter.charCodeAt(0));

/** An enum's number of a newer server is said by a name that this build does not know: it is 0 then. */
const numberOf = (names: Numbers, said: unknown): unknown =>
  typeof said === "string" ? (names[said] ?? 0) : said;

function heard({ kind, of }: Field, said: unknown): unknown {
  if (kind === "m") return read(of as Schema, said);
  if (kind === "y") return unbase64(String(said));
  if (kind === "l" || kind === "k") return BigInt(said as string);
  return kind === "e" ? numberOf(of as Numbers, said) : said;
}

function read(schema: Schema, json: unknown): Values {
  const message = blank(schema);
  const members = json as Record<string, unknown>;
  for (const field of schema.fields()) {
    const said = members[field.name];
    if (said === undefined || said === null) continue;
    const take = (one: unknown): unknown => heard(field, one);
    put(message, field, field.repeated ? (said as unknown[]).map(take) : take(said));
  }
  return message;
}

function told({ kind, of }: Field, value: unknown): unknown {
  if (kind === "m") return written(of as Schema, value as Values);
  if (kind === "y") return base64(value as Uint8Array);
  if (kind === "l" || kind === "k") return String(value);
  return kind === "e" ? ((of as Numbers)[value as number] ?? value) : value;
}

function written(schema: Schema, message: Values): Record<string, unknown> {
  const json: Record<string, unknown> = {};
  for (const field of schema.fields()) {
    const value = get(message, field);
    if (isAbsent(field, value)) continue;
    const tell = (one: unknown): unknown => told(field, one);
    json[field.name] = field.repeated ? (value as unknown[]).map(tell) : tell(value);
  }
  return json;
}

/** Passes by what it does not know: an old page survives a new server. */
export const fromJson = <D extends DescMessage>(schema: D, json: unknown): MessageShape<D> =>
  read(schemaOf(schema), json) as unknown as MessageShape<D>;

export const toJson = <D extends DescMessage>(schema: D, message: MessageShape<D>): unknown =>
  written(schemaOf(schema), message as unknown as Values);
