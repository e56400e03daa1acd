// ES256 as passkeys sign it: ECDSA over P-256 and SHA-256, the signature in DER, which WebCrypto does not
// read.
// SPDX-License-Identifier: Apache-2.0
import { type Bytes, own, same, unhex } from "../../../wire/bytes";

/** What stands before the 64 bytes of a point in a SubjectPublicKeyInfo of P-256. */
export const spki = unhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");

export const isSpki = (key: Uint8Array): boolean => key.length === 91 && same(key.subarray(0, 27), spki);

/** A DER sequence of two numbers, strictly, as the 64 bytes r ‖ s. */
export function fromDer(der: Uint8Array): Bytes | undefined {
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || der.length > 72) return undefined;
  const raw = new Uint8Array(64);
  let at = 2;
  for (const end of [32, 64]) {
    const length = der[at + 1] ?? 0;
    const number = der.subarray(at + 2, at + 2 + length);
    if (der[at] !== 0x02 || length === 0 || number.length !== length) return undefined;
    const [first, second] = [number[0] ?? 0, number[1] ?? 0];
    if (first >= 0x80 || (first === 0 && length > 1 && second < 0x80)) return undefined;
      // negative, or padded
    const digits = first === 0 ? number.subarray(1) : number;
    if (digits.length > 32) return undefined;
    raw.set(digits, end - digits.length);
    at += 2 + length;
  }
  return at === der.length ? raw : undefined;
}

export async function verify(key: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const raw = fromDer(signature);
  if (!raw || !isSpki(key)) return false;
  try {
    const curve = { name: "ECDSA", namedCurve: "P-256" };
    const known = await crypto.subtle.importKey("spki", own(key), curve, false, ["verify"]);
    return await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, known, raw, own(message));
  } catch {
    return false;
  }
}
