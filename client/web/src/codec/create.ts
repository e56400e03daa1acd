// Messages from what is known of them; the rest is what proto3 says is the same as absent.
// SPDX-License-Identifier: Apache-2.0
import type { DescMessage, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { type Field, type Schema, type Values, get, put, schemaOf } from "./schema";

const zero: Record<Exclude<Field["kind"], "m">, () => unknown> = {
  i: () => 0,
  e: () => 0,
  u: () => 0,
  l: () => 0n,
  k: () => 0n,
  b: () => false,
  s: () => "",
  y: () => new Uint8Array(),
};

export function blank(schema: Schema): Values {
  const made: Values = { $typeName: schema.typeName };
  for (const { name, kind, repeated, oneof } of schema.fields())
    if (oneof !== undefined) made[oneof] ??= { case: undefined };
    else if (repeated) made[name] = [];
    else if (kind !== "m") made[name] = zero[kind]();
  return made;
}

/** Messages stay what they are; what is written as a plain object becomes one. */
function made(schema: Schema, init: Values): Values {
  if (init.$typeName === schema.typeName) return init;
  const message = blank(schema);
  for (const field of schema.fields()) {
    const value = get(init, field);
    if (value === undefined || value === null) continue;
    const one = (item: unknown): unknown =>
      field.kind === "m" ? made(field.of as Schema, item as Values) : item;
    put(message, field, field.repeated ? (value as unknown[]).map(one) : one(value));
  }
  return message;
}

export const create = <D extends DescMessage>(schema: D, init?: MessageInitShape<D>): MessageShape<D> =>
  made(schemaOf(schema), (init ?? {}) as Values) as unknown as MessageShape<D>;

/** A copy that shares nothing with what it was made of. */
export const clone = <D extends DescMessage>(_: D, message: MessageShape<D>): MessageShape<D> =>
  structuredClone(message);
