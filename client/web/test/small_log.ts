// A log of a few entries, made as docs/LOG_FORMAT.md has it, with keys of its own: what the verifier is
// tried on.
// SPDX-License-Identifier: Apache-2.0
import { Key_Algorithm as Algorithm, Position_Stance as Stance, Role,
  SignedText_Form as Form } from "#proto/event";
import { base64 } from "../src/rooms/audit/proof/base64";
import { type Given, Kind } from "../src/rooms/audit/proof/entry";
import { leafHash, rootOf } from "../src/rooms/audit/proof/merkle";
import { keyId } from "../src/rooms/audit/proof/note";
import { type Bytes, base64url, join, own, random, sha256, unhex, utf8 } from "../src/wire/bytes";
import { signOnText } from "../src/wire/sign_texts";
import { fingerprintOf } from "../src/wire/texts";

/** Fields of a message by their numbers: written here, since the page's schema holds only what the page
   reads. */
export type Fields = Record<number, number | string | Uint8Array | undefined>;

function varint(value: number): Bytes {
  const bytes: number[] = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    bytes.push(left % 128 + (left >= 128 ? 128 : 0));
    if (left < 128) return Uint8Array.from(bytes);
  }
}

export const message = (fields: Fields): Bytes => join(...Object.entries(fields).map(([number, value]) => {
  if (value === undefined || value === 0 || value.toString() === "") return new Uint8Array();
  if (typeof value === "number") return join(varint(Number(number) * 8), varint(value));
  const bytes = typeof value === "string" ? utf8(value) : value;
  return join(varint(Number(number) * 8 + 2), varint(bytes.length), bytes);
}));

/** A signed text as the log keeps it. */
export interface Signature { form: Form; signature: Bytes; authenticatorData?: Bytes; clientData?: Bytes }

export const origin = "small.example/log1";
export const start = 1_764_000_000_000;

export interface Pair { secret: CryptoKey; publicKey: Bytes }

export async function edwards(): Promise<Pair> {
  const pair = (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
  return { secret: pair.privateKey, publicKey: new Uint8Array(await crypto.subtle.exportKey("raw",
    pair.publicKey)) };
}
export const signed = async (pair: Pair, text: Uint8Array): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.sign("Ed25519", pair.secret, own(text)));

const number = (value: number, length: number): Bytes =>
  Uint8Array.from({ length }, (_, at) => Math.floor(value / 256 ** (length - 1 - at)) % 256);

/** A device key, a passkey or an OpenSSH key, with what signs for it. */
export interface Signer {
  algorithm: Algorithm;
  publicKey: Bytes;
  fingerprint: Bytes;
  credentialId?: Bytes;
  rpId?: string;
  sign(text: Uint8Array): Promise<Signature>;
}

export async function device(): Promise<Signer> {
  const pair = await edwards();
  const sign = async (text: Uint8Array) => ({ form: Form.RAW, signature: await signed(pair, text) });
  return { algorithm: Algorithm.ED25519, publicKey: pair.publicKey,
    fingerprint: await fingerprintOf("ed25519", pair.publicKey), sign };
}

const string = (bytes: Uint8Array): Bytes => join(number(bytes.length, 4), bytes);

export async function openssh(namespace = "sign-on@tocsin.example"): Promise<Signer> {
  const pair = await edwards();
  const key = join(string(utf8("ssh-ed25519")), string(pair.publicKey));
  const sign = async (text: Uint8Array) => {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-512", own(text)));
    const about = [utf8(namespace), new Uint8Array(), utf8("sha512")].map(string);
    const signature = join(string(utf8("ssh-ed25519")),
      string(await signed(pair, join(utf8("SSHSIG"), ...about, string(digest)))));
    const blob = base64(join(utf8("SSHSIG"), number(1, 4), string(key), ...about, string(signature)));
    const armour =
      `-----BEGIN SSH SIGNATURE-----\n${blob.replace(/.{70}/g, "$&\n")}\n-----END SSH SIGNATURE-----\n`;
    return { form: Form.OPENSSH, signature: utf8(armour) };
  };
  return { algorithm: Algorithm.ED25519, publicKey: pair.publicKey,
    fingerprint: await fingerprintOf("ed25519", pair.publicKey), sign };
}

