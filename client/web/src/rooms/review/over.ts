// Whether a case is over: a review is written of nothing else.
// SPDX-License-Identifier: Apache-2.0
import {
  type AlertView,
  AlertView_State as AlertState,
  type ProcedureView,
  ProcedureView_State as State,
} from "#proto/view";

export const isOverAlert = ({ state }: AlertView): boolean =>
  [AlertState.CLOSED, AlertState.CANCELLED, AlertState.MERGED].includes(state);
export const isOverProcedure = ({ state }: ProcedureView): boolean =>
  ![State.STATE_UNSPECIFIED, State.DRAFT, State.CONSULTATION, State.OPEN].includes(state);
