// Standard base64, padded, and only as these bytes are written: what notes and exports are made of.
// SPDX-License-Identifier: Apache-2.0
import type { Bytes } from "../../../wire/bytes";

const piece = 0x8000; // as many arguments as a call may have

export function base64(bytes: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += piece) binary += String.fromCharCode(...bytes.subarray(at,
    at + piece));
  return btoa(binary);
}

/** Nothing, where it is not base64, or not the one way to write it. */
export function unbase64(letters: string): Bytes | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(letters) || letters.length % 4 !== 0) return undefined;
  try {
    const bytes = Uint8Array.from(atob(letters), (one) => one.charCodeAt(0));
    return base64(bytes) === letters ? bytes : undefined;
  } catch {
    return undefined;
  }
}
