// What an alert still lacks before it may be sent, and what becomes of it on the wire.
// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import {
  AlertContent_Kind as Kind,
  AlertContent_Severity as Severity,
  Tlp,
} from "../src/gen/tocsin/v1/event_pb";
import {
  type AlertDraft,
  contentOf,
  draftOf,
  emptyAlert,
  emptySource,
  independent,
  missingIn,
} from "../src/rooms/lead/alert_draft";

const whole = (): AlertDraft => ({
  ...emptyAlert(),
  countries: ["KE"],
  kinds: [Kind.SERVICE_BLOCKING],
  headline: " Blocked ",
  severity: Severity.SEVERE,
  label: Tlp.GREEN,
});
const from = (url: string, publisher = "") => ({ ...emptySource(), url, publisher });

describe("an alert's draft", () => {
  it("says all that it lacks, and nothing has a label by itself", () => {
    expect(Object.keys(missingIn(emptyAlert())).sort()).toEqual([
      "countries",
      "headline",
      "kinds",
      "label",
      "severity",
    ]);
    expect(missingIn(whole())).toEqual({});
  });
  it("of Extreme severity needs two sources that are not one publisher's", () => {
    const extreme = { ...whole(), severity: Severity.EXTREME };
    expect(Object.keys(missingIn(extreme))).toEqual(["sources"]);
    expect(
      Object.keys(
        missingIn({
          ...extreme,
          sources: [from("https://www.example.org/a"), from("https://example.org/b")],
        }),
      ),
    ).toEqual(["sources"]);
    expect(
      missingIn({ ...extreme, sources: [from("https://example.org/a"), from("https://example.net/b")] }),
    ).toEqual({});
    expect(
      independent({
        ...extreme,
        sources: [from("https://a.example/", "One"), from("https://b.example/", "one")],
      }),
    ).toBe(1);
  });
  it("for named persons only names one", () => {
    expect(Object.keys(missingIn({ ...whole(), label: Tlp.RED }))).toEqual(["persons"]);
  });
  it("of a routine notice needs no country", () => {
    expect(missingIn({ ...whole(), countries: [], kinds: [Kind.NOTICE_KIND] })).toEqual({});
  });
});

describe("its content", () => {
  it("leaves out what was not said, and trims what was", () => {
    const content = contentOf({ ...whole(), sources: [emptySource(), from("https://www.example.org/a")] });
    expect(content.headline).toBe("Blocked");
    expect(content.evidence.map(({ publisher }) => publisher)).toEqual(["example.org"]);
    expect([content.onset, content.audience]).toEqual([undefined, undefined]);
  });
  it("of an update keeps what the form does not know", () => {
    const before = contentOf({ ...whole(), sources: [from("https://example.org/a")], parties: ["DE"] });
    before.cause = "An order.";
    const evidence = before.evidence[0];
    if (evidence) evidence.retrievedAt = 7n;
    const after = contentOf({ ...draftOf(before), headline: "Still blocked", parties: [] }, before);
    expect([after.cause, after.headline, after.evidence[0]?.retrievedAt, after.audience]).toEqual([
      "An order.",
      "Still blocked",
      7n,
      undefined,
    ]);
    expect(before.headline).toBe("Blocked");
  });
});
