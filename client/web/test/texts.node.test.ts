// The signed texts, byte for byte as docs/PROTOCOL.md has them.
// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { Position_Stance as Stance } from "#proto/event";
import { hex, newId, text, unhex, utf8 } from "../src/wire/bytes";
import { DeviceKey } from "../src/wire/device_key";
import { signOnText } from "../src/wire/sign_texts";
import { fingerprintOf, logInText } from "../src/wire/texts";

const bytes = (digit: string, length: number): Uint8Array => unhex(digit.repeat(length * 2));

describe("signed texts", () => {
  it("say a log-in in seven lines, each ended by LF", () => {
    const said = text(
      logInText({
        origin: "tocsin.example/log1",
        serverNonce: bytes("a", 32),
        clientNonce: bytes("b", 16),
        fingerprint: bytes("c", 32),
        seconds: 1764000000,
      }),
    );
    expect(said.split("\n")).toEqual([
      "tocsin.example/auth/v1",
      "log tocsin.example/log1",
      `server-nonce ${"a".repeat(64)}`,
      `client-nonce ${"b".repeat(32)}`,
      "tls-exporter -",
      `key ${"c".repeat(64)}`,
      "time 1764000000",
      "",
    ]);
  });

  it("say a position in thirteen, with a dash for what is not named", () => {
    const said = text(
      signOnText({
        exercise: true,
        origin: "demo/log1",
        procedure: "ex-st-1",
        version: 3,
        textHash: bytes("1", 32),
        deadline: 1764003600000,
        party: "GH",
        stance: Stance.NOT_JOINING,
        fingerprint: bytes("2", 32),
        seconds: 1764000000,
      }),
    ).split("\n");
    expect(said).toHaveLength(14);
    expect(said[0]).toBe("tocsin.example/exercise/sign-on/v1");
    expect(said.slice(4, 11)).toEqual([
      `text-sha256 ${"1".repeat(64)}`,
      "deadline 1764003600",
      "member GH",
      "position not_joining",
      "reservation-sha256 -",
      "supersedes -",
      `key ${"2".repeat(64)}`,
    ]);
    expect(said[12]).toMatch(/^nonce [0-9a-f]{32}$/);
  });

  it("are signed by a device key that WebCrypto holds", async () => {
    // RFC 8032, section 7.1, test 1.
    const key = await DeviceKey.of(unhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
    expect(hex(key.publicKey)).toBe("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    expect(hex(key.fingerprint)).toBe(hex(await fingerprintOf("ed25519", key.publicKey)));
    const signed = await key.sign(utf8(""));
    expect(hex(signed.signature).slice(0, 16)).toBe("e5564300c360ac72");
  });
});

describe("a command's id", () => {
  it("is a UUIDv7 of its instant", () => {
    const id = hex(newId(0x0192_0000_0001));
    expect(id.slice(0, 12)).toBe("019200000001");
    expect(id[12]).toBe("7");
    expect("89ab").toContain(id[16]);
  });
});
