// Ed25519 by the browser, and as strict as the server's own: keys and nonces of small order, and keys
// written in a second
// way, sign nothing (docs/LOG_FORMAT.md; the verdicts of two verifiers must not differ on forgeries).
// SPDX-License-Identifier: Apache-2.0
import { hex, own, unhex } from "../../../wire/bytes";

/** The points of small order as they are written, without the sign bit; the last three are no canonical
   numbers. */
const small = new Set([
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]);
const order = unhex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
const field = unhex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");

function unsigned(point: Uint8Array): Uint8Array {
  const bytes = point.slice();
  bytes[31] = (bytes[31] ?? 0) & 0x7f;
  return bytes;
}

function isLess(a: Uint8Array, b: Uint8Array): boolean {
  for (let at = 31; at >= 0; at--) if (a[at] !== b[at]) return (a[at] ?? 0) < (b[at] ?? 0);
  return false;
}

const keys = new Map<string, Promise<CryptoKey>>();

function keyOf(bytes: Uint8Array): Promise<CryptoKey> {
  const name = hex(bytes);
  const found = keys.get(name);
  if (found) return found;
  const made = crypto.subtle.importKey("raw", own(bytes), "Ed25519", false, ["verify"]);
  keys.set(name, made);
  return made;
}

/** Whether this browser knows Ed25519 at all; where it does not, `tocsin verify` does. */
export const isKnown = (): Promise<boolean> =>
  keyOf(unhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"))
  .then(() => true, () => false);

export async function verify(publicKey: Uint8Array, message: Uint8Array,
  signature: Uint8Array): Promise<boolean> {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const [key, nonce] = [unsigned(publicKey), unsigned(signature.subarray(0, 32))];
  if (small.has(hex(key)) || small.has(hex(nonce)) || !isLess(key, field)) return false;
  if (!isLess(signature.subarray(32), order)) return false;
  try {
    return await crypto.subtle.verify("Ed25519", await keyOf(publicKey), own(signature), own(message));
  } catch {
    return false; // no point of the curve
  }
}
