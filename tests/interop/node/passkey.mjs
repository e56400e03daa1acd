// An authenticator in software, by WebCrypto: what a browser and a security key do together (WebAuthn Level 2,
// docs/PROTOCOL.md 2.3). ES256, discoverable, user verified, attestation none, not synced.
// SPDX-License-Identifier: Apache-2.0
import { webcrypto } from 'node:crypto';
import { b64, fingerprint, random, sha256 } from './keys.mjs';

const { subtle } = webcrypto;
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const flag = { present: 1, verified: 4, attested: 64 };

/** A signature of WebCrypto is r and s side by side; of WebAuthn, DER. */
function der(raw) {
  const integer = (bytes) => {
    const short = bytes.subarray(Math.min(bytes.findIndex((one) => one !== 0), 31));
    const body = short[0] & 0x80 ? Buffer.concat([Buffer.alloc(1), short]) : short;
    return Buffer.concat([Buffer.from([2, body.length]), body]);
  };
  const both = Buffer.concat([integer(raw.subarray(0, 32)), integer(raw.subarray(32))]);
  return Buffer.concat([Buffer.from([0x30, both.length]), both]);
}

export class Passkey {
  count = 0;

  static async make(rpId, origin) {
    const passkey = Object.assign(new Passkey(), { rpId, origin, credentialId: random(32) });
    const pair = await subtle.generateKey(algorithm, false, ['sign', 'verify']);
    passkey.private = pair.privateKey;
    passkey.point = Buffer.from(await subtle.exportKey('raw', pair.publicKey));
    passkey.spki = Buffer.from(await subtle.exportKey('spki', pair.publicKey));
    passkey.fingerprint = await fingerprint('es256', passkey.spki);
    return passkey;
  }

  key() {
    return { algorithm: 'ES256', publicKey: b64(this.spki), fingerprint: b64(this.fingerprint),
      credentialId: b64(this.credentialId), rpId: this.rpId };
  }

  /** As browsers write it, with a member that nobody knows. */
  #clientData(type, challenge, origin) {
    return Buffer.from(JSON.stringify({ type, challenge: challenge.toString('base64url'), origin, crossOrigin: false,
      other_keys_can_be_added_here: 'do not compare clientDataJSON against a template' }));
  }

  async #authenticatorData(flags, count, attested = Buffer.alloc(0)) {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(count);
    return Buffer.concat([await sha256(this.rpId), Buffer.from([flags]), counter, attested]);
  }

  /** A registration: the credential that a page is given for `challenge`. */
  async created(challenge) {
    const cose = Buffer.concat([Buffer.from('a5010203262001215820', 'hex'), this.point.subarray(1, 33),
      Buffer.from('225820', 'hex'), this.point.subarray(33)]);
    const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, this.credentialId.length]), this.credentialId, cose]);
    const data = await this.#authenticatorData(flag.present | flag.verified | flag.attested, this.count, attested);
    return { form: 'PASSKEY_CREATED', authenticatorData: b64(data),
      clientDataJson: b64(this.#clientData('webauthn.create', challenge, this.origin)) };
  }

  /** An assertion: a touch that signs `challenge`. What is `wrong` with it is said by name. */
  async touched(challenge, wrong = {}) {
    this.count += 1;
    const data = await this.#authenticatorData(wrong.flags ?? (flag.present | flag.verified), wrong.count ?? this.count);
    const client = this.#clientData('webauthn.get', challenge, wrong.origin ?? this.origin);
    const signature = await subtle.sign(algorithm, this.private, Buffer.concat([data, await sha256(client)]));
    return { form: 'PASSKEY', authenticatorData: b64(data), clientDataJson: b64(client), signature: b64(der(Buffer.from(signature))) };
  }

  /** The answer to a challenge: an `Authenticate`. */
  async answers(nonce, wrong) {
    return { ...await this.touched(nonce, wrong), credentialId: b64(this.credentialId), nonce: b64(nonce), protocol: 1 };
  }

  /** The SignedText of a position: the touch is the signature. */
  async signed(text) {
    return { text: b64(text), algorithm: 'ES256', ...await this.touched(await sha256(text)) };
  }
}
