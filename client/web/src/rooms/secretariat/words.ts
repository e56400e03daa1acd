// The words of parties, regions, groups and posts for the numbers of the schema.
// SPDX-License-Identifier: Apache-2.0
import * as m from "#m/secretariat";
import { Group_Kind as GroupKind, Party_Kind as Kind, Party_Region as Region, Role } from "#proto/event";

import { role } from "../../messages/words";

type Words = Partial<Record<number, () => string>>;
const say = (words: Words) => (value: number): string => words[value]?.() ?? "–";

export const kindWords = say({
  [Kind.GOVERNMENT]: m.government, [Kind.OBSERVER]: m.observer, [Kind.ADVISER]: m.adviser,
    [Kind.SECRETARIAT]: m.secretariat,
});
export const regions = [Region.AFG, Region.APG, Region.EEG, Region.GRULAC, Region.WEOG];
export const regionWords = say({
  [Region.AFG]: m.region_afg, [Region.APG]: m.region_apg, [Region.EEG]: m.region_eeg,
    [Region.GRULAC]: m.region_grulac,
  [Region.WEOG]: m.region_weog,
});
export const groupWords = say({
  [GroupKind.TASK_FORCE]: m.task_force, [GroupKind.WORKING_GROUP]: m.working_group,
    [GroupKind.NETWORK]: m.network,
});

/** Which roles a person of a kind of party may have. */
export const rolesOf = (kind: Kind): Role[] => ({
  [Kind.GOVERNMENT]: [Role.FOCAL_POINT, Role.LEAD, Role.PENHOLDER, Role.CHAIR],
  [Kind.OBSERVER]: [Role.OBSERVER_ROLE],
  [Kind.ADVISER]: [Role.ADVISER_ROLE, Role.LEAD, Role.SOURCE],
  [Kind.SECRETARIAT]: [Role.SUPPORT, Role.AUDITOR, Role.SOURCE],
  [Kind.KIND_UNSPECIFIED]: [],
})[kind];

/** What somebody may do, and where, in one line. */
export const rolesWords = ({ roles, deputy, post }: { roles: readonly Role[]; deputy: boolean;
  post: string }): string =>
  [...roles.map(role), deputy ? m.deputy() : "", post].filter(Boolean).join(", ");

export const posts = ["capital", "new-york", "geneva", "paris", "vienna", "office"];
