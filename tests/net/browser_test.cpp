// Log-in of a browser: challenge, session, cookie, and what no other site may do with it.
// SPDX-License-Identifier: Apache-2.0
#include "tests/net/support/browser.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::net;
using namespace tocsin::net::test;

namespace {

v1::Query account() {
    v1::Query query;
    query.mutable_show_account();
    return query;
}

} // namespace

TEST_CASE("a person logs in with a passkey and follows with the cookie", "[net][browser]") {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Browser browser(house, person);

    const Http answer = browser.log_in();

    REQUIRE(answer.status == 200);
    const auto welcome = read<v1::Welcome>(answer);
    CHECK(welcome.person() == person.id.view());
    CHECK(welcome.party() == "GH");
    CHECK(welcome.session_id().size() == 16);
    CHECK(welcome.verified_until() > welcome.server_time());
    CHECK(welcome.key_fingerprint() == browser.passkey.fingerprint().view());
    const std::string set = answer.field("Set-Cookie");
    for (const char* word :
         {"__Host-s=", "; HttpOnly", "; Secure", "; SameSite=Strict", "; Path=/"})
        CHECK(set.find(word) != std::string::npos);
    CHECK(set.find("Domain") == std::string::npos);
    CHECK(browser.cookie.size() == 64);

    Client tab(house.port(), browser.upgrade());
    REQUIRE(tab.answer.status == 101);
    tab.challenge();
    const auto hello = tab.message();
    REQUIRE(hello);
    CHECK(hello->welcome().person() == person.id.view());
    CHECK(hello->welcome().session_id() == welcome.session_id());
}

TEST_CASE("fault 15: without an origin a valid cookie logs nobody in", "[net][browser]") {
    Options options;
    options.timeouts.authentication = 300ms;
    House house(options);
    Browser browser(house, house.seat("GH", {v1::FOCAL_POINT}));
    browser.log_in();

    Client client(house.port(), {{"Cookie", "__Host-s=" + browser.cookie}});

    CHECK(client.answer.status == 101);
    CHECK(client.close_code() == 4408);
    CHECK(house.counters().sessions == 0);
}

TEST_CASE("fault 74: a stolen cookie is of no use to another page", "[net][browser]") {
    House house;
    Browser browser(house, house.seat("GH", {v1::FOCAL_POINT}));
    browser.log_in();

    for (const std::string origin : {"https://evil.test", "null", "http://localhost"}) {
        auto headers = browser.upgrade();
        headers["Origin"] = origin;
        CHECK(request(house.port(), upgrade_request(headers)).status == 403);
    }
}

TEST_CASE(
    "a page logs in with a device key in an exercise on this machine alone", "[net][browser]"
) {
    struct Case {
        const char* host;
        bool is_taken;
    };

    for (const auto& [host, is_taken] :
         {Case{"localhost", true},
          Case{"127.0.0.1", true},
          Case{"localhost.evil.example", false},
          Case{"console.example", false}}) {
        CAPTURE(host, is_taken);
        Options options;
        options.origins = {std::string("http://") + host + ":8080"};
        House house(options);
        const Person person = house.seat("GH", {v1::FOCAL_POINT});

        Client page(house.port(), {{"Origin", options.origins.front()}});
        page.authenticate(house, person);
        const auto said = page.message();
        Client program(house.port());

        REQUIRE(said);
        CHECK(said->has_welcome() == is_taken);
        CHECK(program.log_in(house, person).person() == person.id.view());
        if (is_taken) continue;
        CHECK(said->verdict().refusal().code() == v1::Refusal::INVALID_FIELD);
        CHECK(said->verdict().refusal().field() == "form");
        CHECK(page.close_code() == 4401);
    }
}

TEST_CASE("where it is no exercise no page logs in with a device key", "[net][browser]") {
    Options options;
    options.origins = {"http://localhost:8080"};
    House exercise(options);
    House house(options, House::Newcomers::unlimited, House::Log::actual);
    const Person person = exercise.seat("GH", {v1::FOCAL_POINT}); // Nobody seeds persons there.

    Client page(house.port(), {{"Origin", "http://localhost:8080"}});
    page.authenticate(house, person);
    const auto of_page = page.verdict();
    Client program(house.port());
    program.authenticate(house, person);
    const auto of_program = program.verdict();

    REQUIRE(of_page);
    REQUIRE(of_program);
    CHECK(of_page->refusal().code() == v1::Refusal::INVALID_FIELD);
    CHECK(of_program->refusal().code() == v1::Refusal::AUTH_FAILED);
}

