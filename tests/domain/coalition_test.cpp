// Who belongs to the Coalition at an instant, and who may ask for anything at all.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/alerts.hpp"
#include "tocsin/v1/options.pb.h"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

v1::Command admission(World& world, const std::string& code, v1::Party::Kind kind) {
    v1::Command command = world.command();
    command.mutable_admit_party()->mutable_party()->set_code(code);
    command.mutable_admit_party()->mutable_party()->set_kind(kind);
    command.mutable_admit_party()->mutable_party()->set_name(code);
    return command;
}

v1::Command withdrawal(World& world, const std::string& code, Instant when) {
    v1::Command command = world.command();
    command.mutable_withdraw_party()->set_code(code);
    command.mutable_withdraw_party()->set_effective_at(to_ms(when));
    return command;
}

} // namespace

TEST_CASE("forty-two governments became forty-one on the day one left", "[domain][coalition]") {
    World world;
    for (char first = 'A'; first < 'G'; ++first)
        for (char second = 'A'; second < 'H'; ++second)
            world.admit(std::string{first, second});
    const Instant left = *parse_utc("2026-02-10T00:00:00Z");

    const Decision decision = world.submit(withdrawal(world, "AB", left), server);

    REQUIRE(decision.events.size() == 1);
    CHECK(world.state.coalition.governments(left - 1ms).size() == 42);
    CHECK(world.state.coalition.governments(left).size() == 41);
}

TEST_CASE("a government that comes back keeps its earlier membership", "[domain][coalition]") {
    World world;
    world.admit("GH");
    const Instant left = world.now;
    world.submit(withdrawal(world, "GH", left), server);

    world.submit_at(left + 48h, admission(world, "GH", v1::Party::GOVERNMENT), server);

    const PartyRecord& ghana = *world.state.coalition.party(PartyCode{"GH"});
    CHECK(ghana.is_member(left - 1ms));
    CHECK(!ghana.is_member(left));
    CHECK(!ghana.is_member(left + 47h));
    CHECK(ghana.is_member(left + 48h));
}

TEST_CASE("a party is admitted once and leaves once", "[domain][coalition]") {
    SmallCoalition small;
    World& world = small.world;
    const auto admit = admission(world, "GH", v1::Party::GOVERNMENT);
    CHECK(code_of(world.decide(admit, small.support)) == v1::Refusal::WRONG_STATE);

    world.submit(withdrawal(world, "GH", world.now), small.support);

    CHECK(
        code_of(world.decide(withdrawal(world, "GH", world.now), small.support)) ==
        v1::Refusal::WRONG_STATE
    );
    CHECK(
        code_of(world.decide(withdrawal(world, "SE", world.now), small.support)) ==
        v1::Refusal::NOT_FOUND
    );
}

TEST_CASE("a government is known by its country code and nobody else is", "[domain][coalition]") {
    World world;

    const auto government = admission(world, "civil-network", v1::Party::GOVERNMENT);
    const auto adviser = admission(world, "GH", v1::Party::ADVISER);

    CHECK(code_of(world.decide(government, server)) == v1::Refusal::INVALID_FIELD);
    CHECK(world.decide(adviser, server).refusal->field() == "party.code");
}

TEST_CASE("the roster is kept by the secretariat alone", "[domain][coalition]") {
    SmallCoalition small;
    const auto admit = admission(small.world, "SE", v1::Party::GOVERNMENT);

    for (const Asker& asker : {small.lead, small.chair, small.ghana, small.adviser_lead})
        CHECK(code_of(small.world.decide(admit, asker)) == v1::Refusal::FORBIDDEN);

    CHECK(!small.world.decide(admit, small.support).refusal);
}

TEST_CASE("a person whose government has left may not act", "[domain][coalition]") {
    SmallCoalition small;
    const std::string alert = small.issued(shutdown_in("MM"));
    small.world.withdraw("GH", small.world.now + 1h);
    CHECK(!small.acknowledge(alert, small.ghana).refusal);

    small.world.now += 1h;

    const Decision decision = small.retract(alert, small.ghana);
    CHECK(code_of(decision) == v1::Refusal::FORBIDDEN);
    CHECK(!decision.refusal->who_may().empty());
    CHECK(!reader_of(small.world.state, small.ghana.person, small.world.now));
}

