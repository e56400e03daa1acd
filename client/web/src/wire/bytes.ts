// Bytes as the protocol writes them: hex, base64, hashes, identifiers.
// SPDX-License-Identifier: Apache-2.0

export type Bytes = Uint8Array<ArrayBuffer>;

export const utf8 = (text: string): Bytes => new TextEncoder().encode(text);
export const text = (bytes: Uint8Array): string => new TextDecoder("utf-8", { fatal: true }).decode(bytes);
/** A view on a buffer of its own, as WebCrypto asks. */
export const own = (bytes: Uint8Array): Bytes => new Uint8Array(bytes);

export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");

/** Empty when it is not hex. */
export const unhex = (digits: string): Bytes =>
  /^([0-9a-f]{2})+$/i.test(digits)
    ? Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16))
    : own(new Uint8Array());

export const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

export function unbase64url(letters: string): Bytes {
  const binary = atob(letters.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (one) => one.charCodeAt(0));
}

export const same = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((one, at) => one === b[at]);

export function join(...parts: Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));

export const sha256 = async (...parts: Uint8Array[]): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", join(...parts)));

/** A UUIDv7 of this instant: ids of commands, which order themselves. */
export function newId(now = Date.now()): Bytes {
  const id = random(16);
  for (let at = 5, left = now; at >= 0; at--, left = Math.floor(left / 256)) id[at] = left % 256;
  id[6] = ((id[6] ?? 0) & 0x0f) | 0x70;
  id[8] = ((id[8] ?? 0) & 0x3f) | 0x80;
  return id;
}

/** "7f3a 91c0 …": four digits at a time, as people read them to each other. */
export const grouped = (digits: string): string => digits.match(/.{1,4}/g)?.join(" ") ?? "";

/** An instant of the wire: milliseconds, which a double holds exactly. */
export const ms = (at: bigint): number => Number(at);
