// A device key in this page: an Ed25519 seed, held by WebCrypto, unextractable. For demonstrations
// and trainings; the link that brings it says #key=…, and the seed lives as long as the tab.
// SPDX-License-Identifier: Apache-2.0
import { Key_Algorithm, type SignedText, SignedTextSchema, SignedText_Form } from "#proto/event";
import { type Authenticate, AuthenticateSchema, type Challenge } from "#proto/frame";
import { create } from "../codec/create";
import { type Bytes, join, own, random, unbase64url, unhex } from "./bytes";
import type { Prover } from "./prover";
import { fingerprintOf, logInText } from "./texts";

const place = "tocsin.device-seed";
/** RFC 8410: the few bytes around an Ed25519 seed that make it a PKCS #8 key. */
const pkcs8 = unhex("302e020100300506032b657004220420");

export class DeviceKey implements Prover {
  readonly kind = "device";
  private constructor(
    private readonly key: CryptoKey,
    readonly publicKey: Bytes,
    readonly fingerprint: Bytes,
  ) {}

  static async of(seed: Uint8Array): Promise<DeviceKey> {
    const bytes = join(pkcs8, seed);
    const open = await crypto.subtle.importKey("pkcs8", bytes, "Ed25519", true, ["sign"]);
    const publicKey = unbase64url((await crypto.subtle.exportKey("jwk", open)).x ?? "");
    const sealed = await crypto.subtle.importKey("pkcs8", bytes, "Ed25519", false, ["sign"]);
    return new DeviceKey(sealed, publicKey, await fingerprintOf("ed25519", publicKey));
  }

  private async signature(text: Uint8Array): Promise<Bytes> {
    return new Uint8Array(await crypto.subtle.sign("Ed25519", this.key, own(text)));
  }

  async answer(challenge: Challenge, now: number): Promise<Authenticate> {
    const clientNonce = random(16);
    const seconds = Math.floor(now / 1000);
    const { fingerprint } = this;
    const text = logInText({
      origin: challenge.origin,
      serverNonce: challenge.nonce,
      clientNonce,
      fingerprint,
      seconds,
    });
    return create(AuthenticateSchema, {
      keyFingerprint: fingerprint,
      clientNonce,
      timeSeconds: BigInt(seconds),
      signature: await this.signature(text),
      protocol: challenge.protocolMax,
    });
  }

  async sign(text: Uint8Array): Promise<SignedText> {
    const signature = await this.signature(text);
    return create(SignedTextSchema, {
      text,
      signature,
      algorithm: Key_Algorithm.ED25519,
      form: SignedText_Form.RAW,
    });
  }
}

/**
 * Takes a seed out of the address, at once and for ever, and keeps it for this tab: on this very machine alone, where
 * demonstrations run. Elsewhere a link with a key in it is somebody's mistake, or worse.
 */
export function takeSeed(): void {
  const found = /^#key=([A-Za-z0-9_-]{43})$/.exec(location.hash);
  if (!found?.[1]) return;
  if (["localhost", "127.0.0.1", "[::1]"].includes(location.hostname)) sessionStorage.setItem(place, found[1]);
  history.replaceState(null, "", location.pathname + location.search);
}

export async function keptDeviceKey(): Promise<DeviceKey | undefined> {
  const kept = sessionStorage.getItem(place);
  return kept ? DeviceKey.of(unbase64url(kept)) : undefined;
}

export const forgetSeed = (): void => sessionStorage.removeItem(place);
