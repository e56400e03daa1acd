// Protobuf's wire format, as much of it as the schema uses: no groups, no fixed widths, no maps. What
// it reads and writes is compared with the library's, message by message, in test/codec.node.test.mjs.
// SPDX-License-Identifier: Apache-2.0
import type { DescMessage, MessageShape } from "@bufbuild/protobuf";
import { blank } from "./create";
import { type Field, type Kind, type Schema, type Values, get, isAbsent, put, schemaOf } from "./schema";

const varint = 0;
const delimited = 2;
const widths: Partial<Record<number, number>> = { 1: 8, 5: 4 };
const utf8 = new TextEncoder();
const text = new TextDecoder("utf-8", { ignoreBOM: true }); // U+FEFF in a string is text.
const wireTypeOf = (kind: Kind): number => ("smy".includes(kind) ? delimited : varint);

class Reader {
  private at = 0;
  private low = 0;
  private high = 0;
  constructor(private readonly bytes: Uint8Array) {}

  get isLeft(): boolean {
    return this.at < this.bytes.length;
  }

  /** Into two halves: most numbers fit the lower one, and BigInt is slow. */
  private next(): void {
    this.low = this.high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw new RangeError("a message ends in the middle of a number");
      const seven = byte & 127;
      if (shift < 32) this.low |= seven << shift;
      if (shift >= 28) this.high |= shift === 28 ? seven >> 4 : seven << (shift - 32);
      if (byte < 128) return;
    }
    throw new RangeError("a number is longer than ten bytes");
  }

  number(): number {
    this.next();
    return this.low >>> 0;
  }

  take(count: number): Uint8Array {
    const end = this.at + count;
    if (end > this.bytes.length) throw new RangeError("a message ends before its field does");
    return this.bytes.subarray(this.at, (this.at = end));
  }

  skip(wireType: number): Uint8Array {
    const from = this.at;
    const width = widths[wireType];
    if (width !== undefined) this.take(width);
    else if (wireType === varint) this.next();
    else if (wireType === delimited) this.take(this.number());
    else throw new RangeError(`a field of wire type ${wireType}`);
    return this.bytes.subarray(from, this.at);
  }

  value({ kind, of }: Field, before: unknown): unknown {
    if (wireTypeOf(kind) === delimited) {
      const bytes = this.take(this.number());
      const schema = of as Schema;
      if (kind === "m") return into((before as Values | undefined) ?? blank(schema), schema, bytes);
      return kind === "s" ? text.decode(bytes) : bytes;
    }
    this.next();
    if (kind === "b") return (this.low | this.high) !== 0;
    if (kind === "u") return this.low >>> 0;
    if (kind === "i" || kind === "e") return this.low | 0;
    const whole = (BigInt(this.high >>> 0) << 32n) | BigInt(this.low >>> 0);
    return kind === "l" ? BigInt.asIntN(64, whole) : whole;
  }
}

function into(message: Values, schema: Schema, bytes: Uint8Array): Values {
  const reader = new Reader(bytes);
  while (reader.isLeft) {
    const tag = reader.number();
    const [no, wireType] = [tag >>> 3, tag & 7];
    const field = schema.field(no);
    const wanted = field && wireTypeOf(field.kind);
    if (field && wireType === wanted) {
      if (field.repeated) (message[field.name] as unknown[]).push(reader.value(field, undefined));
      else put(message, field, reader.value(field, get(message, field)));
    } else if (field?.repeated && wireType === delimited) {
      const packed = new Reader(reader.take(reader.number()));
      while (packed.isLeft) (message[field.name] as unknown[]).push(packed.value(field, undefined));
    } else if (no === 0) throw new RangeError("a field without a number");
    else (message.$unknown ??= []).push({ no, wireType, data: reader.skip(wireType) });
  }
  return message;
}

export const fromBinary = <D extends DescMessage>(schema: D, bytes: Uint8Array): MessageShape<D> =>
  into(blank(schemaOf(schema)), schemaOf(schema), bytes) as unknown as MessageShape<D>;

function pushNumber(out: number[], value: number | bigint): void {
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) out.push(Number(rest & 127n) | 128);
  out.push(Number(rest));
}

function pushBytes(out: number[], bytes: ArrayLike<number>): void {
  pushNumber(out, bytes.length);
  for (let at = 0; at < bytes.length; at += 1) out.push(bytes[at] as number);
}

/** Throws what the field cannot hold: cut off, it would say something else. */
function checked({ kind, name }: Field, value: unknown): number | bigint {
  if (kind === "b") return value ? 1 : 0;
  const whole = BigInt(value as number | bigint);
  const wide = kind === "l" || kind === "k" ? 64 : 32;
  const held = kind === "u" || kind === "k" ? BigInt.asUintN(wide, whole) : BigInt.asIntN(wide, whole);
  if (held !== whole) throw new RangeError(`${name}: ${whole} does not fit`);
  return whole;
}

function pushValue(out: number[], field: Field, value: unknown): void {
  if (field.kind === "m") pushBytes(out, written(field.of as Schema, value as Values));
  else if (field.kind === "s") pushBytes(out, utf8.encode(value as string));
  else if (field.kind === "y") pushBytes(out, value as Uint8Array);
  else pushNumber(out, checked(field, value));
}

function written(schema: Schema, message: Values): number[] {
  const out: number[] = [];
  for (const field of schema.fields()) {
    const value = get(message, field);
    if (isAbsent(field, value)) continue;
    const wireType = wireTypeOf(field.kind);
    if (field.repeated && wireType === varint) {
      const packed: number[] = [];
      for (const one of value as unknown[]) pushValue(packed, field, one);
      pushNumber(out, (field.number << 3) | delimited);
      pushBytes(out, packed);
    } else
      for (const one of field.repeated ? (value as unknown[]) : [value]) {
        pushNumber(out, (field.number << 3) | wireType);
        pushValue(out, field, one);
      }
  }
  for (const { no, wireType, data } of message.$unknown ?? []) {
    pushNumber(out, (no << 3) | wireType);
    for (const byte of data) out.push(byte);
  }
  return out;
}

export const toBinary = <D extends DescMessage>(schema: D, message: MessageShape<D>): Uint8Array =>
  Uint8Array.from(written(schemaOf(schema), message as unknown as Values));
