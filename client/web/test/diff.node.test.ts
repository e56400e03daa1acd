// What changed between two versions, as a person reads it; and a receipt that is checked without trust.
// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { ReceiptSchema } from "#proto/frame";
import { create } from "../src/codec/create";
import { changes } from "../src/rooms/focal/diff";
import { hex, join, random, sha256 } from "../src/wire/bytes";
import { encodeCode, readCode } from "../src/wire/code";
import { holds } from "../src/wire/receipt";

const side = (kind: "gone" | "new", parts: ReturnType<typeof changes>): string =>
  parts
    .filter((part) => part.kind === "same" || part.kind === kind)
    .map((part) => part.words)
    .join("");

describe("a difference", () => {
  const before = "# Title\n\nWe are concerned by the shutdown.\n\nIt must end.\n";
  const after = "# Title\n\nWe are gravely concerned by this long shutdown.\n\nIt must end.\n\nAt once.\n";

  it("is nothing between a text and itself", () =>
    expect(changes(before, before)).toEqual([{ kind: "same", words: before }]));

  it("holds both texts whole", () => {
    const parts = changes(before, after);
    expect([side("gone", parts), side("new", parts)].map((text) => text.replace(/\s+/g, " "))).toEqual(
      [before, after].map((text) => text.replace(/\s+/g, " ")),
    );
    expect(parts.filter((part) => part.kind === "new").map((part) => part.words.trim())).toEqual([
      "gravely",
      "this long",
      "At once.",
    ]);
  });

  it("takes words replaced one after the other together", () =>
    expect(changes("one two three\n", "four five six\n").filter((part) => part.words.trim())).toEqual([
      { kind: "gone", words: "one two three" },
      { kind: "new", words: "four five six" },
    ]));
});

describe("a receipt", () => {
  const commandId = random(16);
  const person = random(16);
  const header = join(random(12), person, commandId, random(32));

  it("holds when its leaf hash is that of a header that names person and command", async () => {
    const receipt = create(ReceiptSchema, { header, leafHash: await sha256(new Uint8Array([0]), header) });
    expect(await holds(receipt, hex(commandId), person)).toBe(true);
    expect(await holds(receipt, hex(random(16)), person)).toBe(false);
    expect(await holds(receipt, hex(commandId), random(16))).toBe(false);
    expect(await holds({ ...receipt, leafHash: random(32) }, hex(commandId), person)).toBe(false);
  });
});

describe("a code", () => {
  it("is read in any case, with or without hyphens, O as 0, I and L as 1", () =>
    expect(readCode("nd2p-8csf-bb5h-m7xo-mgzO-d7gl-nnr6-dpbi")).toBe("ND2P8CSFBB5HM7X0MGZ0D7G1NNR6DPB1"));
  it("is written as it is read", () => {
    expect(encodeCode(new Uint8Array(20))).toBe("0".repeat(32));
    expect(encodeCode(new Uint8Array(20).fill(255))).toBe("Z".repeat(32));
    expect(readCode(encodeCode(random(20)))).toHaveLength(32);
  });
  it("is no code when a letter is missing", () => expect(readCode("ND2P-8CSF")).toBeUndefined());
});
