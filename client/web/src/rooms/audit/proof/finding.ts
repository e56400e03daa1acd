// What a verification found, as codes; the page says them in the reader's language.
// SPDX-License-Identifier: Apache-2.0

export const codes = [
  "checkpoint_unreadable", "checkpoint_signature", "other_log", "key_change", "kept_unreadable",
    "kept_signature", "kept_rewritten",
  "kept_beyond", "root", "missing", "order", "beyond", "header", "halves", "commitment", "proof", "clock",
    "command", "event", "kind",
  "received", "request", "founding", "realm", "fingerprint", "key_twice", "position_text", "position_line",
    "position_key",
  "position_person", "position_party", "position_force", "position_signature",
] as const;
export type Code = (typeof codes)[number];

export interface Finding {
  code: Code;
  /** The entry; nothing, where the whole is wrong and no entry can be named. */
  index?: number;
  expected?: string;
  found?: string;
  /** Of a signed text: the line that differs. */
  line?: string;
}

export interface Report {
  sound: boolean;
  origin: string;
  size: number;
  root: string;
  /** The checkpoint is signed by the log that is trusted. */
  signed: boolean;
  /** Every entry leads to the checkpoint's root. */
  tree: boolean;
  entries: number;
  withheld: number;
  positions: number;
  /** Signed with keys that were not among the entries given. */
  unchecked: number;
  /** The largest kept checkpoint that these entries continue; 0: none. */
  keptSize: number;
  /** The key in force under the checkpoint, as it is published. */
  logKey: string;
  findings: Finding[];
  firstWrong: number | undefined;
}
