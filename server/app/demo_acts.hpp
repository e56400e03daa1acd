// The acts the demo's story is made of, each as a command.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/app/demo_cases.hpp"
#include "server/app/demo_seeder.hpp"

#include <string_view>
#include <vector>

namespace tocsin::app {

v1::Command signal_of(const DemoCase& fact);
v1::Command raise_of(const DemoCase& fact);
v1::Command acknowledgement(
    const std::string& alert, v1::AlertAcknowledged::Answer answer, Instant answer_by = Instant{}
);
v1::Command note_on(const std::string& subject, const std::string& text);

// Raised by the first lead and approved by the second; the alert's id.
Result<std::string> issue(Seeder& seeder, const DemoCase& fact);

// How an alert's rungs stand: of every ten governments in order of code, so many answered, so many
// got
// it and have not answered, so many could not be reached.
struct ReachPattern {
    int acknowledged = 10;
    int delivered = 0;
    int unreached = 0;
    const char* because = ""; // why not reached
};

void reach(Seeder& seeder, const std::string& alert, const ReachPattern& pattern);

struct StatementPlan {
    std::string title;
    std::string text; // begins with "# " and the title
    std::string country;
    std::string alert; // may be empty
    v1::Tlp label = v1::GREEN;
    std::uint32_t threshold = 1;
};

// Drafted by the first lead, its text deposited and added; the procedure's id.
Result<std::string> draft(Seeder& seeder, const StatementPlan& plan);
Result<void>
open(Seeder& seeder, const std::string& procedure, Instant deadline, std::uint32_t threshold);
// Each signs by its focal point, `pause` apart.
void sign(
    Seeder& seeder,
    const std::string& procedure,
    const std::vector<std::string_view>& parties,
    std::chrono::milliseconds pause
);

} // namespace tocsin::app
