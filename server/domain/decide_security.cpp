// What the server itself writes down about identity: signs of an attack, and what auditors read.
// Gathered by those who see it; the log says it once.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/decide_parts.hpp"
#include "server/domain/refusal.hpp"
#include "server/domain/visibility_parts.hpp"

namespace tocsin::domain {

Decision decide(const State&, const v1::NoteSecurity& command, const Asking&) {
    const v1::SecurityNoted& noted = command.noted();
    if (noted.kind() == v1::SecurityNoted::KIND_UNSPECIFIED)
        return refusing(refuse_field("noted.kind", "one of the named values", "none"));
    if (noted.count() == 0) return refusing(refuse_field("noted.count", "at least 1", "0"));
    Decision decision;
    *decision.events.emplace_back().mutable_security_noted() = noted;
    return decision;
}

// Two entries where one would hide from the secretariat what it may know: see of_readings.
Decision decide(const State& state, const v1::RecordReading& command, const Asking&) {
    v1::Event open;
    v1::Event closed;
    for (const v1::Reading& reading : command.readings()) {
        v1::Event& event = is_open_to_secretariat(state, reading.subject()) ? open : closed;
        *event.mutable_reading_recorded()->add_readings() = reading;
    }
    Decision decision;
    for (v1::Event* event : {&open, &closed})
        if (event->has_reading_recorded()) decision.events.push_back(std::move(*event));
    if (decision.events.empty())
        return refusing(refuse_field("readings", "at least 1 item", "nothing"));
    return decision;
}

} // namespace tocsin::domain
