// Makes a passkey: discoverable, user verified, ES256 where the authenticator can, else Ed25519.
// SPDX-License-Identifier: Apache-2.0
import { type Key, KeySchema, Key_Algorithm } from "#proto/event";
import { create } from "../codec/create";
import { type Bytes, own, random } from "./bytes";
import { remember, timeout } from "./passkey";
import { fingerprintOf } from "./texts";

const es256 = -7;
const ed25519 = -8;

export interface Registration {
  key: Key;
  authenticatorData: Bytes;
  clientDataJson: Bytes;
}

/** Makes a passkey; `challenge` is the server's nonce at an enrolment, else anything. */
export async function register(rpId: string, challenge: Uint8Array, label: string): Promise<Registration> {
  const publicKey: PublicKeyCredentialCreationOptions = {
    challenge: own(challenge),
    rp: { id: rpId, name: "Tocsin" },
    user: { id: random(32), name: label, displayName: label },
    pubKeyCredParams: [
      { type: "public-key", alg: es256 },
      { type: "public-key", alg: ed25519 },
    ],
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    attestation: "none",
    timeout,
  };
  const made = await navigator.credentials.create({ publicKey });
  if (!(made instanceof PublicKeyCredential))
    throw new DOMException("no passkey was made", "NotAllowedError");
  const response = made.response as AuthenticatorAttestationResponse;
  const spki = new Uint8Array(response.getPublicKey() ?? new ArrayBuffer());
  const isEdwards = response.getPublicKeyAlgorithm() === ed25519;
  const shown = isEdwards ? spki.slice(-32) : spki; // RFC 8410: the key is the last 32 bytes of its SPKI
  const fingerprint = await fingerprintOf(isEdwards ? "ed25519" : "es256", shown);
  const data = new Uint8Array(response.getAuthenticatorData());
  const credentialId = new Uint8Array(made.rawId);
  remember(fingerprint, credentialId);
  const key = create(KeySchema, {
    algorithm: isEdwards ? Key_Algorithm.ED25519 : Key_Algorithm.ES256,
    publicKey: shown,
    fingerprint,
    credentialId,
    rpId,
    synced: ((data[32] ?? 0) & 0x08) !== 0, // BE: it may be on several devices
  });
  return { key, authenticatorData: data, clientDataJson: new Uint8Array(response.clientDataJSON) };
}
