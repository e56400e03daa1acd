// Protobuf's wire format, read without the schema's code: what verifies the log shares nothing with what
// shows it, and a
// worker stays small. Stricter than protobuf: a field that says one thing twice is not read at all.
// SPDX-License-Identifier: Apache-2.0

type Value = number | Uint8Array;

export class Unreadable extends Error {}

class Reader {
  private at = 0;
  constructor(private readonly bytes: Uint8Array) {}

  get ended(): boolean {
    return this.at === this.bytes.length;
  }

  /** Beyond 2^53 inexact, and of such numbers only that they are large matters here. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw new Unreadable("it ends within a number");
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new Unreadable("a number too long");
  }

  take(length: number): Uint8Array {
    if (length > this.bytes.length - this.at) throw new Unreadable("it ends within a field");
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}

export class Message {
  private readonly fields = new Map<number, Value[]>();

  constructor(bytes: Uint8Array) {
    const reader = new Reader(bytes);
    while (!reader.ended) {
      const tag = reader.varint();
      const [number, form] = [Math.floor(tag / 8), tag % 8];
      const value = form === 0 ? reader.varint() : reader.take(form === 2 ? reader.varint() : form === 1 ? 8
        : form === 5 ? 4 : NaN);
      if (number === 0 || (form !== 0 && form !== 1 && form !== 2
        && form !== 5)) throw new Unreadable("no such field");
      this.fields.set(number, [...(this.fields.get(number) ?? []), value]);
    }
  }

  get numbersOfFields(): number[] {
    return [...this.fields.keys()];
  }

  private one(number: number): Value | undefined {
    const values = this.fields.get(number);
    if (values && values.length > 1) throw new Unreadable(`field ${number} stands twice`);
    return values?.[0];
  }

  number(number: number): number {
    const value = this.one(number) ?? 0;
    if (typeof value !== "number") throw new Unreadable(`field ${number} is no number`);
    return value;
  }

  bytes(number: number): Uint8Array {
    const value = this.one(number) ?? new Uint8Array();
    if (typeof value === "number") throw new Unreadable(`field ${number} is a number`);
    return value;
  }

  text(number: number): string {
    return new TextDecoder("utf-8", { fatal: true }).decode(this.bytes(number));
  }

  message(number: number): Message {
    return new Message(this.bytes(number));
  }

  messages(number: number): Message[] {
    return (this.fields.get(number) ?? []).flatMap((value) =>
      (typeof value === "number" ? [] : [new Message(value)]));
  }

  /** Of a repeated number, packed or not. */
  numbers(number: number): number[] {
    return (this.fields.get(number) ?? []).flatMap((value) => {
      if (typeof value === "number") return [value];
      const reader = new Reader(value);
      const found: number[] = [];
      while (!reader.ended) found.push(reader.varint());
      return found;
    });
  }
}
