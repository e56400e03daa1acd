// I8 in figures: what a reader may not see changes none of its figures, whatever it was; and a
// figure that is told is the same as without any trace of what was withheld.
// SPDX-License-Identifier: Apache-2.0
#include "server/base/rng.hpp"
#include "tests/report/reading.hpp"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

namespace json = boost::json;

// Everything in `told` that is no null stands in `other` too.
bool is_within(const json::value& told, const json::value& other) {
    if (told.is_null()) return true;
    if (told.kind() != other.kind()) return told == other; // numbers of either sign
    if (told.is_object()) {
        for (const auto& field : told.as_object())
            if (!is_within(field.value(), other.as_object().at(field.key()))) return false;
        return true;
    }
    if (!told.is_array()) return told == other;
    if (told.as_array().size() != other.as_array().size()) return false;
    for (std::size_t i = 0; i < told.as_array().size(); ++i)
        if (!is_within(told.as_array()[i], other.as_array()[i])) return false;
    return true;
}

json::object figures_json(EventReading reading) {
    json::object told = report::report_json(report_of(std::move(reading)));
    for (const char* name : {"entries", "withheld", "size", "asOf"})
        told.erase(name);
    return told;
}

// A crisis of chance: deliveries, answers, retractions, in an order that a seed decides.
class Chance {
public:
    explicit Chance(std::uint64_t seed) : rng_(seed) {
        id_ = small.issued(shutdown_in("UG", v1::GREEN));
        const std::vector<Asker> everybody{
            small.ghana, small.norway, small.chile, small.chair, small.lead, small.observer};
        for (int i = 0; i < 40; ++i) {
            small.world.now += std::chrono::seconds(rng_.below(900));
            act(everybody.at(rng_.below(everybody.size())));
        }
        // The last entry is for everybody: how far a reading goes is no secret.
        small.world.now += 25h;
        small.note(id_, small.support);
    }

    EventReading seen_by(const Asker& asker) const {
        const Reader reader = small.reader(asker);
        return reading_of(small.world, [&](const Recorded& recorded) {
            return may_see(visibility_of(small.world.state, recorded.event), reader);
        });
    }

    SmallCoalition small;

private:
    void act(const Asker& who) {
        switch (rng_.below(6)) {
        case 0: small.deliver(id_, 1, who, v1::Delivery::DELIVERED); return;
        case 1: small.deliver(id_, 1, who, v1::Delivery::SEEN); return;
        case 2: small.retract(id_, who); return;
        case 3: small.acknowledge(id_, who, v1::AlertAcknowledged::CANNOT_RESPOND, true); return;
        case 4: small.note(id_, who); return;
        default: small.acknowledge(id_, who, v1::AlertAcknowledged::ACTING, true); return;
        }
    }

    SeededRng rng_;
    std::string id_;
};

EventReading without_trace(EventReading reading) {
    std::erase_if(reading.entries, [](const ReadEntry& entry) { return !entry.event; });
    return reading;
}

} // namespace

TEST_CASE("a reader's figures are the same without any trace of what is withheld", "[report][i8]") {
    int withheld = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        INFO("seed " << seed);
        const Chance chance(seed);
        for (const Asker& reader :
             {chance.small.norway,
              chance.small.observer,
              chance.small.lead,
              chance.small.auditor}) {
            const EventReading seen = chance.seen_by(reader);
            withheld += static_cast<int>(seen.withheld());
            CHECK(is_within(figures_json(seen), figures_json(without_trace(seen))));
        }
    }
    CHECK(withheld > 0); // else nothing was shown
}

TEST_CASE("an observer is told no figure of how governments answered", "[report][i8]") {
    const Chance chance(7);
    const AlertFigures figures = alert_in(chance.seen_by(chance.small.observer));
    CHECK(!figures.acknowledged());
    CHECK(!figures.delivered());
    for (const Coverage& coverage : figures.coverage)
        CHECK(!coverage.acknowledged);
}

TEST_CASE("an auditor is told every figure there is", "[report][i8]") {
    const Chance chance(7);
    const AlertFigures figures = alert_in(chance.seen_by(chance.small.auditor));
    CHECK(figures.acknowledged());
    CHECK(figures.delivered());
    CHECK(figures.reach_known());
}

TEST_CASE("of a partial reading no figures of cases are told", "[report][i8]") {
    const Chance chance(3);
    EventReading seen = without_trace(chance.seen_by(chance.small.norway));
    seen.kind = Kind::partial;
    const report::Report report = report_of(std::move(seen));
    CHECK(report.actual.alerts.empty());
    REQUIRE(report.participation);
    CHECK(report.participation->contains(PartyCode{"NO"}));
}
