// What an entry's header, a checkpoint and a proof say (docs/LOG_FORMAT.md), from hashes and Ed25519 alone.
// SPDX-License-Identifier: Apache-2.0
import { b64, sha256, signWith, unb64, verifies } from './keys.mjs';

export const leaf = (header) => sha256([0], header);
const node = (left, right) => sha256([1], left, right);

export function parseHeader(header) {
  if (header.length !== 76) throw new Error(`a header of ${header.length} bytes`);
  return {
    format: header[0], realm: header[1], kind: header.readUInt16BE(2), recordedAt: String(header.readBigUInt64BE(4)),
    actor: b64(header.subarray(12, 28)), commandId: b64(header.subarray(28, 44)), commitment: b64(header.subarray(44)),
  };
}

/** RFC 6962 section 2.1. */
export async function rootOf(leaves) {
  if (leaves.length === 0) return sha256([]);
  if (leaves.length === 1) return leaves[0];
  const split = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return node(await rootOf(leaves.slice(0, split)), await rootOf(leaves.slice(split)));
}

/** The root that an inclusion proof leads to (RFC 6962 section 2.1.1, from the leaf up); null when it does not fit. */
export async function rootFrom(path, hash, index, size) {
  if (index >= size) return null;
  let [at, last, left] = [index, size - 1, [...path]];
  while (last > 0) {
    // The last node of an odd row has no sibling and goes up as it is.
    if (at % 2 === 1 || at < last) {
      const sibling = left.shift();
      if (!sibling) return null;
      hash = at % 2 === 1 ? await node(sibling, hash) : await node(hash, sibling);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return left.length === 0 ? hash : null;
}

/** `origin+<8 hex>+<base64>`: the key a verifier trusts. */
export class LogKey {
  static async parse(vkey) {
    const key = new LogKey();
    const [origin, id, ...rest] = vkey.split('+');
    const body = unb64(rest.join('+'));
    Object.assign(key, { origin, id: Buffer.from(id, 'hex'), public: body.subarray(1) });
    key.sound = body[0] === 1 && (await sha256(origin, '\n', body)).subarray(0, 4).equals(key.id);
    return key;
  }

  /** Size and root of a checkpoint that this key signed; throws otherwise. */
  async open(note) {
    const end = note.indexOf('\n\n');
    const [origin, size, root] = note.slice(0, end).split('\n');
    if (origin !== this.origin) throw new Error('another log');
    for (const line of note.slice(end + 2).split('\n')) {
      const [dash, name, blob] = line.split(' ');
      if (dash !== '\u2014' || name !== this.origin || !unb64(blob).subarray(0, 4).equals(this.id)) continue;
      if (!await verifies(this.public, unb64(blob).subarray(4), Buffer.from(note.slice(0, end + 1)))) break;
      return { size: Number(size), root: unb64(root) };
    }
    throw new Error('not signed by this log');
  }

  /** A checkpoint signed with the log's own seed: what only a log that was split could show. */
  async note(size, root, seed) {
    const text = `${this.origin}\n${size}\n${b64(root)}\n`;
    return `${text}\n\u2014 ${this.origin} ${b64(Buffer.concat([this.id, await signWith(seed, Buffer.from(text))]))}\n`;
  }
}
