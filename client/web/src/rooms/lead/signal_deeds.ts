// What is done with a signal beside raising it: joined to an alert that has it already, or dismissed with a reason.
// SPDX-License-Identifier: Apache-2.0
import * as m from "#m/lead";
import * as raise from "#m/raise";
import type { SignalLine } from "#proto/view";
import { type Deed, line } from "./deed";

export const signalDeeds = ({ signalId }: SignalLine): Deed[] => [
  {
    name: "join_signal", label: raise.join_signal(), follows: raise.join_signal_follows(), done: raise.join_signal_done(),
    asks: [{ kind: "line", name: "alert", label: raise.alert_id(), required: true, most: 64 }],
    command: (said) => ({ case: "joinSignal", value: { signalId, alertId: line(said, "alert") } }),
  },
  {
    name: "dismiss_signal", label: raise.dismiss_signal(), follows: raise.dismiss_signal_follows(), done: raise.dismiss_signal_done(),
    asks: [{ kind: "words", name: "reason", label: m.reason(), required: true, most: 1024 }],
    command: (said) => ({ case: "dismissSignal", value: { signalId, reason: line(said, "reason") } }),
  },
];
