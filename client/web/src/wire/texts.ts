// The texts that keys sign, line for line as docs/PROTOCOL.md 2.1, 2.5 and 5 have them. ASCII, each
// line ended by LF.
// SPDX-License-Identifier: Apache-2.0
import { Position_Stance as Stance } from "#proto/event";
import { type Bytes, hex, join, random, sha256, utf8 } from "./bytes";

const lines = (first: string, rows: readonly (readonly [string, string])[]): Bytes =>
  utf8([first, ...rows.map(([name, value]) => `${name} ${value}`)].map((line) => `${line}\n`).join(""));

const orDash = (bytes: Uint8Array | undefined): string => (bytes && bytes.length > 0 ? hex(bytes) : "-");

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

export interface NewKey {
  origin: string;
  person: Uint8Array;
  fingerprint: Uint8Array;
  signer: Uint8Array;
  seconds: number;
}

export const newKeyText = (of: NewKey): Bytes =>
  lines("tocsin.example/key/v1", [
    ["log", of.origin],
    ["person", hex(of.person)],
    ["new-key", hex(of.fingerprint)],
    ["key", hex(of.signer)],
    ["time", String(of.seconds)],
    ["nonce", hex(random(16))],
  ]);

/** A stance as the signed text says it. */
const stanceWords: Partial<Record<Stance, string>> = {
  [Stance.SIGN]: "sign",
  [Stance.SIGN_WITH_EXPLANATION]: "sign_with_explanation",
  [Stance.SIGN_AD_REFERENDUM]: "sign_ad_referendum",
  [Stance.ASSOCIATE]: "associate",
  [Stance.NOT_JOINING]: "not_joining",
  [Stance.ABSTAIN]: "abstain",
  [Stance.OBJECT]: "object",
  [Stance.AWAITING_INSTRUCTIONS]: "awaiting_instructions",
  [Stance.RECUSED]: "recused",
  [Stance.LATE_ASSOCIATION]: "late_association",
  [Stance.DISSOCIATION]: "dissociation",
};

export interface SignOn {
  exercise: boolean;
  origin: string;
  procedure: string;
  version: number;
  textHash: Uint8Array;
  deadline: number;
  party: string;
  stance: Stance;
  document?: Uint8Array | undefined;
  supersedes?: Uint8Array | undefined;
  fingerprint: Uint8Array;
  seconds: number;
}

export function signOnText(of: SignOn): Bytes {
  const stance = stanceWords[of.stance];
  if (!stance) throw new TypeError("no stance was chosen");
  return lines(of.exercise ? "tocsin.example/exercise/sign-on/v1" : "tocsin.example/sign-on/v1", [
    ["log", of.origin],
    ["statement", of.procedure],
    ["version", String(of.version)],
    ["text-sha256", hex(of.textHash)],
    ["deadline", String(of.deadline / 1000)],
    ["member", of.party],
    ["position", stance],
    ["reservation-sha256", orDash(of.document)],
    ["supersedes", orDash(of.supersedes)],
    ["key", hex(of.fingerprint)],
    ["time", String(of.seconds)],
    ["nonce", hex(random(16))],
  ]);
}
