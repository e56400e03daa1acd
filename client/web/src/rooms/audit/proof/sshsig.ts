// The armoured output of `ssh-keygen -Y sign` (PROTOCOL.sshsig of OpenSSH), for the two kinds of key that
// are taken.
// SPDX-License-Identifier: Apache-2.0
import { join, own, same, sha256, text, utf8 } from "../../../wire/bytes";
import { unbase64 } from "./base64";
import { verify as verifyEd25519 } from "./ed25519";

const begin = "-----BEGIN SSH SIGNATURE-----";
const end = "-----END SSH SIGNATURE-----";
const plain = "ssh-ed25519";
const securityKey = "sk-ssh-ed25519@openssh.com";
const hashes: Record<string, string> = { sha256: "SHA-256", sha512: "SHA-512" };

class Reader {
  private at = 0;
  constructor(private readonly bytes: Uint8Array) {}

  take(length: number): Uint8Array {
    if (length > this.bytes.length - this.at) throw new RangeError("too short");
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
  number(): number {
    return this.take(4).reduce((value, byte) => value * 256 + byte, 0);
  }
  string(): Uint8Array {
    return this.take(this.number());
  }
  words(): string {
    return text(this.string());
  }
  end(): void {
    if (this.at !== this.bytes.length) throw new RangeError("something stands behind it");
  }
}

function string(bytes: Uint8Array): Uint8Array {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, bytes.length);
  return join(length, bytes);
}

function unarmoured(armour: Uint8Array): Uint8Array {
  const rows = text(armour).trim().split(/\r?\n/);
  const inner = rows.length >= 3 && rows[0] === begin && rows.at(-1) === end
    ? unbase64(rows.slice(1, -1).join("")) : undefined;
  if (!inner) throw new RangeError("no armour");
  return inner;
}

async function check(publicKey: Uint8Array, message: Uint8Array, armour: Uint8Array,
  namespace: string): Promise<boolean> {
  const outer = new Reader(unarmoured(armour));
  if (text(outer.take(6)) !== "SSHSIG" || outer.number() !== 1) return false;
  const key = new Reader(outer.string());
  const [kind, owned] = [key.words(), key.string()];
  const application = kind === securityKey ? key.words() : "";
  key.end();
  if ((kind !== plain && kind !== securityKey) || !same(owned, publicKey)) return false;
  if (kind === securityKey && !application.startsWith("ssh:")) return false;
  if (outer.words() !== namespace) return false;
  const [reserved, hash] = [outer.string(), outer.words()];
  const inner = new Reader(outer.string());
  outer.end();
  const digest = new Uint8Array(await crypto.subtle.digest(hashes[hash] ?? "none", own(message)));
  const parts = [utf8(namespace), reserved, utf8(hash), digest].map(string);
  let signed: Uint8Array = join(utf8("SSHSIG"), ...parts);
  if (inner.words() !== kind) return false;
  const signature = inner.string();
  if (kind === securityKey) {
    const [flags, counter] = [inner.take(1), inner.take(4)];
    if (((flags[0] ?? 0) & 1) === 0) return false; // nobody was there
    signed = join(await sha256(utf8(application)), flags, counter, await sha256(signed));
  }
  inner.end();
  return verifyEd25519(publicKey, signed, signature);
}

export const verify = (key: Uint8Array, message: Uint8Array, armour: Uint8Array,
  namespace: string): Promise<boolean> =>
  check(key, message, armour, namespace).catch(() => false); // what cannot be read is no signature
