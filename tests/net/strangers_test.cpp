// What one address may do, and what nobody may do to the others: the limits of security.md 5.4,
// with their real numbers. Loopback has many addresses: 127.0.0.2 is somebody else.
// SPDX-License-Identifier: Apache-2.0
#include "server/net/expiry.hpp"
#include "server/net/proxies.hpp"
#include "server/net/rates.hpp"
#include "tests/net/support/certificate.hpp"
#include "tests/net/support/client.hpp"

#include <catch2/catch.hpp>

#include <sys/resource.h>

using namespace tocsin;
using namespace tocsin::net;
using namespace tocsin::net::test;

namespace {

v1::Query who_am_i() {
    v1::Query query;
    query.mutable_who_am_i();
    return query;
}

const std::string asking = "GET /checkpoint HTTP/1.1\r\nHost: localhost\r\n\r\n";

Options behind_proxies() {
    Options options;
    options.trusted_proxies = {"127.0.0.1/32", "10.0.0.0/8"};
    return options;
}

int lines_with(House& house, const std::string& words) {
    int lines = 0;
    for (const auto& line : house.log_lines())
        lines += line.find(words) != std::string::npos ? 1 : 0;
    return lines;
}

} // namespace

TEST_CASE(
    "fault 2: five hundred slow sockets are capped and a member still comes in", "[net][strangers]"
) {
    Options options;
    options.timeouts.handshake = 3s;
    House house(options); // the cap of fifty is the real one
    const Person member = house.seat("GH", {v1::FOCAL_POINT});
    Client present(Peer(house.port(), Peer::From{"127.0.0.3"}));
    present.log_in(house, member);

    std::vector<Peer> slow;
    for (int i = 0; i < 500; ++i) {
        slow.emplace_back(house.port());
        slow.back().send("G");
    }
    CHECK(house.comes_true([&] { return house.listener().counters().refused_connections == 450; }));
    CHECK(house.counters().connections == 51);
    Client comes(Peer(house.port(), Peer::From{"127.0.0.2"}));
    CHECK(comes.log_in(house, member).party() == "GH");
    CHECK(present.ask(who_am_i()).has_who_am_i());

    // A byte now and then buys no time: the head is due as a whole.
    for (int i = 0; i < 8; ++i) {
        std::this_thread::sleep_for(500ms);
        for (auto& peer : slow)
            peer.send("E");
    }
    CHECK(house.comes_true([&] { return house.listener().counters().handshake_timeouts == 50; }));
    for (auto& peer : slow)
        CHECK(peer.ends(1s));
    CHECK(house.counters().sessions == 2);
    CHECK(lines_with(house, "from 127.0.0.0/24") == 1); // 500 sockets, one line
}

TEST_CASE(
    "places are kept for governments while strangers of many addresses crowd in", "[net][strangers]"
) {
    Options options;
    options.connections_max = 12;
    options.unauthenticated_per_address = 4;
    House house(options);
    const Person ghana = house.seat("GH", {v1::FOCAL_POINT});
    const Person norway = house.seat("NO", {v1::FOCAL_POINT});
    std::vector<Peer> crowd;
    for (const char* address : {"127.0.1.1", "127.0.1.2", "127.0.1.3", "127.0.1.4"}) {
        for (int i = 0; i < 4; ++i)
            crowd.emplace_back(house.port(), Peer::From{address});
    }
    REQUIRE(house.comes_true([&] { return house.listener().counters().connections == 12; }));

    std::vector<std::unique_ptr<Client>> members;
    for (int i = 0; i < 2; ++i) {
        for (const Person& person : {ghana, norway}) {
            members.push_back(std::make_unique<Client>(house.port()));
            CHECK(members.back()->log_in(house, person).party() == person.party);
        }
    }

    CHECK(house.counters().evicted >= 4);
    for (auto& member : members)
        CHECK(member->ask(who_am_i()).has_who_am_i());
}

TEST_CASE(
    "when all places are taken by members one more is told 503 and when to come", "[net][strangers]"
) {
    Options options;
    options.connections_max = 4;
    House house(options);
    std::vector<std::unique_ptr<Client>> members;
    for (const char* party : {"GH", "NO"}) {
        const Person person = house.seat(party, {v1::FOCAL_POINT});
        for (int i = 0; i < 2; ++i) {
            members.push_back(std::make_unique<Client>(house.port()));
            members.back()->log_in(house, person);
        }
    }

    Peer fifth(house.port());
    const Http answer = read_answer(fifth);

    CHECK(answer.status == 503);
    CHECK_FALSE(answer.field("Retry-After").empty());
    CHECK(answer.field("X-Content-Type-Options") == "nosniff");
    CHECK(fifth.ends());
}

