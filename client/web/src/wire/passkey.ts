// A passkey of this browser's: WebAuthn as docs/PROTOCOL.md 2.3 wants it. User verification always;
// attestation never.
// SPDX-License-Identifier: Apache-2.0
import { type Key_Algorithm, type SignedText, SignedTextSchema, SignedText_Form } from "#proto/event";
import { type Authenticate, AuthenticateSchema, type Challenge } from "#proto/frame";
import { create } from "../codec/create";
import { type Bytes, base64url, hex, own, sha256, unbase64url } from "./bytes";
import type { Prover } from "./prover";

const place = "tocsin.passkeys";
export const timeout = 120_000;

export const passkeysAreHere = (): boolean => typeof PublicKeyCredential === "function";

/** Which credential a key's fingerprint stands for on this device: an id, no secret. */
const credentials = (): Record<string, string> =>
  JSON.parse(localStorage.getItem(place) ?? "{}") as Record<string, string>;
export const remember = (fingerprint: Uint8Array, credentialId: Uint8Array): void =>
  localStorage.setItem(
    place,
    JSON.stringify({ ...credentials(), [hex(fingerprint)]: base64url(credentialId) }),
  );

export function credentialOf(fingerprint: Uint8Array): Bytes | undefined {
  const kept = credentials()[hex(fingerprint)];
  return kept ? unbase64url(kept) : undefined;
}

async function touch(rpId: string, challenge: Uint8Array, only?: Uint8Array): Promise<PublicKeyCredential> {
  const publicKey: PublicKeyCredentialRequestOptions = {
    challenge: own(challenge),
    rpId,
    userVerification: "required",
    timeout,
    ...(only ? { allowCredentials: [{ type: "public-key", id: own(only) }] } : {}),
  };
  const given = await navigator.credentials.get({ publicKey });
  if (!(given instanceof PublicKeyCredential))
    throw new DOMException("no passkey answered", "NotAllowedError");
  return given;
}

const assertion = (given: PublicKeyCredential): AuthenticatorAssertionResponse =>
  given.response as AuthenticatorAssertionResponse;

/** The answer to a challenge by whichever passkey the person chooses. */
export async function answer(challenge: Challenge, only?: Uint8Array): Promise<Authenticate> {
  const given = await touch(challenge.rpId, challenge.nonce, only);
  const { authenticatorData, clientDataJSON, signature } = assertion(given);
  return create(AuthenticateSchema, {
    protocol: challenge.protocolMax,
    form: SignedText_Form.PASSKEY,
    credentialId: new Uint8Array(given.rawId),
    authenticatorData: new Uint8Array(authenticatorData),
    clientDataJson: new Uint8Array(clientDataJSON),
    signature: new Uint8Array(signature),
  });
}

export class Passkey implements Prover {
  readonly kind = "passkey";
  constructor(
    private readonly rpId: string,
    private readonly algorithm: Key_Algorithm,
    private readonly fingerprint: Uint8Array,
  ) {}

  answer(challenge: Challenge): Promise<Authenticate> {
    return answer(challenge, credentialOf(this.fingerprint));
  }

  async sign(text: Uint8Array): Promise<SignedText> {
    const given = await touch(this.rpId, await sha256(text), credentialOf(this.fingerprint));
    const { authenticatorData, clientDataJSON, signature } = assertion(given);
    return create(SignedTextSchema, {
      text,
      algorithm: this.algorithm,
      form: SignedText_Form.PASSKEY,
      authenticatorData: new Uint8Array(authenticatorData),
      clientDataJson: new Uint8Array(clientDataJSON),
      signature: new Uint8Array(signature),
    });
  }
}
