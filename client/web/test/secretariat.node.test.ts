// Codes that the secretariat makes, fingerprints that it hears, and the policy as people write it.
// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { Policy_Whom as Whom } from "#proto/event";
import { makeCode, spell } from "../src/rooms/secretariat/codes";
import { policyFields } from "../src/rooms/secretariat/policy_fields";
import { read, readSpan, write, writeSpan } from "../src/rooms/secretariat/policy_values";
import { readBack } from "../src/rooms/secretariat/reading_back";
import { readCode } from "../src/wire/code";
import { hex, sha256, unhex } from "../src/wire/bytes";

describe("a code", () => {
  it("spells 160 bits in Crockford's letters, the first bit first", () => {
    expect(spell(new Uint8Array(20))).toBe("0000-0000-0000-0000-0000-0000-0000-0000");
    expect(spell(new Uint8Array(20).fill(0xff))).toBe("ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ");
    expect(spell(unhex("0842108421084210842108421084210842108421")))
      .toBe("1111-1111-1111-1111-1111-1111-1111-1111");
    expect(spell(unhex("00443214c74254b635cf84653a56d7c675be77df")))
      .toBe("0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXYZ");
  });
  it("is another one each time, read as it was written, and named by the hash of its twenty bytes",
    async () => {
    const [one, other] = [await makeCode(), await makeCode()];
    expect(one.words).not.toBe(other.words);
    expect(readCode(one.words.toLowerCase())).toBe(one.words.replaceAll("-", ""));
    expect(one.hash).toHaveLength(32);
    expect(hex(await sha256(new Uint8Array(20)))).toBe(hex(await sha256(unhex("00".repeat(20)))));
  });
});

describe("a fingerprint that is read back", () => {
  const fingerprint = "7f3a91c0".repeat(8);
  it("agrees whatever the spaces and the case, from 32 digits on", () => {
    expect(readBack("7F3A 91c0 7f3a", fingerprint))
      .toMatchObject({ agree: 12, differs: false, isEnough: false });
    expect(readBack("7f3a91c0 ".repeat(4), fingerprint)).toMatchObject({ agree: 32, isEnough: true });
    expect(readBack(fingerprint, fingerprint)).toMatchObject({ agree: 64, isEnough: true });
  });
  it("names the group that differs, and is not enough then", () => {
    expect(readBack("7f3a 91c0 7f3b", fingerprint))
      .toMatchObject({ differs: true, isEnough: false, group: 3 });
    expect(readBack(`${fingerprint}0`, fingerprint)).toMatchObject({ differs: true, isEnough: false });
    expect(readBack("", fingerprint)).toMatchObject({ differs: false, isEnough: false });
  });
});

describe("the policy", () => {
  it("says a span in the largest unit that is exact", () => {
    expect([0n, 900_000n, 86_400_000n, 5_400_000n, 1_500n].map(writeSpan))
      .toEqual(["0", "15m", "1d", "90m", "1500ms"]);
    expect(["0", "15m", "1d", "90 m", "1500ms"].map(readSpan))
      .toEqual([0n, 900_000n, 86_400_000n, 5_400_000n, 1_500n]);
    expect(["", "15", "m", "-1h", "1w", "1.5h"].map(readSpan)).toEqual(Array(6).fill(undefined));
  });
  it("reads back what it writes, in every form", () => {
    const ladder = [{ afterMs: 900_000n, whom: Whom.FOCAL_POINTS },
      { afterMs: 5_400_000n, whom: Whom.CALL_LIST }];
    expect(write("ladder", ladder)).toBe("15m=focal-points, 90m=call-list");
    expect(read("ladder", write("ladder", ladder))).toEqual(ladder);
    expect(read("ladder", "15m=everybody")).toBeUndefined();
    expect(read("counts", "50, 90")).toEqual([50, 90]);
    expect(read("spans", "")).toEqual([]);
    expect(read("flag", "true")).toBe(true);
    expect(read("count", "x")).toBeUndefined();
  });
  it("is shown whole: no field of it is left out",
    () => expect(new Set(policyFields.map((field) => field.key)).size).toBe(18));
});