TEST_CASE(
    "the twenty-first connection a minute without log-in is refused with 503", "[net][strangers]"
) {
    House house({}, House::Newcomers::as_given);
    const Person member = house.seat("GH", {v1::FOCAL_POINT});

    std::vector<std::unique_ptr<Client>> silent;
    for (int i = 0; i < 20; ++i) {
        silent.push_back(std::make_unique<Client>(house.port()));
        CHECK(silent.back()->answer.status == 101);
    }
    const Client one_more(house.port());

    CHECK(one_more.answer.status == 503);
    CHECK(std::stoi(one_more.answer.field("Retry-After")) <= 3); // one in three seconds
    // Another address is another matter, and plain questions are counted by themselves.
    CHECK(Client(Peer(house.port(), Peer::From{"127.0.0.2"})).answer.status == 101);
    CHECK(get(house.port(), "/livez").status == 200);
    CHECK(house.counters().refused_connections == 1);
    CHECK(lines_with(house, "connects more often than it may") == 1);
    // Three seconds later one more may come.
    house.inside([&] { house.time.pass(3s); });
    CHECK(Client(house.port()).answer.status == 101);
}

TEST_CASE(
    "who logs in takes none of the times a minute that an address may come", "[net][strangers]"
) {
    House house({}, House::Newcomers::as_given);
    const Person member = house.seat("GH", {v1::FOCAL_POINT});

    for (int i = 0; i < 50; ++i) {
        Client client(house.port());
        REQUIRE(client.answer.status == 101);
        REQUIRE(client.log_in(house, member).party() == "GH");
        client.send({Frame::close, "\x03\xe8"});
        client.close_code();
    }
    for (int i = 0; i < 50; ++i)
        REQUIRE(get(house.port(), "/readyz").status == 200);
}

TEST_CASE(
    "over TLS an address that comes too often is closed before its handshake", "[net][strangers]"
) {
    const Folder folder;
    make_certificate(folder.path(), 1);
    Options options;
    options.https = "127.0.0.1:0";
    options.tls_cert = (folder.path() / "cert.pem").string();
    options.tls_key = (folder.path() / "key.pem").string();
    House house(options, House::Newcomers::as_given);

    std::vector<Peer> peers;
    for (int i = 0; i < 20; ++i)
        peers.emplace_back(house.tls_port());
    Peer refused(house.tls_port());

    CHECK(refused.ends(2s));
    CHECK_FALSE(peers.front().ends(100ms));
    CHECK(Peer(house.tls_port(), Peer::From{"127.0.0.2"}, Peer::Tls::newest).tls_works());
}

TEST_CASE(
    "fault 20: a thousand questions in a second are answered 429 and the feed goes on",
    "[net][strangers]"
) {
    House house({}, House::Newcomers::as_given);
    const Person member = house.seat("GH", {v1::FOCAL_POINT});
    Client follower(Peer(house.port(), Peer::From{"127.0.0.2"}));
    follower.log_in(house, member);
    v1::Follow from_now;
    from_now.set_from_now(true);
    follower.follow(from_now);

    int answered = 0;
    int refused = 0;
    std::string retry;
    for (int connection = 0; connection < 10; ++connection) {
        Peer peer(house.port());
        std::string questions;
        for (int i = 0; i < 100; ++i)
            questions += asking;
        peer.send(questions);
        for (int i = 0; i < 100; ++i) {
            const Http answer = read_answer(peer);
            answered += answer.status == 200 ? 1 : 0;
            refused += answer.status == 429 ? 1 : 0;
            if (answer.status == 429) retry = answer.field("Retry-After");
        }
        if (connection == 5) house.issue_alert("Networks down");
    }

    CHECK(answered >= 200);
    CHECK(refused > 700);
    CHECK(answered + refused == 1000);
    CHECK(retry == "1");
    const auto next = follower.message(2s);
    REQUIRE(next);
    CHECK(next->items_size() > 0);
    CHECK(house.counters().refused_requests == static_cast<std::uint64_t>(refused));
    CHECK(get(house.port(), "/livez").status == 429);
    house.inside([&] { house.time.pass(1s); });
    CHECK(get(house.port(), "/livez").status == 200);
}

TEST_CASE(
    "fault 108: whoever tried again and again while the server stood still is let in at once",
    "[net][strangers]"
) {
    House house({}, House::Newcomers::as_given);
    const Person ghana = house.seat("GH", {v1::FOCAL_POINT});

    house.inside([&] { // nothing else runs there meanwhile
        for (int i = 0; i < 60; ++i) {
            Peer gave_up(house.port());
            gave_up.send("GET /ws HTTP/1.1\r\nHost: localhost\r\n");
        }
        house.time.pass(1min);
    });

    Client client(house.port());
    CHECK(client.log_in(house, ghana).party() == "GH");
    // And no longer than a moment: then haste is haste again.
    std::this_thread::sleep_for(600ms); // that it stood still is noticed
    house.inside([&] { house.time.pass(7s); });
    for (int i = 0; i < 25; ++i)
        Peer(house.port()).send("GET /ws HTTP/1.1\r\nHost: localhost\r\n");
    Peer late(house.port());
    late.send(upgrade_request());
    CHECK(read_answer(late).status == 503);
}

