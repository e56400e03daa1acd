// What a verification found, in words: one sentence for each code of the verifier.
// SPDX-License-Identifier: Apache-2.0
import * as m from "#m/audit";
import { count } from "../../messages/form";
import type { Code, Finding, Report } from "./proof/finding";

const words: Record<Code, (finding: Finding) => string> = {
  checkpoint_unreadable: () => m.f_checkpoint_unreadable(),
  checkpoint_signature: () => m.f_checkpoint_signature(),
  other_log: () => m.f_other_log(),
  key_change: () => m.f_key_change(),
  kept_unreadable: () => m.f_kept_unreadable(),
  kept_signature: () => m.f_kept_signature(),
  kept_rewritten: ({ found }) => m.f_kept_rewritten({ size: found ?? "" }),
  kept_beyond: ({ expected, found }) => m.f_kept_beyond({ kept: expected ?? "", size: found ?? "" }),
  root: () => m.f_root(),
  missing: () => m.f_missing(),
  order: () => m.f_order(),
  beyond: () => m.f_beyond(),
  header: () => m.f_header(),
  halves: () => m.f_halves(),
  commitment: () => m.f_commitment(),
  proof: () => m.f_proof(),
  clock: () => m.f_clock(),
  command: () => m.f_command(),
  event: () => m.f_event(),
  kind: () => m.f_kind(),
  received: () => m.f_received(),
  request: () => m.f_request(),
  founding: () => m.f_founding(),
  realm: () => m.f_realm(),
  fingerprint: () => m.f_fingerprint(),
  key_twice: () => m.f_key_twice(),
  position_text: () => m.f_position_text(),
  position_line: ({ line }) => m.f_position_line({ line: line ?? "" }),
  position_key: () => m.f_position_key(),
  position_person: () => m.f_position_person(),
  position_party: () => m.f_position_party(),
  position_force: () => m.f_position_force(),
  position_signature: () => m.f_position_signature(),
};

export const findingWords = (finding: Finding): string => words[finding.code](finding);

/** What stands although something is wrong: never more than was shown. */
export function trustworthy(report: Report): string {
  if (!report.signed) return m.trust_nothing();
  if (!report.tree) return report.keptSize > 0 ? m.trust_kept({ size: count(report.keptSize) })
    : m.trust_no_root();
  return report.firstWrong === undefined ? m.trust_tree()
    : m.trust_before({ index: String(report.firstWrong) });
}
