// The texts of a procedure: fetched by their hash, checked against it, kept while the page lives.
// SPDX-License-Identifier: Apache-2.0
import { ask } from "../../state/live.svelte";
import { hex, own, same, sha256, text as decode } from "../../wire/bytes";

export interface Text {
  bytes: Uint8Array;
  words: string;
  /** It hashes to the name it was asked by. What does not is shown by nobody as the text. */
  true: boolean;
}

const kept = new Map<string, Promise<Text>>();

export function fetchText(hash: Uint8Array): Promise<Text> {
  const name = hex(hash);
  const found = kept.get(name);
  if (found) return found;
  const made = ask({ case: "fetchDocument", value: { sha256: own(hash) } }, "document").then(
    async ({ content }) => ({
      bytes: content,
      words: decode(content),
      true: same(await sha256(content), hash),
    }),
  );
  kept.set(name, made);
  made.catch(() => kept.delete(name));
  return made;
}
