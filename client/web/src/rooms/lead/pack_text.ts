// A publication pack as plain text, for a ministry's own website: what stands on the page, and nothing else.
// SPDX-License-Identifier: Apache-2.0
import * as steer from "#m/steer";
import type { Named, PackView } from "#proto/view";
import { stamp } from "../../messages/form";
import { hex, ms } from "../../wire/bytes";

const list = (title: string, names: readonly Named[]): string[] =>
  names.length > 0 ? ["", title, ...names.map((one) => `  ${one.name}`)] : [];

export const packText = (view: PackView, words: string): string =>
  [
    view.title,
    "",
    words.trim(),
    ...list(steer.signatories({ count: view.count }), view.signatories),
    ...list(steer.associated_observers(), view.associated),
    ...list(steer.later_associations(), view.laterAssociations),
    ...list(steer.dissociations(), view.dissociations),
    "",
    steer.list_version({ version: view.listVersion, at: stamp(ms(view.asOf)) }),
    `SHA-256 ${hex(view.textSha256)}`,
    "",
  ].join("\n");
