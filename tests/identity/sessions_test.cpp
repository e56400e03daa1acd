// Browsers' sessions and challenges over HTTP.
// SPDX-License-Identifier: Apache-2.0
#include "server/base/limits.hpp"
#include "server/identity/challenges.hpp"
#include "storage/sha256.hpp"
#include "tests/identity/devices.hpp"

#include <algorithm>

using namespace tocsin;
using namespace tocsin::test;
using namespace std::chrono_literals;

namespace {

// Logged in with the device: which key began a session is all the same here.
struct SessionHouse : House {
    identity::Caller begin(std::string_view agent = "Firefox on Linux") {
        identity::Caller caller;
        caller.person = ama;
        caller.key = device.fingerprint;
        cookie = identity.begin_session(caller, agent);
        return caller;
    }

    std::string cookie;
};

} // namespace

TEST_CASE("a cookie opens its session and nothing else does", "[identity][session]") {
    SessionHouse house;
    const auto begun = house.begin();

    const auto caller = house.identity.session(house.cookie);

    REQUIRE(caller);
    CHECK(caller->person == house.ama);
    CHECK(caller->key == house.device.fingerprint);
    CHECK(caller->token == begun.token);
    CHECK(caller->has_session());
    CHECK(house.cookie.size() == 64);
    CHECK(storage::sha256({*from_hex(house.cookie)}) == begun.token);
    for (const std::string& wrong :
         {std::string(), std::string(64, '0'), begun.token.hex(), house.cookie.substr(1)})
        CHECK(!house.identity.session(wrong));
    REQUIRE(house.kept.sessions.size() == 1);
    CHECK(house.kept.sessions.begin()->first == begun.token); // Never the cookie itself.
}

TEST_CASE("a session ends after thirty minutes without an act", "[identity][session]") {
    SessionHouse house;
    const auto caller = house.begin();
    house.clock.move(29min);
    house.identity.sessions().used(caller.token);
    house.clock.move(29min);
    CHECK(house.identity.still_valid(caller));

    house.clock.move(1min);

    CHECK(!house.identity.still_valid(caller));
    CHECK(!house.identity.session(house.cookie));
    CHECK(house.identity.sessions().of(house.ama).empty());
}

TEST_CASE("a session ends after twelve hours, whatever is done in it", "[identity][session]") {
    SessionHouse house;
    const auto caller = house.begin();
    for (int i = 0; i < 12 * 6 - 1; ++i) {
        house.clock.move(10min);
        house.identity.sessions().used(caller.token);
    }
    CHECK(house.identity.still_valid(caller));

    house.clock.move(10min);
    house.identity.sessions().used(caller.token);

    CHECK(!house.identity.still_valid(caller));
}

TEST_CASE("a session goes with its key", "[identity][session]") {
    SessionHouse house;
    const auto caller = house.begin();

    house.revoke(house.device, house.ama);

    CHECK(!house.identity.still_valid(caller));
    CHECK(!house.identity.session(house.cookie));
    house.identity.sweep();
    CHECK(house.identity.sessions().size() == 0);
    CHECK(house.kept.ended == std::set<Digest>{caller.token});
}

TEST_CASE("a person has so many sessions and the oldest gives way", "[identity][session]") {
    SessionHouse house;
    const auto first = house.begin();
    for (std::size_t i = 1; i < limits::sessions_per_person_max; ++i) {
        house.clock.move(1s);
        house.begin();
    }
    CHECK(house.identity.still_valid(first));

    house.clock.move(1s);
    house.begin();

    CHECK(!house.identity.still_valid(first));
    CHECK(house.identity.sessions().of(house.ama).size() == limits::sessions_per_person_max);
}

TEST_CASE("the last use of a session is kept once a minute and no more", "[identity][session]") {
    SessionHouse house;
    const auto caller = house.begin();
    house.kept = {};
    for (int i = 0; i < 59; ++i) {
        house.clock.move(1s);
        house.identity.sessions().used(caller.token);
    }
    CHECK(house.kept.empty());

    house.clock.move(1s);
    house.identity.sessions().used(caller.token);

    CHECK(house.kept.sessions.at(caller.token).last_used == house.clock.wall());
}

TEST_CASE("sessions and counts of passkeys survive a restart", "[identity][session]") {
    SessionHouse house;
    const auto caller = house.begin();
    house.identity.uses().used(house.device.fingerprint, 7);

    identity::Outside outside;
    for (const auto& [token, row] : house.kept.sessions)
        outside.restored.sessions.push_back(row);
    outside.restored.uses = house.kept.uses;
    identity::Identity later(house.world.state, house.clock, house.rng, std::move(outside));

    CHECK(later.session(house.cookie));
    CHECK(later.verified(caller) == house.world.now);
    CHECK(!later.uses().counts_on(house.device.fingerprint, 7));
    CHECK(later.uses().counts_on(house.device.fingerprint, 8));
    CHECK(later.uses().last_used(house.device.fingerprint) == house.world.now);
}

TEST_CASE("a proof given again counts on all connections of a session", "[identity][session]") {
    SessionHouse house;
    auto caller = house.begin();
    const auto other_tab = *house.identity.session(house.cookie);
    house.clock.move(20min);

    house.identity.verify(caller, house.clock.wall());

    CHECK(house.identity.verified(other_tab) == house.clock.wall());
}

TEST_CASE("a browser is called by what it says it is, in a few words", "[identity][session]") {
    using identity::browser_of;
    CHECK(
        browser_of("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0") ==
        "Firefox on Linux"
    );
    CHECK(
        browser_of("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like "
                   "Gecko) Chrome/126.0 Safari/537.36 Edg/126.0") == "Edge on Windows"
    );
    CHECK(
        browser_of("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like "
                   "Gecko) Version/17.5 Safari/605.1.15") == "Safari on macOS"
    );
    CHECK(browser_of(std::string(9'000, 'x')) == "a browser");
}

TEST_CASE("a challenge over HTTP is good once and for five minutes", "[identity][challenge]") {
    REQUIRE(storage::init_crypto());
    StoppedClock clock(from_ms(1'795'000'000'000));
    SeededRng rng(3);
    identity::Challenges challenges(clock, rng);

    const auto first = challenges.issue(), second = challenges.issue();
    CHECK(first != second);
    CHECK(challenges.take(first));
    CHECK(!challenges.take(first));
    clock.move(5min - 1ms);
    CHECK(challenges.take(second));
    const auto third = challenges.issue();
    clock.move(5min);
    CHECK(!challenges.take(third));
    CHECK(!challenges.take(first));
}

TEST_CASE("nobody can make a challenge of his own or of another server", "[identity][challenge]") {
    REQUIRE(storage::init_crypto());
    StoppedClock clock(from_ms(1'795'000'000'000));
    SeededRng rng(3);
    identity::Challenges ours(clock, rng), theirs(clock, rng);

    CHECK(!ours.take(theirs.issue()));
    CHECK(!ours.take(wire::ServerNonce{}));
    auto younger = ours.issue();
    younger.octets[7] ^= 1;
    CHECK(!ours.take(younger));
    auto other = ours.issue();
    other.octets[12] ^= 1;
    CHECK(!ours.take(other));
}
