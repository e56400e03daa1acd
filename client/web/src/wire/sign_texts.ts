// The texts that keys sign once their person is in, line for line as docs/PROTOCOL.md 2.5 and 5 have them.
// SPDX-License-Identifier: Apache-2.0
import { Position_Stance as Stance } from "#proto/event";
import { type Bytes, hex, random } from "./bytes";
import { lines } from "./texts";

const orDash = (bytes: Uint8Array | undefined): string => (bytes && bytes.length > 0 ? hex(bytes) : "-");

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
