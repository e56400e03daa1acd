// A position's signed text, line by line (docs/PROTOCOL.md 5), and whether a key signed it in its form (2.6).
// SPDX-License-Identifier: Apache-2.0
import { type Bytes, sha256, text, utf8 } from "../../../wire/bytes";
import type { Algorithm } from "../../../wire/texts";
import { verify as verifyEd25519 } from "./ed25519";
import { isSpki } from "./es256";
import { verify as verifySsh } from "./sshsig";
import { isAsserted } from "./webauthn";
import type { Message } from "./wire_format";

export interface Key {
  algorithm: Algorithm;
  publicKey: Uint8Array;
  fingerprint: Uint8Array;
  credentialId: Uint8Array;
  rpId: string;
}

export interface Signed {
  text: Uint8Array;
  algorithm: Algorithm;
  form: number;
  signature: Uint8Array;
  authenticatorData: Uint8Array;
  clientData: Uint8Array;
}

const raw = 0, passkey = 1, openssh = 2;
const namespace = "sign-on@tocsin.example";
const algorithm = (number: number): Algorithm => (number === 2 ? "es256" : "ed25519");

export const readKey = (of: Message): Key => ({
  algorithm: algorithm(of.number(1)), publicKey: of.bytes(2), fingerprint: of.bytes(3),
    credentialId: of.bytes(4), rpId: of.text(5),
});

export const readSigned = (of: Message): Signed => ({
  text: of.bytes(1), algorithm: algorithm(of.number(2)), signature: of.bytes(3), form: of.number(4),
  authenticatorData: of.bytes(5), clientData: of.bytes(6),
});

/** A key's name by its own bytes; nothing, where these are no key. */
export async function nameOf(key: Key): Promise<Bytes | undefined> {
  const isKey = key.algorithm === "es256" ? isSpki(key.publicKey) : key.publicKey.length === 32;
  return isKey ? sha256(utf8(`tocsin.example/member-key/v1\n${key.algorithm}\n`), key.publicKey) : undefined;
}

export async function holds(key: Key, signed: Signed): Promise<boolean> {
  if (signed.algorithm !== key.algorithm) return false;
  const isPasskey = key.credentialId.length > 0;
  if (signed.form === passkey) return isPasskey && isAsserted(key, signed);
  if (key.algorithm !== "ed25519" || isPasskey) return false;
  if (signed.form === raw) return verifyEd25519(key.publicKey, signed.text, signed.signature);
  return signed.form === openssh && verifySsh(key.publicKey, signed.text, signed.signature, namespace);
}

const number = /^(0|[1-9][0-9]{0,18})$/, hash = /^[0-9a-f]{64}$/, hashOrNone = /^([0-9a-f]{64}|-)$/,
  word = /^[!-~]+$/;
const lines: readonly (readonly [string, RegExp])[] = [
  ["log", /^[ -~]+$/], ["statement", word], ["version", number], ["text-sha256", hash], ["deadline", number],
    ["member", word],
  ["position", /^[a-z_]+$/], ["reservation-sha256", hashOrNone], ["supersedes", hashOrNone], ["key", hash],
    ["time", number],
  ["nonce", /^[0-9a-f]{32}$/],
];

/** Its lines by name, the first as `context`; nothing, where it is not exactly this grammar. */
export function readPosition(bytes: Uint8Array): Map<string, string> | undefined {
  if (bytes.some((byte) => byte > 0x7f)) return undefined;
  const rows = text(bytes).split("\n");
  if (rows.length !== lines.length + 2 || rows.at(-1) !== "") return undefined;
  const said = new Map([["context", rows[0] ?? ""]]);
  for (const [at, [name, form]] of lines.entries()) {
    const row = rows[at + 1] ?? "";
    const value = row.slice(name.length + 1);
    if (!row.startsWith(`${name} `) || !form.test(value)) return undefined;
    said.set(name, value);
  }
  return said;
}
