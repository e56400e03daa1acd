// What this page reads and writes is what protobuf's own library reads and writes: of every message of
// the schema, many times, with values that were drawn for it.
// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from "node:fs";
import * as library from "@bufbuild/protobuf";
import { ScalarType } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import * as command from "#proto/command";
import * as event from "#proto/event";
import * as frame from "#proto/frame";
import * as view from "#proto/view";
import { fromBinary, toBinary } from "../src/codec/binary";
import { clone, create } from "../src/codec/create";
import { fromJson, toJson } from "../src/codec/json";

const described = readFileSync(new URL("../src/gen/described.bin", import.meta.url));
const registry = library.createFileRegistry(library.fromBinary(FileDescriptorSetSchema, described));
const theirs = [...registry].filter((one) => one.kind === "message");
const ours = { ...command, ...event, ...frame, ...view };
const nameOf = (desc) => desc.typeName.slice("tocsin.v1.".length).replaceAll(".", "_");
const ourOf = (desc) => ours[`${nameOf(desc)}Schema`];

let state = 1;
/** The same numbers in every run (Park and Miller's). */
const draw = (below) => (state = (state * 48_271) % 2_147_483_647) % below;
const pick = (from) => from[draw(from.length)];

const scalars = {
  [ScalarType.INT32]: () => pick([0, 1, -1, 127, 2 ** 31 - 1, -(2 ** 31)]),
  [ScalarType.UINT32]: () => pick([0, 1, 127, 128, 300, 2 ** 32 - 1]),
  [ScalarType.INT64]: () => pick([0n, 1n, -1n, 2n ** 31n, 1_764_000_000_000n, 2n ** 63n - 1n, -(2n ** 63n)]),
  [ScalarType.UINT64]: () => pick([0n, 1n, 127n, 2n ** 28n, 2n ** 35n - 1n, 2n ** 64n - 1n]),
  [ScalarType.BOOL]: () => draw(2) === 1,
  [ScalarType.STRING]: () => pick(["", "Accra", "\uFEFFé\u0000", "Ñandú 🕊", "x".repeat(draw(300))]),
  [ScalarType.BYTES]: () => Uint8Array.from({ length: pick([0, 1, 16, 32, 200]) }, () => draw(256)),
};

function one(field, depth) {
  if (field.message) return values(field.message, depth - 1);
  if (field.enum) return pick([...field.enum.values.map((value) => value.number), 77, -1]);
  return scalars[field.scalar]();
}

/** Values for some of a message's fields, as one writes them. */
function values(desc, depth) {
  const init = {};
  for (const member of desc.members) {
    const field = member.kind === "oneof" ? pick(member.fields) : member;
    if (draw(3) === 0 || (field.message && depth === 0)) continue;
    const isList = field.fieldKind === "list";
    const some = Array.from({ length: isList ? draw(4) : 1 }, () => one(field, depth));
    const value = isList ? some : some[0];
    init[member.localName] = member === field ? value : { case: field.localName, value };
  }
  return init;
}

const times = 40;
const each = (desc, take) => {
  for (let n = 0; n < times; n += 1) take(values(desc, 4));
};
const bytesOf = (desc, init) => library.toBinary(desc, library.create(desc, init));
/** What a reader makes of bytes: the message, or that it refuses them. */
const said = (read) => {
  try {
    return read();
  } catch {
    return "refused";
  }
};
const plain = (message) => structuredClone(message); // without the library's prototypes

describe("the codec and protobuf's own library", () => {
  it("know the same messages", () => {
    expect(theirs.length).toBeGreaterThan(200);
    expect(theirs.filter((desc) => !ourOf(desc)).map(nameOf)).toEqual([]);
  });

  it("make the same messages of what is known of them", () => {
    for (const desc of theirs)
      each(desc, (init) =>
        expect(plain(create(ourOf(desc), init)), nameOf(desc)).toEqual(
          plain(library.create(desc, init)),
        ),
      );
  });

  it("write the same bytes", () => {
    for (const desc of theirs)
      each(desc, (init) =>
        expect(toBinary(ourOf(desc), create(ourOf(desc), init)), nameOf(desc)).toEqual(
          bytesOf(desc, init),
        ),
      );
  });

  it("read the same message of the same bytes", () => {
    for (const desc of theirs)
      each(desc, (init) => {
        const bytes = bytesOf(desc, init);
        expect(plain(fromBinary(ourOf(desc), bytes)), nameOf(desc)).toEqual(
          plain(library.fromBinary(desc, bytes)),
        );
      });
  });

  it("say the same over HTTP, in JSON, and hear it", () => {
    const spoken = ["Challenge", "Authenticate", "Enrol", "InvitationView", "Welcome", "Refusal"];
    for (const desc of theirs.filter((some) => spoken.includes(nameOf(some))))
      each(desc, (init) => {
        const message = create(ourOf(desc), init);
        const json = library.toJson(desc, library.create(desc, init));
        expect(toJson(ourOf(desc), message), nameOf(desc)).toEqual(json);
        expect(fromJson(ourOf(desc), json), nameOf(desc)).toEqual(plain(library.fromJson(desc, json)));
      });
  });
});