TEST_CASE("who came in with a passkey proves itself again with no device key", "[net]") {
    Options options;
    options.origins = {"https://console.example"};
    options.rp_id = "console.example";
    House house(options);
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Browser browser(house, person);
    browser.passkey.origin = "https://console.example";
    REQUIRE(browser.log_in().status == 200);
    Client page(house.port(), browser.upgrade());
    page.challenge();
    REQUIRE(page.message()->has_welcome());

    v1::ClientFrame ask;
    ask.mutable_ask_challenge();
    page.send(ask);
    REQUIRE(page.message()->has_challenge());
    v1::ClientFrame proof;
    proof.mutable_authenticate()->set_form(v1::SignedText::RAW);
    proof.mutable_authenticate()->set_protocol(1);
    proof.mutable_authenticate()->set_key_fingerprint(person.fingerprint.str());
    page.send(proof);
    const auto refused = page.verdict();

    REQUIRE(refused);
    CHECK(refused->refusal().code() == v1::Refusal::INVALID_FIELD);
    CHECK(refused->refusal().field() == "form");
    CHECK(page.ask(account()).has_account());
}

TEST_CASE("a cookie that opens nothing is told so at once", "[net][browser]") {
    House house;
    Browser browser(house);
    browser.cookie = std::string(64, 'a');

    Client tab(house.port(), browser.upgrade());

    CHECK(tab.close_code() == 4401);
}

TEST_CASE("fault 75: a request from another site changes nothing", "[net][browser]") {
    House house;
    Browser browser(house, house.seat("GH", {v1::FOCAL_POINT}));
    browser.log_in();
    const auto asks = [&](const Headers& changed) {
        return browser.send("DELETE", "/auth/session", "", changed).status;
    };

    CHECK(asks({{"Origin", "https://evil.test"}}) == 403);
    CHECK(asks({{"Origin", ""}}) == 403);
    CHECK(asks({{"Origin", "null"}}) == 403);
    CHECK(asks({{"Sec-Fetch-Site", "cross-site"}}) == 403);
    CHECK(asks({{"Sec-Fetch-Site", "same-site"}}) == 403);
    CHECK(
        browser.send("POST", "/auth/challenge", "{}", {{"Origin", "https://evil.test"}}).status ==
        403
    );
    CHECK(
        browser.send("POST", "/auth/challenge", "{}", {{"Content-Type", "text/plain"}}).status ==
        415
    );
    Client tab(house.port(), browser.upgrade());
    tab.challenge();
    CHECK(tab.message()->has_welcome()); // The session stands.
}

TEST_CASE("fault 68: a log-out in one tab closes the others of its session", "[net][browser]") {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Browser browser(house, person), elsewhere(house, person, 2);
    browser.log_in();
    elsewhere.log_in();
    Client first(house.port(), browser.upgrade()), second(house.port(), browser.upgrade());
    Client other(house.port(), elsewhere.upgrade());
    Client device(house.port());
    device.log_in(house, person);
    for (Client* client : {&first, &second, &other}) {
        client->challenge();
        REQUIRE(client->message()->has_welcome());
    }

    const Http answer = browser.send("DELETE", "/auth/session", "");

    CHECK(answer.status == 204);
    CHECK(answer.field("Set-Cookie").find("__Host-s=; ") == 0);
    CHECK(first.close_code(1s) == 4450);
    CHECK(second.close_code(1s) == 4450);
    Client again(house.port(), browser.upgrade());
    CHECK(again.close_code() == 4401);
    CHECK(other.ask(account()).has_account());
    CHECK(device.ask(account()).has_account());
}

TEST_CASE("fault 67: a revoked passkey takes its sessions and sockets with it", "[net][browser]") {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Browser browser(house, person);
    browser.log_in();
    Client tab(house.port(), browser.upgrade());
    tab.challenge();
    REQUIRE(tab.message()->has_welcome());

    v1::Command revoke;
    revoke.mutable_revoke_key()->set_fingerprint(browser.passkey.fingerprint().str());
    revoke.mutable_revoke_key()->set_reason("the phone was lost");
    REQUIRE(house.does(person, revoke).has_receipt());

    CHECK(tab.close_code(1s) == 4450);
    CHECK(browser.log_in().status == 401);
    Client again(house.port(), browser.upgrade());
    CHECK(again.close_code() == 4401);
}

TEST_CASE("a session survives a restart and ends after half an hour of nothing", "[net][browser]") {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Options options;
    Browser browser(house, person);
    browser.log_in();
    house.reopen(20min);
    browser.passkey.origin = "http://localhost:" + std::to_string(house.port());

    Client tab(house.port(), browser.upgrade());
    tab.challenge();
    const auto first = tab.message();
    INFO(first->ShortDebugString());
    REQUIRE(first->has_welcome());

    house.inside([&] { house.time.pass(11min); });
    v1::ClientFrame asking;
    *asking.mutable_query() = account();
    asking.mutable_query()->set_query_id(std::string(16, 'q'));
    tab.send(asking);
    CHECK(tab.close_code(2s) == 4450);
}

TEST_CASE("fault 60: a challenge over HTTP is answered once", "[net][browser]") {
    House house;
    Browser browser(house, house.seat("GH", {v1::FOCAL_POINT}));
    const auto proof = browser.assertion(browser.challenge().nonce());

    CHECK(browser.post("/auth/session", proof).status == 200);
    const Http replayed = browser.post("/auth/session", proof);

    CHECK(replayed.status == 401);
    CHECK(read<v1::Refusal>(replayed).code() == v1::Refusal::AUTH_FAILED);
    CHECK(replayed.field("Set-Cookie").empty());
    const auto of_nobody = browser.assertion(std::string(32, 'n'));
    CHECK(browser.post("/auth/session", of_nobody).status == 401);
    CHECK(house.counters().log_ins_failed == 2);
}

