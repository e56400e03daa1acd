// The state is the fold of the log and nothing else (I3), and ids come from the command alone.
// SPDX-License-Identifier: Apache-2.0
#include "server/base/rng.hpp"
#include "server/domain/views.hpp"
#include "tests/support/alerts.hpp"

#include <catch2/catch.hpp>

#include <sstream>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

void write(std::ostream& out, const Alert& alert) {
    out << alert.id.text << ' ' << static_cast<int>(alert.state) << ' ' << alert.message << ' '
        << alert.asking << ' ' << alert.message_index << ' ' << alert.ended_index << ' '
        << alert.ended_why << alert.content.ShortDebugString()
        << alert.situation.ShortDebugString();
    for (const PartyCode& code : alert.addressees)
        out << " to " << code.text;
    for (const PartyCode& code : alert.owing)
        out << " owing " << code.text;
    for (const auto& [person, rungs] : alert.reach)
        out << ' ' << person.hex() << ' ' << to_ms(rungs.queued) << ' ' << to_ms(rungs.sent) << ' '
            << to_ms(rungs.delivered) << ' ' << to_ms(rungs.seen) << rungs.failed_because;
    for (const auto& [code, answer] : alert.acknowledgements)
        out << ' ' << code.text << answer.answer << answer.person.hex() << answer.leaf_hash.hex();
    for (const Note& note : alert.notes)
        out << ' ' << note.text << to_ms(note.at);
    for (const Index index : alert.trail)
        out << ' ' << index;
    out << '\n';
}

void write(std::ostream& out, const Coalition& coalition) {
    out << coalition.founded.ShortDebugString() << coalition.policy.ShortDebugString();
    for (const auto& [code, party] : coalition.parties)
        out << code.text << to_ms(party.member_from) << party.facts.ShortDebugString()
            << (party.member_until ? to_ms(*party.member_until) : 0) << '\n';
    for (const auto& [id, person] : coalition.persons)
        out << id.hex() << person.party.text << person.keys.size() << person.waiting.size()
            << person.roles.size() << '\n';
    for (const auto& [fingerprint, key] : coalition.keys)
        out << fingerprint.hex() << key.added.value_or(0) << key.revoked.value_or(0) << '\n';
    for (const auto& [code, invitation] : coalition.invitations)
        out << code.hex() << invitation.used << invitation.founding << '\n';
    for (const auto& [token, record] : coalition.tokens)
        out << token.hex() << record.revoked << '\n';
    out << coalition.changed_at << '\n';
}

// The whole state as text.
std::string text_of(const State& state) {
    std::ostringstream out;
    write(out, state.coalition);
    for (const auto& [id, alert] : state.alerts)
        write(out, alert);
    for (const auto& [id, signal] : state.signals)
        out << id.text << signal.raised_as.text << signal.index << '\n';
    out << state.size << ' ' << to_ms(state.recorded_at);
    return out.str();
}

// Everything that can happen to an alert, in an order of chance.
void live(SmallCoalition& small, std::uint64_t seed) {
    SeededRng rng(seed);
    std::vector<std::string> alerts;
    const std::vector<Asker> people{
        small.lead, small.support, small.chair, small.ghana, small.ghana_deputy, small.norway};
    for (int step = 0; step < 200; ++step) {
        small.world.now += 1s;
        const Asker& by = people[rng.below(people.size())];
        if (alerts.empty() || rng.below(8) == 0) {
            const Decision raised = small.raise(shutdown_in("MM"), by);
            if (!raised.refusal) alerts.push_back(raised.subject);
            continue;
        }
        const std::string& id = alerts[rng.below(alerts.size())];
        const std::uint32_t message = small.alert(id).message;
        switch (rng.below(8)) {
        case 0: small.approve(id, by); break;
        case 1: small.update(id, message, shutdown_in("TD"), rng.below(2) == 0, by); break;
        case 2: small.acknowledge(id, by, v1::AlertAcknowledged::ACTING, rng.below(2) == 0); break;
        case 3: small.retract(id, by); break;
        case 4: small.note(id, by); break;
        case 5: small.deliver(id, message, by, v1::Delivery::DELIVERED); break;
        case 6: small.deliver(id, message, by, v1::Delivery::FAILED, "reset"); break;
        default:
            if (rng.below(6) == 0) small.close(id, message, by);
            if (rng.below(6) == 0) small.cancel(id, message, by);
        }
    }
}

} // namespace

TEST_CASE("the log read again gives the same state", "[domain][replay]") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        SmallCoalition small;
        live(small, seed);

        INFO("seed " << seed);
        CHECK(text_of(small.world.replayed()) == text_of(small.world.state));
    }
}

TEST_CASE("an alert owes no more than it addresses and never after its end", "[domain][replay]") {
    for (std::uint64_t seed = 21; seed <= 40; ++seed) {
        SmallCoalition small;
        live(small, seed);

        INFO("seed " << seed);
        for (const auto& [id, alert] : small.world.state.alerts) {
            for (const PartyCode& code : alert.owing)
                CHECK(alert.addressees.contains(code));
            for (const auto& [code, answer] : alert.acknowledgements) {
                CHECK(alert.owing.contains(code));
                CHECK(answer.message == alert.asking);
            }
            // I9: the ending entry is the last one but for notes.
            for (const Index index : alert.trail)
                if (alert.ended_index != 0 && index > alert.ended_index)
                    CHECK(small.world.entries[index].event.has_note_added());
            if (alert.issued_index != 0) CHECK(alert.raiser != alert.approver);
        }
    }
}

TEST_CASE("an erased entry changes nothing but size and time", "[domain][replay]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM"));
    small.note(id, small.ghana);
    State state;

    for (const Recorded& entry : small.world.entries)
        if (entry.event.has_note_added())
            evolve_erased(state, entry.facts);
        else
            evolve(state, entry.facts, entry.event);

    CHECK(state.size == small.world.state.size);
    CHECK(state.alerts.at(AlertId{id}).notes.empty());
    CHECK(state.alerts.at(AlertId{id}).state == Alert::State::live);
}

TEST_CASE("an event of a newer version counts as an entry", "[domain][replay]") {
    World world;
    const Index size = world.state.size;

    world.record(v1::Event{}, {});

    CHECK(world.state.size == size + 1);
}

TEST_CASE("the same command is given the same id and betrays no count", "[domain][replay]") {
    SmallCoalition small;
    v1::Command raise = small.world.command();
    *raise.mutable_raise_alert()->mutable_content() = shutdown_in("MM");

    const std::string id = small.world.decide(raise, small.lead).subject;
    CHECK(id == small.world.decide(raise, small.lead).subject);
    CHECK(id.size() == 11);
    CHECK(id.substr(3).find_first_not_of("0123456789abcdefghjkmnpqrstvwxyz") == std::string::npos);

    // Another actor may have chosen the same command id: the later alert is named otherwise.
    small.world.submit(raise, small.lead);
    const std::string other = small.world.submit(raise, small.other_lead).subject;
    CHECK(other != id);
    CHECK(small.world.state.alerts.size() == 2);
}
