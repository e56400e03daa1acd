// The codes that the secretariat hands over: 160 bits, made in this page, which sends nobody more than their
// hash.
// SPDX-License-Identifier: Apache-2.0
import { type Bytes, random, sha256 } from "../../wire/bytes";
import { writeCode } from "../../wire/code";

const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // Crockford's: no I, L, O, U

export interface Code {
  words: string; // in groups of four
  hash: Bytes;
}

/** Five bits a letter, the first bit first. */
export function spell(secret: Uint8Array): string {
  let [bits, held, words] = [0, 0, ""];
  for (const byte of secret) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) words += letters[(held >> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return writeCode(words);
}

export async function makeCode(): Promise<Code> {
  const secret = random(20);
  return { words: spell(secret), hash: await sha256(secret) };
}
