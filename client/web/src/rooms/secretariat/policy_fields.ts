// The fields of the policy, in the order and in the words in which they are shown.
// SPDX-License-Identifier: Apache-2.0
import * as m from "#m/secretariat";
import type { Policy } from "#proto/event";
import type { Form } from "./policy_values";

export interface PolicyField {
  key: Exclude<keyof Policy, "$typeName" | "$unknown">;
  form: Form;
  about: () => string;
}

export const policyFields: readonly PolicyField[] = [
  { key: "ladder", form: "ladder", about: m.p_ladder },
  { key: "lastRungRepeatsMax", form: "count", about: m.p_last_rung_repeats_max },
  { key: "lastRungRepeatMs", form: "span", about: m.p_last_rung_repeat },
  { key: "independentSourcesMin", form: "count", about: m.p_independent_sources_min },
  { key: "windowMsMin", form: "span", about: m.p_window_min },
  { key: "silenceMsMin", form: "span", about: m.p_silence_min },
  { key: "extensionsMax", form: "count", about: m.p_extensions_max },
  { key: "extensionMsMax", form: "span", about: m.p_extension_max },
  { key: "remindAtPercent", form: "counts", about: m.p_remind_at_percent },
  { key: "remindBeforeMs", form: "spans", about: m.p_remind_before },
  { key: "contestMs", form: "span", about: m.p_contest },
  { key: "lateWindowMs", form: "span", about: m.p_late_window },
  { key: "chairMayProceed", form: "flag", about: m.p_chair_may_proceed },
  { key: "objectorsHidden", form: "flag", about: m.p_objectors_hidden },
  { key: "closingSettleMs", form: "span", about: m.p_closing_settle },
  { key: "invitationMs", form: "span", about: m.p_invitation },
  { key: "delegationMsMax", form: "span", about: m.p_delegation_max },
  { key: "recoveryCoolingMs", form: "span", about: m.p_recovery_cooling },
];
