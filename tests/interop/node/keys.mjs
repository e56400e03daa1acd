// A device key by WebCrypto, and the texts it signs (docs/PROTOCOL.md 2.1 and 5).
// SPDX-License-Identifier: Apache-2.0
import { webcrypto } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const { subtle } = webcrypto;
export const random = (bytes) => Buffer.from(webcrypto.getRandomValues(new Uint8Array(bytes)));
export const sha256 = async (...parts) => Buffer.from(await subtle.digest('SHA-256', Buffer.concat(parts.map((one) => Buffer.from(one)))));
export const b64 = (bytes) => Buffer.from(bytes).toString('base64');
export const unb64 = (text) => Buffer.from(text, 'base64');
export const hex = (bytes) => Buffer.from(bytes).toString('hex');
export const seconds = () => Math.floor(Date.now() / 1000);
const lines = (...rows) => Buffer.from(rows.map((row) => `${row}\n`).join(''), 'ascii');

export const fingerprint = (algorithm, publicKey) => sha256(`tocsin.example/member-key/v1\n${algorithm}\n`, publicKey);

export const authText = (origin, serverNonce, clientNonce, key, time, exporter = '-') =>
  lines('tocsin.example/auth/v1', `log ${origin}`, `server-nonce ${hex(serverNonce)}`, `client-nonce ${hex(clientNonce)}`,
    `tls-exporter ${exporter}`, `key ${hex(key)}`, `time ${time}`);

/** What `key` signs to take a position; `otherwise` says a line otherwise, by its name. */
export function positionText(origin, key, procedure, stance, otherwise = {}) {
  const rows = {
    log: origin, statement: procedure.procedureId, version: procedure.version,
    'text-sha256': hex(unb64(procedure.textSha256)), deadline: Number(procedure.deadline) / 1000, member: key.party,
    position: stance, 'reservation-sha256': '-', supersedes: '-', key: hex(key.fingerprint), time: seconds(),
    nonce: hex(random(16)), ...otherwise,
  };
  return lines('tocsin.example/exercise/sign-on/v1', ...Object.entries(rows).map(([name, value]) => `${name} ${value}`));
}

/** RFC 8410: the few bytes around an Ed25519 seed that make it a PKCS #8 key. */
const importSeed = (seed) => subtle.importKey('pkcs8', Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
  'Ed25519', true, ['sign']);

export const signWith = async (seed, text) => Buffer.from(await subtle.sign('Ed25519', await importSeed(seed), text));

export async function verifies(publicKey, signature, text) {
  const key = await subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
  return subtle.verify('Ed25519', key, signature, text);
}

/** The key of a seeded person, from the demo's folder: 64 hex digits of an Ed25519 seed. */
export class DeviceKey {
  static async read(folder, slug) {
    const key = new DeviceKey();
    const persons = JSON.parse(await readFile(join(folder, 'persons.json'), 'utf8'));
    key.person = persons.find((one) => one.slug === slug);
    key.slug = slug;
    key.party = key.person.party;
    key.private = await importSeed(Buffer.from((await readFile(join(folder, 'keys', `${slug}.key`), 'ascii')).trim(), 'hex'));
    key.public = Buffer.from((await subtle.exportKey('jwk', key.private)).x, 'base64url');
    key.fingerprint = await fingerprint('ed25519', key.public);
    return key;
  }

  async sign(text) { return Buffer.from(await subtle.sign('Ed25519', this.private, text)); }

  /** The SignedText of a position; without a form it is RAW. */
  async signed(text) { return { text: b64(text), algorithm: 'ED25519', signature: b64(await this.sign(text)) }; }
}
