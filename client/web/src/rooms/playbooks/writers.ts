// Who writes playbooks. SPDX-License-Identifier: Apache-2.0
import { Role } from "#proto/event";

export const writers = [Role.LEAD, Role.CHAIR, Role.SUPPORT] as const;
