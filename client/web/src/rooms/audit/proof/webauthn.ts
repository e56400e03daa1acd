// A passkey's assertion over a text (docs/PROTOCOL.md 2.3, 2.6). What only the server that was there can
// know is not
// asked: the list of its origins, and the last sign count. Of the origin, that its host is the key's or
// below it.
// SPDX-License-Identifier: Apache-2.0
import { base64url, join, same, sha256, text, utf8 } from "../../../wire/bytes";
import { verify as verifyEd25519 } from "./ed25519";
import { verify as verifyEs256 } from "./es256";
import type { Key, Signed } from "./signed";

const present = 0x01, verified = 0x04, maySync = 0x08, synced = 0x10, attested = 0x40, extended = 0x80;

function hostFits(origin: string, rpId: string): boolean {
  const { protocol, hostname } = new URL(origin);
  const isLocal = hostname === "localhost" || hostname.endsWith(".localhost");
  if (protocol !== "https:" && !(protocol === "http:" && isLocal)) return false;
  return hostname === rpId || hostname.endsWith(`.${rpId}`);
}

async function clientDataFits(data: Uint8Array, signed: Uint8Array, rpId: string): Promise<boolean> {
  const client = JSON.parse(text(data)) as Record<string, unknown>;
  return client["type"] === "webauthn.get" && client["challenge"] === base64url(await sha256(signed))
    && (client["crossOrigin"] ?? false) === false && !("topOrigin" in client)
    && typeof client["origin"] === "string" && hostFits(client["origin"], rpId);
}

async function check(key: Key, signed: Signed): Promise<boolean> {
  const data = signed.authenticatorData;
  const flags = data[32] ?? 0;
  if (data.length !== 37 || !key.rpId || !same(data.subarray(0, 32),
    await sha256(utf8(key.rpId)))) return false;
  if ((flags & present) === 0 || (flags & verified) === 0
    || (flags & (attested | extended)) !== 0) return false;
  if ((flags & synced) !== 0 && (flags & maySync) === 0) return false;
  if (!(await clientDataFits(signed.clientData, signed.text, key.rpId))) return false;
  const message = join(data, await sha256(signed.clientData));
  return (key.algorithm === "es256" ? verifyEs256 : verifyEd25519)(key.publicKey, message, signed.signature);
}

export const isAsserted = (key: Key, signed: Signed): Promise<boolean> => check(key,
  signed).catch(() => false);
