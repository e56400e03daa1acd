// A session of days: the client shows again who it is, by itself, when the server asks.
// SPDX-License-Identifier: Apache-2.0
#include "talk.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using net::test::House;
using test::options_for;
using test::Talk;
using namespace std::chrono_literals;

namespace {

v1::Command invite(std::uint8_t number) {
    v1::Command command;
    v1::InvitePerson& invite = *command.mutable_invite_person();
    invite.set_party("GH");
    invite.add_roles(v1::FOCAL_POINT);
    invite.set_code_sha256(std::string(32, static_cast<char>(number)));
    return command;
}

void pass(House& house, std::chrono::milliseconds time) {
    house.inside([&] { house.time.pass(time); });
}

} // namespace

TEST_CASE(
    "a command line that has been open for hours still invites a person", "[client][step-up]"
) {
    House house;
    const auto support = house.seat("support-unit", {v1::SUPPORT});
    house.seat("GH", {v1::LEAD});
    Talk talk(options_for(house, support), &house.time);
    REQUIRE(talk.live());
    const auto before = talk.connection.welcome().verified_until();
    pass(house, 16min);

    const auto verdict = talk.command(invite(1));

    CHECK(verdict.has_receipt());
    CHECK(talk.connection.connections() == 1);
    CHECK(talk.connection.welcome().verified_until() > before);
    CHECK(talk.command(invite(2)).has_receipt()); // Proven a moment ago: not asked again.
}

TEST_CASE("several commands at once wait for one proof", "[client][step-up]") {
    House house;
    const auto support = house.seat("support-unit", {v1::SUPPORT});
    house.seat("GH", {v1::LEAD});
    Talk talk(options_for(house, support), &house.time);
    REQUIRE(talk.live());
    pass(house, 16min);

    std::array<std::optional<v1::Verdict>, 4> verdicts;
    for (std::size_t i = 0; i < verdicts.size(); ++i)
        talk.begin(invite(static_cast<std::uint8_t>(10 + i)), verdicts[i]);

    REQUIRE(talk.run_until([&] {
        return std::all_of(verdicts.begin(), verdicts.end(), [](const auto& verdict) {
            return verdict.has_value();
        });
    }));
    for (const auto& verdict : verdicts)
        CHECK(verdict->has_receipt());
}

TEST_CASE("a proof that the server does not take is told to whoever asked", "[client][step-up]") {
    House house;
    const auto support = house.seat("support-unit", {v1::SUPPORT});
    house.seat("GH", {v1::LEAD});
    Talk talk(options_for(house, support)); // Its own clock: a quarter of an hour behind, then.
    REQUIRE(talk.live());
    pass(house, 16min);

    const auto verdict = talk.command(invite(1));

    CHECK(verdict.refusal().code() == v1::Refusal::CLOCK_SKEW);
    CHECK_FALSE(verdict.command_id().empty());
}
