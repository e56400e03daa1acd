// What one cell of the roster says: a party, a sign, a word. The sign and the word never part.
// SPDX-License-Identifier: Apache-2.0

export interface Cell {
  party: string;
  name: string;
  sign: "✔" | "✎" | "✖" | "◔" | "·" | "!" | "–";
  tone: "signed" | "apart" | "silent" | "late";
  /** "silent, told 18:02, seen 18:20": read aloud behind the name. */
  words: string;
  own?: boolean;
}
