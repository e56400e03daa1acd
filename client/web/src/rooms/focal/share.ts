// How many governments there are for it so far: they sign, or, in a pledge call, they pledge.
// SPDX-License-Identifier: Apache-2.0
import * as m from "#m/focal";
import { ProcedureDrafted_Kind as Kind } from "#proto/event";

export const shareWords = (kind: Kind, { signed, entitled }: { signed: number; entitled: number }): string =>
  kind === Kind.PLEDGE_CALL ? m.pledged_of({ signed, entitled }) : m.signed_of({ signed, entitled });
