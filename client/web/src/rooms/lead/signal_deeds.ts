// What is done with a signal beside raising it: joined to an alert that has it already, or dismissed with a
// reason.
// SPDX-License-Identifier: Apache-2.0
import * as m from "#m/lead";
import * as raise from "#m/raise";
import type { AlertLine, SignalLine } from "#proto/view";
import { countries } from "../../messages/form";
import { type Deed, line } from "./deed";

const shares = ({ content }: SignalLine, alert: AlertLine): boolean =>
  content?.countries.some((one) => alert.countries.includes(one)) ?? false;

/** The alerts of its own countries stand first. */
const joinTo = (signal: SignalLine, alerts: readonly AlertLine[]): Deed => ({
  name: "join_signal",
  label: raise.join_signal(),
  follows: raise.join_signal_follows(),
  done: raise.join_signal_done(),
  asks: [
    {
      kind: "one",
      name: "alert",
      label: raise.to_alert(),
      required: true,
      options: alerts
        .toSorted((a, b) => Number(shares(signal, b)) - Number(shares(signal, a)))
        .map((one) => ({ value: one.alertId, label: `${countries(one.countries)}: ${one.headline}` })),
    },
  ],
  command: (said) => ({
    case: "joinSignal",
    value: { signalId: signal.signalId, alertId: line(said, "alert") },
  }),
});

const dismiss = ({ signalId }: SignalLine): Deed => ({
  name: "dismiss_signal",
  label: raise.dismiss_signal(),
  follows: raise.dismiss_signal_follows(),
  done: raise.dismiss_signal_done(),
  asks: [{ kind: "words", name: "reason", label: m.reason(), required: true, most: 1024 }],
  command: (said) => ({ case: "dismissSignal", value: { signalId, reason: line(said, "reason") } }),
});

export const signalDeeds = (signal: SignalLine, alerts: readonly AlertLine[]): Deed[] => [
  ...(alerts.length > 0 ? [joinTo(signal, alerts)] : []),
  dismiss(signal),
];
