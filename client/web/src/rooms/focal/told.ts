// "told by phone and e-mail": by which channels beside an open console a government was told.
// SPDX-License-Identifier: Apache-2.0
import * as m from "#m/channels";

export function toldBy(channels: string[]): string {
  const both = channels.includes("push") && channels.includes("email");
  return m.told_by({
    channels: both ? m.by_both() : channels.includes("push") ? m.by_push() : m.by_email(),
  });
}
