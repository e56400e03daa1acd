// The text that a device key logs in with, line for line as docs/PROTOCOL.md 2.1 has it. ASCII, each line
// ended by LF.
// SPDX-License-Identifier: Apache-2.0
import { type Bytes, hex, join, sha256, utf8 } from "./bytes";

export const lines = (first: string, rows: readonly (readonly [string, string])[]): Bytes =>
  utf8([first, ...rows.map(([name, value]) => `${name} ${value}`)].map((line) => `${line}\n`).join(""));

export type Algorithm = "ed25519" | "es256";

/** A key's name everywhere: its public key (ES256: SPKI) hashed with its algorithm. */
export const fingerprintOf = (algorithm: Algorithm, publicKey: Uint8Array): Promise<Bytes> =>
  sha256(join(utf8(`tocsin.example/member-key/v1\n${algorithm}\n`), publicKey));

export interface LogIn {
  origin: string;
  serverNonce: Uint8Array;
  clientNonce: Uint8Array;
  fingerprint: Uint8Array;
  seconds: number;
}

export const logInText = (of: LogIn): Bytes =>
  lines("tocsin.example/auth/v1", [
    ["log", of.origin],
    ["server-nonce", hex(of.serverNonce)],
    ["client-nonce", hex(of.clientNonce)],
    ["tls-exporter", "-"], // A page does not know its connection.
    ["key", hex(of.fingerprint)],
    ["time", String(of.seconds)],
  ]);