describe("a message", () => {
  const alertOf = registry.getMessage("tocsin.v1.AlertContent");
  const answerOf = registry.getMessage("tocsin.v1.Answer");

  it("of a newer server keeps what this build does not know, and says it again", () => {
    for (const desc of theirs.slice(0, 100)) {
      const bytes = bytesOf(desc, values(desc, 3));
      const none = view.ShowCoalitionSchema; // a message without fields
      expect(toBinary(none, fromBinary(none, bytes)), nameOf(desc)).toEqual(bytes);
    }
  });

  it("that is cut off anywhere is read as the library reads it, or refused as there", () => {
    for (const desc of [alertOf, answerOf]) {
      const bytes = bytesOf(desc, values(desc, 3));
      for (let end = 0; end < bytes.length; end += 1) {
        const cut = bytes.slice(0, end);
        expect(plain(said(() => fromBinary(ourOf(desc), cut)))).toEqual(
          plain(said(() => library.fromBinary(desc, cut))),
        );
      }
    }
  });

  it("that no writer writes is refused, as by the library", () => {
    const number = 0x08; // field 1, a number
    for (const bytes of [
      [number, ...Array(10).fill(0xff), 0x01], // a number of eleven bytes
      [0x00, 0x01], // field 0
      [0x0b], // the beginning of a group
      [0x0f, 0x01], // wire type 7
      [0x3a, 0x05, 0x01], // longer than what is there
    ].map((some) => Uint8Array.from(some)))
      for (const desc of [alertOf, answerOf]) {
        expect(said(() => library.fromBinary(desc, bytes))).toBe("refused");
        expect(said(() => fromBinary(ourOf(desc), bytes)), String(bytes)).toBe("refused");
      }
  });

  it("inside another stays what it is, with what this build does not know of it", () => {
    const key = fromBinary(event.KeySchema, Uint8Array.from([0x08, 0x01, 0xf8, 0x07, 0x05]));
    const enrol = create(frame.EnrolSchema, { code: "a", key });
    expect(enrol.key).toBe(key);
    expect(toBinary(event.KeySchema, enrol.key)).toHaveLength(5);
  });

  it("with numbers that do not fit is not written", () => {
    const write = (index, entries = 0) =>
      toBinary(frame.ReceiptSchema, create(frame.ReceiptSchema, { index, entries }));
    expect(() => write(-1n)).toThrow(RangeError);
    expect(() => write(2n ** 64n)).toThrow(RangeError);
    expect(() => write(1n, 2 ** 32)).toThrow(RangeError);
    expect(() => write(1n, 0.5)).toThrow(RangeError);
  });

  it("that came in two parts is put together", () => {
    const part = (what) => bytesOf(registry.getMessage("tocsin.v1.Verdict"), what);
    const first = part({ verdict: { case: "refusal", value: { what: "no" } } });
    const second = part({ verdict: { case: "refusal", value: { why: "late" } } });
    const { verdict } = fromBinary(frame.VerdictSchema, Uint8Array.from([...first, ...second]));
    expect(verdict.case === "refusal" && [verdict.value.what, verdict.value.why]).toEqual(["no", "late"]);
  });

  it("packed or one by one, numbers in a row are the same", () => {
    const roles = [event.Role.LEAD, event.Role.CHAIR];
    const packed = toBinary(frame.WelcomeSchema, create(frame.WelcomeSchema, { roles }));
    const loose = Uint8Array.from(roles.flatMap((role) => [(3 << 3) | 0, role]));
    expect(fromBinary(frame.WelcomeSchema, loose).roles).toEqual(roles);
    expect(fromBinary(frame.WelcomeSchema, packed).roles).toEqual(roles);
  });

  it("is copied without sharing anything", () => {
    const before = create(event.AlertContentSchema, { area: "North", evidence: [{}] });
    const copy = clone(event.AlertContentSchema, before);
    expect(copy).toEqual(before);
    copy.evidence.pop();
    expect(before.evidence).toHaveLength(1);
  });
});
