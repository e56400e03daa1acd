// What has happened in the demo's coalition by the time it opens: who there is, and, unless it is
// to be empty, a crisis: live alerts with different reach, an open statement, a closed and
// published one, a closed alert, a draft that waits for a second person, signals.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/app/demo_seeder.hpp"

namespace tocsin::app {

constexpr auto story_length = std::chrono::hours(26);

Result<void> tell_roster(Seeder& seeder, const std::vector<DemoPerson>& persons);
// Chair, task force, playbook: of those the roster has named.
void tell_coalition(Seeder& seeder);
Result<void> tell_crisis(Seeder& seeder);

} // namespace tocsin::app
