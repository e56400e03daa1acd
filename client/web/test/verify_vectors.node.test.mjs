// The verifier against published vectors, where they are at hand beside the house: never required, always
// obeyed.
// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { verify as ed25519 } from "../src/rooms/audit/proof/ed25519";
import { verify as es256 } from "../src/rooms/audit/proof/es256";
import { isIncluded } from "../src/rooms/audit/proof/merkle";
import { isSigned, readCheckpoint, readLogKey } from "../src/rooms/audit/proof/note";
import { holds, readPosition } from "../src/rooms/audit/proof/signed";
import { verify as sshsig } from "../src/rooms/audit/proof/sshsig";
import { isAsserted } from "../src/rooms/audit/proof/webauthn";
import { unbase64url, unhex, utf8 } from "../src/wire/bytes";

const base = [process.env["TOCSIN_VECTORS"] ?? "",
  join(import.meta.dirname, "../../../../shared/vectors")].find((path) => path && existsSync(path));
const here = base ? describe : describe.skip;
const read = (name) => JSON.parse(readFileSync(join(base ?? "", name), "utf8"));
const b64 = (text) => Uint8Array.from(Buffer.from(text, "base64"));
const files = (folder) => readdirSync(folder).flatMap((name) => {
  const path = join(folder, name);
  return statSync(path).isDirectory() ? files(path) : [path];
});

here("published vectors", () => {
  it("of inclusion", async () => {
    let seen = 0;
    for (const path of files(join(base ?? "", "merkle/inclusion")).filter((name) => name.endsWith(".json"))) {
      const one = JSON.parse(readFileSync(path, "utf8"));
      const held = await isIncluded((one.proof ?? []).map(b64), b64(one.leafHash ?? ""), Number(one.leafIdx),
        Number(one.treeSize), b64(one.root ?? ""));
      expect([path, held]).toEqual([path, !one.wantErr]);
      seen += 1;
    }
    expect(seen).toBeGreaterThan(90);
  });

  it("of Ed25519, and as strict as the server where verifiers differ", async () => {
    for (const group of read("wycheproof/ed25519_test.json").testGroups)
      for (const one of group.tests)
        expect([one.tcId, await ed25519(unhex(group.publicKey.pk), unhex(one.msg), unhex(one.sig))])
          .toEqual([one.tcId, one.result === "valid"]);
    let accepted = 0;
    for (const one of read("ed25519-cctv/ed25519vectors.json")) if (await ed25519(unhex(one.key),
      utf8(one.msg), unhex(one.sig))) accepted += 1;
    expect(accepted).toBe(43); // of 914: as many as libsodium accepts, which is the server's
  });

  it("of ES256 in DER", async () => {
    for (const group of read("wycheproof/ecdsa_secp256r1_sha256_test.json").testGroups)
      for (const one of group.tests)
        expect([one.tcId, await es256(unhex(group.publicKeyDer), unhex(one.msg), unhex(one.sig))])
          .toEqual([one.tcId, one.result === "valid"]);
  });

  it("of passkeys", async () => {
    const said = read("webauthn/assertions.json");
    const key = { algorithm: "es256", publicKey: b64(said.public_key_spki_b64),
      fingerprint: unhex(said.key_fingerprint), credentialId: Uint8Array.of(1), rpId: said.rp_id };
    const known = /not on the list/; // the list of origins: only the server has it
    for (const one of said.cases) {
      const signed = { text: utf8(said.message), algorithm: "es256", form: 1,
        signature: unbase64url(one.signature_b64u),
        authenticatorData: unbase64url(one.authenticatorData_b64u),
          clientData: unbase64url(one.clientDataJSON_b64u) };
      const held = await isAsserted(key, signed);
      if (!known.test(one.desc)) expect([one.desc, held]).toEqual([one.desc, one.valid]);
    }
  });

  it("of signed texts and OpenSSH's armour", async () => {
    const said = read("signon/signon.json");
    const key = { algorithm: "ed25519", publicKey: unhex(said.public_key_hex),
      fingerprint: unhex(said.key_fingerprint), credentialId: new Uint8Array(), rpId: "" };
    const signed = { text: utf8(said.message), algorithm: "ed25519", form: 0,
      signature: unhex(said.signature_hex), authenticatorData: new Uint8Array(),
      clientData: new Uint8Array() };
    expect(await holds(key, signed)).toBe(true);
    expect(readPosition(utf8(said.message))?.get("member")).toBe("NL");
    expect(await sshsig(key.publicKey, signed.text, utf8(said.sshsig.armored), said.sshsig.namespace))
      .toBe(true);
    expect(await sshsig(key.publicKey, signed.text, utf8(said.sshsig.armored), "key@tocsin.example"))
      .toBe(false);
  });

  it("of notes", async () => {
    const said = read("note-sumdb/note.json");
    for (const text of said.good_vkeys) if (/\+A[Q-Za-f]/.test(text)) expect([text,
      await readLogKey(text) !== undefined]).toEqual([text, true]);
    for (const one of read("note-sumdb/checkpoint.json").body) {
      if (typeof one.ok !== "boolean") continue;
      const point = readCheckpoint(`${one.body}\n— a AAAAAAAA\n`);
      expect([one.body, point !== undefined]).toEqual([one.body, one.ok]);
      if (point) expect(await isSigned(point, [])).toBe(false);
    }
  });
});
