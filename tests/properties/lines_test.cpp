// What a list says of a case is what a report says of it, whatever happened.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/metrics.hpp"
#include "server/domain/views.hpp"
#include "tests/properties/history.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

Figures figures_of(const History& history) {
    EventReading reading;
    reading.kind = EventReading::Kind::whole;
    for (const Recorded& recorded : history.entries) {
        ReadEntry entry;
        entry.index = recorded.facts.index;
        entry.recorded_at = recorded.facts.recorded_at;
        entry.realm = recorded.facts.realm;
        entry.kind = recorded.event.event_case();
        entry.event = recorded.event;
        reading.entries.push_back(std::move(entry));
    }
    return figures_of(reading);
}

// Reads everything, as an auditor does.
Reader everybody() {
    Reader reader;
    reader.kind = v1::Party::SECRETARIAT;
    reader.roles = 1u << v1::AUDITOR;
    reader.classes = reader_class::auditor | reader_class::house;
    return reader;
}

std::string has_another_median(const Story& story) {
    const History history(story);
    const Figures figures = figures_of(history);
    v1::ListAlerts query;
    query.set_all(true);
    std::string next;
    const v1::AlertList list = list_alerts(history.state, everybody(), query, next);
    std::size_t found = 0;
    for (const AlertFigures& alert : figures.alerts) {
        const auto line =
            std::find_if(list.alerts().begin(), list.alerts().end(), [&](const v1::AlertLine& one) {
                return one.alert_id() == alert.id;
            });
        if (line == list.alerts().end()) continue;
        ++found;
        const Spread spread = alert.acknowledged().value_or(Spread{});
        if (line->median_of() != spread.count) return alert.id + " is of another number";
        if (line->median_ms() != spread.median_ms.value_or(0)) return alert.id + " has another";
    }
    if (found == 0 && !figures.alerts.empty() && next.empty()) return "nothing is listed";
    return "";
}

} // namespace

TEST_CASE("the median in a list is the one of the report", "[properties]") {
    REQUIRE(holds("the median of an alert's line", has_another_median));
}