TEST_CASE("an unknown person or somebody else's key is refused", "[domain][coalition]") {
    SmallCoalition small;
    v1::Command command = small.world.command();
    *command.mutable_raise_alert()->mutable_content() = shutdown_in("MM");

    const Asker unknown{person_of(999), small.lead.key};
    const Asker borrowed{small.lead.person, small.support.key};
    const Asker keyless{small.lead.person, Digest{}};

    for (const Asker& asker : {unknown, borrowed, keyless})
        CHECK(code_of(small.world.decide(command, asker)) == v1::Refusal::FORBIDDEN);
}

TEST_CASE("from the index of its revocation a key does nothing more", "[domain][coalition]") {
    SmallCoalition small;
    const std::string alert = small.issued(shutdown_in("MM"));
    CHECK(!small.acknowledge(alert, small.ghana).refusal);

    v1::Command revoke = small.world.command();
    revoke.mutable_revoke_key()->set_fingerprint(small.ghana.key.str());
    revoke.mutable_revoke_key()->set_reason("Lost.");
    REQUIRE(!small.world.submit(revoke, small.ghana_deputy).refusal);

    CHECK(code_of(small.retract(alert, small.ghana)) == v1::Refusal::FORBIDDEN);
    // What it did before stands.
    CHECK(small.alert(alert).acknowledgements.contains(PartyCode{"GH"}));
}

TEST_CASE("a role taken away counts from the next command", "[domain][coalition]") {
    SmallCoalition small;
    v1::Event lowered;
    lowered.mutable_person_invited()->set_person(small.lead.person.str());
    lowered.mutable_person_invited()->set_party("NL");
    lowered.mutable_person_invited()->add_roles(v1::FOCAL_POINT);
    small.world.record(std::move(lowered), small.support.person);

    CHECK(code_of(small.raise(shutdown_in("MM"), small.lead)) == v1::Refusal::FORBIDDEN);
}

TEST_CASE(
    "an auditor writes nothing whatever is asked, but a token to read with", "[domain][coalition]"
) {
    SmallCoalition small;
    const std::string alert = small.issued(shutdown_in("MM"));

    CHECK(code_of(small.note(alert, small.auditor)) == v1::Refusal::FORBIDDEN);
    CHECK(code_of(small.acknowledge(alert, small.auditor)) == v1::Refusal::FORBIDDEN);
    v1::Command mint = small.world.command();
    mint.mutable_mint_token()->set_expires_at(to_ms(small.world.now + 1h));
    CHECK(!small.world.decide(mint, small.auditor).refusal);
    v1::Command signal = small.world.command();
    *signal.mutable_submit_signal()->mutable_content() = shutdown_in("MM");
    CHECK(code_of(small.world.decide(signal, small.auditor)) == v1::Refusal::FORBIDDEN);
}

TEST_CASE("fault 132: a machine signals and does nothing else", "[domain][coalition]") {
    SmallCoalition small;
    v1::Command signal = small.world.command();
    *signal.mutable_submit_signal()->mutable_content() = shutdown_in("MM");

    const Decision decision = small.world.submit(signal, small.machine);

    REQUIRE(!decision.refusal);
    CHECK(decision.subject.starts_with("si-"));
    CHECK(small.world.state.alerts.empty()); // A candidate, never broadcast by itself.
    CHECK(code_of(small.raise(shutdown_in("MM"), small.machine)) == v1::Refusal::FORBIDDEN);
    CHECK(code_of(small.note("al-00000000", small.machine)) == v1::Refusal::FORBIDDEN);
}

TEST_CASE("what only the server does is refused to every person", "[domain][coalition]") {
    SmallCoalition small;
    const auto* oneof = v1::Command::descriptor()->FindOneofByName("command");

    for (int i = 0; i < oneof->field_count(); ++i) {
        const auto* field = oneof->field(i);
        if (!field->options().GetExtension(v1::system_only)) continue;
        v1::Command command = small.world.command();
        command.GetReflection()->MutableMessage(&command, field);
        INFO(field->name());
        CHECK(code_of(small.world.decide(command, small.support)) == v1::Refusal::FORBIDDEN);
    }
}

TEST_CASE("the server never acts for a party", "[domain][coalition]") {
    SmallCoalition small;
    const std::string alert = small.issued(shutdown_in("MM"));

    CHECK(code_of(small.acknowledge(alert, server)) == v1::Refusal::FORBIDDEN);
    CHECK(code_of(small.raise(shutdown_in("MM"), server)) == v1::Refusal::FORBIDDEN);
}

TEST_CASE("a command that names no act is malformed", "[domain][coalition]") {
    SmallCoalition small;

    CHECK(code_of(small.world.decide(small.world.command(), small.lead)) == v1::Refusal::MALFORMED);
}