TEST_CASE("fault 65: a passkey that counts back is an entry of the log", "[net][browser]") {
    House house;
    Browser browser(house, house.seat("GH", {v1::FOCAL_POINT}));
    REQUIRE(browser.log_in().status == 200);
    const auto size = house.ask<std::uint64_t>([&] { return house.engine().shown().size; });

    browser.passkey.counter = 1;
    CHECK(browser.log_in().status == 401);
    browser.passkey.counter = 1;
    CHECK(browser.log_in().status == 401);

    // One entry for the first; the second is counted into the next minute's.
    CHECK(house.comes_true([&] { return house.engine().shown().size == size + 1; }));
    std::this_thread::sleep_for(100ms);
    CHECK(house.ask<std::uint64_t>([&] { return house.engine().shown().size; }) == size + 1);
}

TEST_CASE("an address that keeps failing to log in has to wait", "[net][browser]") {
    House house;
    Browser browser(house, house.seat("GH", {v1::FOCAL_POINT}));
    const std::string nonce(32, 'n');
    int refused = 0;
    for (int i = 0; i < limits::log_ins_per_minute_max; ++i)
        refused += browser.post("/auth/session", browser.assertion(nonce)).status == 401;

    const Http waits = browser.post("/auth/session", browser.assertion(nonce));

    CHECK(refused == limits::log_ins_per_minute_max);
    CHECK(waits.status == 429);
    CHECK_FALSE(waits.field("Retry-After").empty());
    CHECK(read<v1::Refusal>(waits).code() == v1::Refusal::RATE_LIMITED);
    Client client(house.port());
    client.authenticate(house, house.seat("NO", {v1::FOCAL_POINT}));
    CHECK(client.verdict()->refusal().code() == v1::Refusal::RATE_LIMITED);
}

TEST_CASE("a person sees its own sessions and keys and ends them", "[net][browser]") {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    const Person other = house.seat("NO", {v1::FOCAL_POINT});
    Browser browser(house, person), phone(house, person, 2), stranger(house, other, 3);
    browser.log_in();
    phone.log_in();
    stranger.log_in();
    Client tab(house.port(), browser.upgrade()), mobile(house.port(), phone.upgrade());
    for (Client* client : {&tab, &mobile}) {
        client->challenge();
        REQUIRE(client->message()->has_welcome());
    }

    const auto shown = tab.ask(account()).account();
    REQUIRE(shown.sessions_size() == 2);
    int current = 0;
    for (const auto& line : shown.sessions()) {
        current += line.current();
        CHECK(line.agent() == "Firefox on Linux");
        CHECK(line.expires_at() > line.last_used_at());
    }
    CHECK(current == 1);
    int used = 0;
    for (const auto& line : shown.keys())
        used += line.last_used_at() > 0;
    CHECK(used == 2);

    v1::ClientFrame end;
    end.mutable_end_session();
    tab.send(end);
    const auto ended = tab.message();
    REQUIRE(ended);
    CHECK(ended->session_ended().count() == 1);
    CHECK(mobile.close_code(1s) == 4450);
    CHECK(tab.ask(account()).account().sessions_size() == 1);
    // Another person's is not there.
    v1::ClientFrame foreign;
    foreign.mutable_end_session()->set_session_id(std::string(16, 's'));
    tab.send(foreign);
    CHECK(tab.message()->session_ended().count() == 0);
}

TEST_CASE("bodies have a bound and a length, and methods are told", "[net][browser]") {
    House house;
    Browser browser(house);

    CHECK(browser.send("POST", "/auth/challenge", std::string(17 * 1024, ' ')).status == 413);
    CHECK(browser.send("POST", "/auth/challenge", "{").status == 400);
    CHECK(browser.send("POST", "/auth/challenge", R"({"a":1})").status == 400);
    CHECK(browser.send("POST", "/auth/session", R"({"nothing":1})").status == 400);
    CHECK(browser.send("POST", "/auth/session", "[]").status == 400);
    CHECK(browser.send("POST", "/auth/else", "{}").status == 404);
    const Http got = browser.send("GET", "/auth/session", "");
    CHECK(got.status == 405);
    CHECK(got.field("Allow") == "POST, DELETE");
    CHECK(browser.send("POST", "/auth/challenge", "{}", {{"Host", "evil.test"}}).status == 421);
    CHECK(
        browser
            .send(
                "POST",
                "/auth/challenge",
                "2\r\n{}\r\n0\r\n\r\n",
                {{"Content-Length", ""}, {"Transfer-Encoding", "chunked"}}
            )
            .status == 411
    );
}

TEST_CASE("a body that never comes whole is cut with its header's time", "[net][browser]") {
    Options options;
    options.timeouts.handshake = 300ms;
    House house(options);
    Peer peer(house.port());

    peer.send("POST /auth/challenge HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{");

    CHECK(peer.ends(2s));
}
