// What the frame shows of the page inside it: its label, whether it is an exercise, how much needs
// a decision.
// SPDX-License-Identifier: Apache-2.0
import { Tlp } from "#proto/event";

export const subject = $state({ label: Tlp.TLP_UNSPECIFIED as Tlp, exercise: false, badge: 0 });
