// A fingerprint as it is read back over the telephone: what was typed against what the key is, group by
// group.
// SPDX-License-Identifier: Apache-2.0

export const enough = 32; // digits: 128 bits, which nobody can meet by trying

export interface ReadBack {
  /** Digits that agree, from the beginning. */
  agree: number;
  differs: boolean;
  isEnough: boolean;
  /** The first group of four that differs, counted from 1. */
  group: number;
}

export function readBack(typed: string, fingerprint: string): ReadBack {
  const digits = typed.toLowerCase().replace(/[\s.:-]/g, "");
  let agree = 0;
  while (agree < digits.length && digits[agree] === fingerprint[agree]) agree += 1;
  const differs = agree < digits.length;
  return { agree, differs, isEnough: !differs && agree >= enough, group: Math.floor(agree / 4) + 1 };
}