TEST_CASE(
    "fault 21: peers that reset in the middle of anything leave no descriptor behind",
    "[net][strangers]"
) {
    House house;
    const auto descriptors = [] {
        const std::filesystem::directory_iterator open("/proc/self/fd");
        return std::distance(begin(open), end(open));
    };
    REQUIRE(get(house.port(), "/livez").status == 200);
    REQUIRE(house.comes_true([&] { return house.listener().counters().connections == 0; }));
    const auto before = descriptors();

    for (int i = 0; i < 60; ++i) {
        Peer peer(house.port());
        if (i % 3 == 0) peer.send("GET /livez HT");
        if (i % 3 == 1) peer.send(upgrade_request() + std::string("\x82\xfe", 2));
        peer.reset();
    }

    // Whoever comes last is answered when all before it were let in: one that still stood in the
    // kernel's queue would be neither counted nor gone.
    REQUIRE(get(house.port(), "/livez").status == 200);
    CHECK(house.comes_true([&] { return house.listener().counters().connections == 0; }));
    CHECK(descriptors() == before);
    CHECK(house.log_lines().empty());
}

TEST_CASE("behind a proxy of ours it is the client's address that is counted", "[net][proxy]") {
    House house(behind_proxies(), House::Newcomers::as_given);
    const auto from = [&](const std::string& client) {
        return request(house.port(), upgrade_request({{"X-Forwarded-For", client}})).status;
    };

    for (int i = 0; i < 20; ++i)
        CHECK(from("198.51.100.7") == 101);
    CHECK(from("198.51.100.7") == 503);
    CHECK(from("198.51.100.8") == 101);
    // What a client wrote itself stands left of what our proxy saw.
    CHECK(from("192.0.2.1, 198.51.100.7") == 503);
    CHECK(from("192.0.2.1, 198.51.100.7, 10.1.2.3") == 503);
    // One network of the sixth version is one address.
    for (int i = 0; i < 20; ++i)
        CHECK(from("2001:db8:1:2::" + std::to_string(i)) == 101);
    CHECK(from("2001:db8:1:2:ffff::1") == 503);
    CHECK(lines_with(house, "from 198.51.100.0/24") == 1);
    CHECK(lines_with(house, "from 2001:db8:1::/48") == 1);
    CHECK(lines_with(house, "198.51.100.7") == 0);
}

TEST_CASE("behind a proxy the fifty without log-in are the client's as well", "[net][proxy]") {
    Options options = behind_proxies();
    options.unauthenticated_per_address = 3;
    House house(options);
    std::vector<std::unique_ptr<Client>> silent;
    const auto come = [&](const std::string& client) {
        silent.push_back(
            std::make_unique<Client>(house.port(), Headers{{"X-Forwarded-For", client}})
        );
        return silent.back()->answer.status;
    };

    for (int i = 0; i < 3; ++i)
        CHECK(come("198.51.100.7") == 101);
    CHECK(come("198.51.100.7") == 503);
    CHECK(come("198.51.100.8") == 101);
    silent.erase(silent.begin());
    CHECK(house.comes_true([&] { return house.listener().counters().connections == 4; }));
    CHECK(come("198.51.100.7") == 101);
}

TEST_CASE("what somebody else says of where it comes from is not believed", "[net][proxy]") {
    House house(behind_proxies(), House::Newcomers::as_given);

    for (int i = 0; i < 20; ++i) {
        Client spoofs(
            Peer(house.port(), Peer::From{"127.0.0.9"}),
            {{"X-Forwarded-For", "192.0.2." + std::to_string(i)}}
        );
        CHECK(spoofs.answer.status == 101);
    }
    const Client one_more(
        Peer(house.port(), Peer::From{"127.0.0.9"}), {{"X-Forwarded-For", "192.0.2.99"}}
    );

    CHECK(one_more.answer.status == 503);
}

