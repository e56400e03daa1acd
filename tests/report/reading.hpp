// Readings for tests: what a reader may read of a world that the domain itself decided, and the
// figures of the one case in it. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/metrics.hpp"
#include "server/report/report.hpp"
#include "tests/support/alerts.hpp"
#include "tests/support/statement.hpp"

#include <functional>

namespace tocsin::test {

using Kind = domain::EventReading::Kind;

// Every entry, in order; those that `is_seen` refuses are without their event.
inline domain::EventReading reading_of(
    const World& world,
    const std::function<bool(const Recorded&)>& is_seen = [](const Recorded&) { return true; },
    Kind kind = Kind::whole
) {
    domain::EventReading reading;
    reading.kind = kind;
    for (const Recorded& recorded : world.entries) {
        domain::ReadEntry entry;
        entry.index = recorded.facts.index;
        entry.recorded_at = recorded.facts.recorded_at;
        entry.realm = recorded.facts.realm;
        entry.kind = recorded.event.event_case();
        if (is_seen(recorded)) entry.event = recorded.event;
        reading.entries.push_back(std::move(entry));
    }
    return reading;
}

inline std::function<bool(const Recorded&)> without(std::set<int> kinds) {
    return
        [kinds](const Recorded& recorded) { return !kinds.contains(recorded.event.event_case()); };
}

inline report::Report report_of(domain::EventReading reading, const report::Wanted& wanted = {}) {
    report::Source source;
    source.origin = "tocsin.example/log";
    source.scope = "all";
    source.size = reading.entries.size();
    for (const domain::ReadEntry& entry : reading.entries)
        if (entry.event && entry.event->has_party_admitted()) {
            const v1::Party& party = entry.event->party_admitted().party();
            source.names[party.code()] = party.name();
        }
    source.reading = std::move(reading);
    return report::make_report(std::move(source), wanted);
}

inline domain::AlertFigures alert_in(const domain::EventReading& reading) {
    const domain::Figures figures = domain::figures_of(reading);
    REQUIRE(figures.alerts.size() == 1);
    return figures.alerts.front();
}

inline domain::ProcedureFigures procedure_in(const domain::EventReading& reading) {
    const domain::Figures figures = domain::figures_of(reading);
    REQUIRE(figures.procedures.size() == 1);
    return figures.procedures.front();
}

inline std::int64_t ms(std::chrono::milliseconds span) {
    return span.count();
}

} // namespace tocsin::test