function der(raw: Uint8Array): Bytes {
  const one = (digits: Uint8Array): Bytes => {
    let from = 0;
    while (digits[from] === 0) from += 1;
    const short = own(digits.subarray(from));
    const whole = (short[0] ?? 0) >= 0x80 ? join(Uint8Array.of(0), short) : short;
    return join(Uint8Array.of(2, whole.length), whole);
  };
  const body = join(one(raw.subarray(0, 32)), one(raw.subarray(32)));
  return join(Uint8Array.of(0x30, body.length), body);
}

export async function passkey(rpId = "small.example", host = `https://console.${rpId}`): Promise<Signer> {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true,
    ["sign", "verify"]);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey));
  const sign = async (text: Uint8Array) => {
    const clientData = utf8(JSON.stringify({ type: "webauthn.get", challenge: base64url(await sha256(text)),
      origin: host, crossOrigin: false }));
    const authenticatorData = join(await sha256(utf8(rpId)), Uint8Array.of(0x05), number(7, 4));
    const message = join(authenticatorData, await sha256(clientData));
    const raw = new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, pair.privateKey,
      message));
    return { form: Form.PASSKEY, authenticatorData, clientData, signature: der(raw) };
  };
  return { algorithm: Algorithm.ES256, publicKey, fingerprint: await fingerprintOf("es256", publicKey),
    credentialId: random(16), rpId, sign };
}

export class SmallLog {
  readonly entries: Given[] = [];
  key: Pair;
  now = start;
  private constructor(key: Pair, readonly logKey: string) {
    this.key = key;
  }

  static async founded(): Promise<SmallLog> {
    const key = await edwards();
    const log = new SmallLog(key, await vkey(key));
    await log.put(Kind.logFounded, { 1: origin, 2: key.publicKey });
    return log;
  }

  /** Appends what happened; answers its index. */
  async put(kind: number, fields: Fields, actor: Uint8Array = new Uint8Array(16)): Promise<number> {
    this.now += 1000;
    const isServer = actor.every((byte) => byte === 0);
    const payload = message({ 1: this.now - 5, 2: isServer ? undefined : random(32),
      [kind]: message(fields) });
    const salt = random(32);
    const header = join(Uint8Array.of(1, 0), number(kind, 2), number(this.now, 8), actor, random(16),
      await sha256(salt, payload));
    return this.entries.push({ index: this.entries.length, header, salt, payload }) - 1;
  }

  async admit(person: Uint8Array, party: string, signer: Signer, actor = random(16)): Promise<number> {
    await this.put(Kind.personInvited, { 1: person, 2: party, 3: Role.FOCAL_POINT, 6: random(32), 7: 1 },
      actor);
    const { algorithm, publicKey, fingerprint, credentialId, rpId } = signer;
    const key = message({ 1: algorithm, 2: publicKey, 3: fingerprint, 4: credentialId, 5: rpId });
    return this.put(Kind.keyAdded, { 1: person, 2: fingerprint, 4: key }, actor);
  }

  async position(person: Uint8Array, party: string, signer: Signer, said = party): Promise<number> {
    const textHash = await sha256(utf8("the text"));
    const deadline = start + 3_600_000;
    const text = signOnText({ exercise: false, origin, procedure: "st-1", version: 1, textHash, deadline,
      party: said, stance: Stance.SIGN,
      fingerprint: signer.fingerprint, seconds: start / 1000 });
    const made = await signer.sign(text);
    const signedText = message({ 1: text, 2: signer.algorithm, 3: made.signature, 4: made.form,
      5: made.authenticatorData, 6: made.clientData });
    return this.put(Kind.positionTaken, { 1: "st-1", 2: party, 3: person, 4: Stance.SIGN, 5: 1, 6: textHash,
      7: deadline,
      8: signer.fingerprint, 11: signedText }, person);
  }

  async leaves(): Promise<Uint8Array[]> {
    return Promise.all(this.entries.map(({ header }) => leafHash(header)));
  }

  async note(size = this.entries.length): Promise<string> {
    const text = `${origin}\n${size}\n${base64(await rootOf(await this.leaves(), size))}\n`;
    const blob = join(await keyId(origin, this.key.publicKey), await signed(this.key, utf8(text)));
    return `${text}\n— ${origin} ${base64(blob)}\n`;
  }
}

export async function vkey({ publicKey }: { publicKey: Uint8Array }): Promise<string> {
  const id = Array.from(await keyId(origin, publicKey), (one) => one.toString(16).padStart(2, "0")).join("");
  return `${origin}+${id}+${base64(join(Uint8Array.of(1), publicKey))}`;
}

export const person = (byte: string): Bytes => unhex(byte.repeat(16));