TEST_CASE("a house whose TLS ends at a proxy says so and binds no log-in to it", "[net][proxy]") {
    House house(behind_proxies());
    House direct;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client client(house.port(), {{"X-Forwarded-For", "198.51.100.7"}});

    CHECK(client.log_in(house, person).party() == "GH"); // the exporter's line is '-'
    const Http ready = get(house.port(), "/readyz?verbose");
    CHECK(ready.status == 200);
    CHECK(ready.body.find("[!]tls-ends-at-proxy") != std::string::npos);
    CHECK(house.logged("TLS ends at a proxy"));
    CHECK(get(direct.port(), "/readyz?verbose").body.find("proxy") == std::string::npos);
    CHECK_FALSE(direct.logged("proxy"));
}

TEST_CASE("the right-most address that is no proxy of ours is the client", "[net][proxy]") {
    const Proxies proxies({"127.0.0.1", "10.0.0.0/8", "fd00::/8", "192.0.2.128/25"});
    const auto ip = [](const char* text) { return boost::asio::ip::make_address(text); };
    const auto client = [&](const char* peer, std::vector<std::string> headers) {
        Request request;
        for (const auto& value : headers)
            request.insert("X-Forwarded-For", value);
        return proxies.client_of(ip(peer), request).to_string();
    };

    CHECK(client("127.0.0.1", {"198.51.100.7"}) == "198.51.100.7");
    CHECK(client("198.51.100.1", {"198.51.100.7"}) == "198.51.100.1");
    CHECK(client("127.0.0.1", {"1.2.3.4, 198.51.100.7 ,10.0.0.9"}) == "198.51.100.7");
    CHECK(client("127.0.0.1", {"1.2.3.4", "198.51.100.7"}) == "198.51.100.7");
    CHECK(client("127.0.0.1", {"198.51.100.7:4711"}) == "198.51.100.7");
    CHECK(client("127.0.0.1", {"[2001:db8::7]:4711"}) == "2001:db8::7");
    CHECK(client("::ffff:127.0.0.1", {"198.51.100.7"}) == "198.51.100.7");
    CHECK(client("fd12::1", {"198.51.100.7"}) == "198.51.100.7");
    CHECK(client("127.0.0.1", {"10.0.0.1, 10.0.0.2"}) == "10.0.0.1");
    CHECK(client("127.0.0.1", {}) == "127.0.0.1");
    CHECK(client("127.0.0.1", {"1.2.3.4, unknown"}) == "127.0.0.1");
    CHECK(proxies.trusts(ip("192.0.2.200")));
    CHECK_FALSE(proxies.trusts(ip("192.0.2.100")));
    CHECK_FALSE(Proxies({"10.0.0.0/33", "nonsense", "10.0.0.0/"}).trusts(ip("10.0.0.1")));
}

TEST_CASE("addresses are remembered while they owe something and not longer", "[net][rate]") {
    AddressRates rates(20, 20);
    const auto block = [](std::uint32_t number) {
        return block_of(boost::asio::ip::address_v4(number));
    };
    Clock::Mono now = 1h;

    for (int i = 0; i < 20; ++i)
        CHECK(rates.take(block(7), now) == Clock::Mono::zero());
    CHECK(rates.take(block(7), now) == 3s);
    rates.give_back(block(7));
    CHECK(rates.take(block(7), now) == Clock::Mono::zero());
    // A flood of addresses takes bounded memory.
    for (std::uint32_t i = 0; i < 100'000; ++i)
        rates.take(block(1'000 + i), now);
    CHECK(rates.known() <= 2 * AddressRates::addresses_max);
    // Half a minute later half of it is there again; two minutes later nobody is remembered.
    for (int i = 0; i < 20; ++i)
        rates.take(block(8), now);
    now += 30s;
    for (int i = 0; i < 10; ++i)
        CHECK(rates.take(block(8), now) == Clock::Mono::zero());
    CHECK(rates.take(block(8), now) > Clock::Mono::zero());
    now += 2min;
    CHECK(rates.take(block(9), now) == Clock::Mono::zero());
    CHECK(rates.known() == 1);
}

TEST_CASE("a certificate that ends is told in steps and each step once", "[net][tls]") {
    ExpiryWatch watch;
    const Instant ends = from_ms(1'800'000'000'000);
    const auto at = [&](std::chrono::hours before) { return watch.look(ends, ends - before); };

    CHECK_FALSE(at(31 * 24h));
    CHECK(at(30 * 24h)->line.find("30 days") != std::string::npos);
    CHECK_FALSE(at(29 * 24h));
    CHECK(at(7 * 24h)->line.find("7 days") != std::string::npos);
    CHECK(at(23h)->line.find("1 day:") != std::string::npos);
    CHECK_FALSE(at(1h));
    const auto over = at(0h);
    REQUIRE(over);
    CHECK(over->level == Level::error);
    CHECK_FALSE(watch.look(ends + 90 * 24h, ends));
    CHECK(watch.look(ends + 90 * 24h, ends + 84 * 24h)->line.find("7 days") != std::string::npos);
}
