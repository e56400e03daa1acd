// A code as an invitation writes it: 160 bits in Crockford's base 32, in groups of four. Case and
// hyphens do not matter.
// SPDX-License-Identifier: Apache-2.0

/** 32 letters, or nothing when it is no such code. */
export function readCode(words: string): string | undefined {
  const letters = words.toUpperCase().replace(/[\s-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  return /^[0-9A-HJKMNP-TV-Z]{32}$/.test(letters) ? letters : undefined;
}

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** 20 bytes as 32 letters, five bits each. */
export function encodeCode(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (one) => one.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{5}/g) ?? []).map((five) => alphabet[parseInt(five, 2)]).join("");
}

export const writeCode = (letters: string): string => letters.match(/.{4}/g)?.join("-") ?? "";

/** A link may bring a code in its fragment, which no server is sent; it leaves the address at once. */
export function takeCode(): string {
  const found = decodeURIComponent(location.hash.slice(1));
  if (found) history.replaceState(null, "", location.pathname);
  return readCode(found) ? found : "";
}
