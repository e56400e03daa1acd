// The tree of RFC 6962 section 2.1: leaves, roots, and where an inclusion proof leads (RFC 9162 section
// 2.1.3.2).
// SPDX-License-Identifier: Apache-2.0
import { type Bytes, same, sha256 } from "../../../wire/bytes";

const leafMark = Uint8Array.of(0);
const nodeMark = Uint8Array.of(1);

export const leafHash = (entry: Uint8Array): Promise<Bytes> => sha256(leafMark, entry);
export const nodeHash = (left: Uint8Array, right: Uint8Array): Promise<Bytes> => sha256(nodeMark, left,
  right);

/** The root over the first `size` leaves: one level after the other, the odd one out goes up as it is. */
export async function rootOf(leaves: readonly Uint8Array[], size = leaves.length): Promise<Uint8Array> {
  if (size === 0) return sha256();
  let level = leaves.slice(0, size);
  while (level.length > 1) {
    const pairs = Array.from({ length: Math.ceil(level.length / 2) },
      (_, at) => [level[2 * at], level[2 * at + 1]] as const);
    level = await Promise.all(pairs.map(([left, right]) =>
      (left && right ? nodeHash(left, right) : (left as Uint8Array))));
  }
  return level[0] as Uint8Array;
}

/** The root that a proof leads to; nothing where it does not fit the place and the size. */
export async function rootFrom(
  proof: readonly Uint8Array[], leaf: Uint8Array, index: number, size: number,
): Promise<Uint8Array | undefined> {
  if (!(index >= 0 && index < size) || leaf.length !== 32
    || proof.some((one) => one.length !== 32)) return undefined;
  let [hash, place, last] = [leaf, index, size - 1];
  for (const sibling of proof) {
    if (last === 0) return undefined;
    if (place % 2 === 1 || place === last) {
      hash = await nodeHash(sibling, hash);
      for (; place > 0 && place % 2 === 0; last = Math.floor(last / 2)) place /= 2;
    } else hash = await nodeHash(hash, sibling);
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hash : undefined;
}

export async function isIncluded(
  proof: readonly Uint8Array[], leaf: Uint8Array, index: number, size: number, root: Uint8Array,
): Promise<boolean> {
  const led = await rootFrom(proof, leaf, index, size);
  return led !== undefined && same(led, root);
}
