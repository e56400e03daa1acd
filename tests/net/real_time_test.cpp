// The real ten seconds, once for all who wait: everywhere else the tests make them shorter.
// SPDX-License-Identifier: Apache-2.0
#include "tests/net/support/certificate.hpp"
#include "tests/net/support/client.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::net;
using namespace tocsin::net::test;

TEST_CASE(
    "faults 1, 2 and 15: ten seconds are given to say who one is, and no more", "[net][real-time]"
) {
    const Folder folder;
    make_certificate(folder.path(), 1);
    Options options; // every limit as it is in earnest
    options.https = "127.0.0.1:0";
    options.tls_cert = (folder.path() / "cert.pem").string();
    options.tls_key = (folder.path() / "key.pem").string();
    House house(options, House::Newcomers::as_given);
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client member(house.port());
    member.log_in(house, person);
    const RealClock clock;
    const auto begun = clock.mono();

    Peer silent(house.port());
    Peer silent_tls(house.tls_port());
    Peer slow(house.port());
    Client with_cookie(house.port(), {{"Cookie", "__Host-s=0123456789abcdef"}});
    with_cookie.challenge();
    for (int i = 0; i < 9; ++i) {
        slow.send("G"); // a byte a second
        std::this_thread::sleep_for(1s);
    }
    CHECK_FALSE(silent.ends(0ms));
    CHECK_FALSE(silent_tls.ends(0ms));
    CHECK_FALSE(slow.ends(0ms));

    CHECK(with_cookie.close_code(4s) == 4408);
    CHECK(silent.ends(4s));
    CHECK(silent_tls.ends(4s));
    CHECK(slow.ends(4s));
    CHECK(clock.mono() - begun < 12s);
    CHECK(house.comes_true([&] { return house.listener().counters().handshake_timeouts == 3; }));
    CHECK(house.counters().sessions == 1);
    v1::Query query;
    query.mutable_who_am_i();
    CHECK(member.ask(query).has_who_am_i());
}