TEST_CASE("the first entry of a log founds it and no other does", "[domain][coalition]") {
    v1::Command found;
    found.mutable_found_log()->mutable_founded()->set_origin("tocsin.example/log");
    found.mutable_found_log()->mutable_founded()->set_exercise_only(true);
    const State empty;

    const Decision founded = decide(empty, found, server, from_ms(1));
    CHECK(founded.events.size() == 1);
    CHECK(founded.realm == v1::EXERCISE);

    World world;
    CHECK(code_of(world.decide(found, server)) == v1::Refusal::WRONG_STATE);
    CHECK(
        code_of(decide(empty, admission(world, "GH", v1::Party::GOVERNMENT), server, from_ms(1))) ==
        v1::Refusal::WRONG_STATE
    );
}

TEST_CASE("nothing actual enters a log founded for exercises", "[domain][coalition]") {
    World world(Founding::exercise_only);

    const Decision decision = world.submit(admission(world, "GH", v1::Party::GOVERNMENT), server);

    CHECK(decision.realm == v1::EXERCISE);
    CHECK(world.entries.back().facts.realm == v1::EXERCISE);
}

TEST_CASE("every period is policy with a default", "[domain][coalition]") {
    DeputyCoalition small;
    CHECK(small.world.state.coalition.policy.extensions_max() == 3);
    CHECK(small.world.state.coalition.policy.window_ms_min() == 15 * 60 * 1000);

    v1::Command set = small.world.command();
    *set.mutable_set_policy()->mutable_policy() = default_policy();
    set.mutable_set_policy()->mutable_policy()->set_independent_sources_min(3);
    CHECK(code_of(small.world.decide(set, small.lead)) == v1::Refusal::FORBIDDEN);
    small.world.submit(set, small.support);

    CHECK(small.world.state.coalition.policy.independent_sources_min() == 3);
}

TEST_CASE("a feed token is its owner's to mint and to revoke", "[domain][coalition]") {
    SmallCoalition small;
    v1::Command mint = small.world.command();
    mint.mutable_mint_token()->set_token_sha256(digest_of("token", 1).str());
    mint.mutable_mint_token()->set_expires_at(to_ms(small.world.now));
    CHECK(code_of(small.world.decide(mint, small.ghana)) == v1::Refusal::INVALID_FIELD);
    mint.mutable_mint_token()->set_expires_at(to_ms(small.world.now + 24h));
    REQUIRE(!small.world.submit(mint, small.ghana).refusal);
    CHECK(code_of(small.world.decide(mint, small.ghana)) == v1::Refusal::WRONG_STATE);

    v1::Command revoke = small.world.command();
    revoke.mutable_revoke_token()->set_token_sha256(digest_of("token", 1).str());

    CHECK(code_of(small.world.decide(revoke, small.norway)) == v1::Refusal::NOT_FOUND);
    CHECK(!small.world.decide(revoke, small.support).refusal);
    CHECK(!small.world.submit(revoke, small.ghana).refusal);
    CHECK(small.world.state.coalition.tokens.at(digest_of("token", 1)).revoked);
}

TEST_CASE("who came in before the clock was set back an hour is in", "[domain][coalition]") {
    SmallCoalition small;
    World& world = small.world;
    v1::Command admit = world.command();
    admit.mutable_admit_party()->mutable_party()->set_code("DK");
    admit.mutable_admit_party()->mutable_party()->set_kind(v1::Party::GOVERNMENT);
    admit.mutable_admit_party()->mutable_party()->set_name("Denmark");
    REQUIRE(!world.submit(admit, small.support).refusal);
    const Asker denmark = world.person("DK", {v1::FOCAL_POINT});
    const Instant received = world.now - 1h;

    // Its person acts, and an alert that goes out now is also for it.
    const std::string alert = small.raise(shutdown_in("MM"), small.lead).subject;
    v1::Command issue = world.command();
    issue.mutable_approve_alert()->set_alert_id(alert);
    const Decision issued = decide(world.state, issue, small.other_lead, received);
    REQUIRE(!issued.refusal);
    for (const v1::Event& event : issued.events)
        world.record(event, small.other_lead.person);
    CHECK(world.state.alerts.at(AlertId{alert}).owing.contains(PartyCode{"DK"}));
    v1::Command acknowledge = world.command();
    acknowledge.mutable_acknowledge_alert()->set_alert_id(alert);
    acknowledge.mutable_acknowledge_alert()->set_answer(v1::AlertAcknowledged::INFORMED);
    CHECK(!decide(world.state, acknowledge, denmark, received).refusal);
}
