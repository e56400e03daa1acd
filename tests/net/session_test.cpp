// Log-in, commands and their limits, over a real socket.
// SPDX-License-Identifier: Apache-2.0
#include "server/base/bytes.hpp"
#include "tests/net/support/client.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::net;
using namespace tocsin::net::test;

namespace {

v1::Command note(const std::string& subject, const std::string& text) {
    v1::Command command;
    command.mutable_add_note()->set_subject(subject);
    command.mutable_add_note()->set_text(text);
    return command;
}

v1::Query who_am_i() {
    v1::Query query;
    query.mutable_who_am_i();
    return query;
}

} // namespace

TEST_CASE("a person logs in with its key and is told who it is", "[net][session]") {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client client(house.port());

    const auto welcome = client.log_in(house, person);

    CHECK(client.challenge().nonce().size() == 32);
    CHECK(client.challenge().origin() == house.origin);
    CHECK(welcome.person() == person.id.view());
    CHECK(welcome.party() == "GH");
    CHECK(welcome.exercise_only());
    CHECK_FALSE(welcome.read_only());
    CHECK_FALSE(welcome.checkpoint().empty());
    CHECK(client.ask(who_am_i()).who_am_i().party() == "GH");
}

TEST_CASE("the same in the JSON subprotocol", "[net][session]") {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client client(house.port(), {{"Sec-WebSocket-Protocol", "tocsin.v1.json"}});

    CHECK(client.log_in(house, person).party() == "GH");
    CHECK(client.follow().resume() == v1::Following::REPLAY);
    CHECK(client.ask(who_am_i()).who_am_i().party() == "GH");
}

TEST_CASE("fault 51: a request before log-in is closed with 4401", "[net][session]") {
    House house;
    Client asks(house.port());
    asks.challenge();
    Client babbles(house.port());
    babbles.challenge();

    v1::ClientFrame query;
    *query.mutable_query() = who_am_i();
    query.mutable_query()->set_query_id(std::string(16, 'q'));
    asks.send(query);
    babbles.send(Frame{Frame::binary, "no protobuf"});

    CHECK(asks.close_code() == 4401);
    CHECK(babbles.close_code() == 4401);
}

TEST_CASE("fault 63: an unknown key and a wrong signature are told the same", "[net][session]") {
    House house;
    Person stranger = house.seat("GH", {v1::FOCAL_POINT});
    Person impostor = stranger;
    stranger.fingerprint.octets[0] ^= 1;
    impostor.key = house.seat("NO", {v1::FOCAL_POINT}).key;

    std::string told;
    for (const Person& person : {stranger, impostor}) {
        Client client(house.port());
        client.authenticate(house, person);
        const auto verdict = client.verdict();
        REQUIRE(verdict);
        CHECK(verdict->refusal().code() == v1::Refusal::AUTH_FAILED);
        if (!told.empty()) CHECK(verdict->refusal().SerializeAsString() == told);
        told = verdict->refusal().SerializeAsString();
        CHECK(client.close_code() == 4401);
    }
}

TEST_CASE("who does not log in is closed with 4408 in time", "[net][session]") {
    Options options;
    options.timeouts.authentication = 300ms;
    options.timeouts.goodbye = 300ms;
    House house(options);
    Client client(house.port());

    CHECK(client.close_code(2s) == 4408);
    CHECK(client.peer.ends());
}

TEST_CASE(
    "fault 60: an answer to another connection's challenge logs nobody in", "[net][session]"
) {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client first(house.port());
    Client second(house.port());
    second.challenge();

    // What the first connection would send, sent on the second.
    const auto nonce = first.challenge().nonce();
    REQUIRE(nonce != second.challenge().nonce());
    v1::ClientFrame message;
    v1::Authenticate& proof = *message.mutable_authenticate();
    wire::AuthText text;
    text.origin = house.origin;
    text.server_nonce = *wire::ServerNonce::from(nonce);
    text.key = person.fingerprint;
    text.time_seconds = to_ms(house.time.wall()) / 1000;
    proof.set_key_fingerprint(person.fingerprint.str());
    proof.set_client_nonce(std::string(16, '\x01'));
    text.client_nonce = *wire::ClientNonce::from(proof.client_nonce());
    proof.set_time_seconds(text.time_seconds);
    proof.set_signature(person.key->sign(wire::render(text)).str());
    proof.set_protocol(1);
    second.send(message);

    CHECK(second.verdict()->refusal().code() == v1::Refusal::AUTH_FAILED);
    CHECK(second.close_code() == 4401);
    CHECK(house.counters().refusals["AUTH_FAILED"] == 1);
}

TEST_CASE("fault 62: who has the wrong time is told ours and may come again", "[net][session]") {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client client(house.port());
    client.challenge();
    // Ten minutes go by in the house that the client's clock does not see.
    wire::AuthText text;
    text.origin = house.origin;
    text.server_nonce = *wire::ServerNonce::from(client.challenge().nonce());
    text.key = person.fingerprint;
    text.client_nonce.octets.fill(1);
    text.time_seconds = to_ms(house.time.wall()) / 1000;
    house.inside([&] { house.time.pass(10min); });
    v1::ClientFrame message;
    v1::Authenticate& proof = *message.mutable_authenticate();
    proof.set_key_fingerprint(person.fingerprint.str());
    proof.set_client_nonce(text.client_nonce.str());
    proof.set_time_seconds(text.time_seconds);
    proof.set_signature(person.key->sign(wire::render(text)).str());
    proof.set_protocol(1);

    client.send(message);

    const auto verdict = client.verdict();
    REQUIRE(verdict);
    CHECK(verdict->refusal().code() == v1::Refusal::CLOCK_SKEW);
    CHECK(verdict->refusal().at() / 1000 - text.time_seconds >= 600);
    CHECK(Client(house.port()).log_in(house, person).party() == "GH");
}

TEST_CASE("fault 64: what a lax verifier would take logs nobody in", "[net][session]") {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    // S + L for S; R the identity with S zero; nothing but zeros.
    const auto refused = [&](const std::function<std::string(std::string)>& bend) {
        Client client(house.port());
        wire::AuthText text;
        text.origin = house.origin;
        text.server_nonce = *wire::ServerNonce::from(client.challenge().nonce());
        text.key = person.fingerprint;
        text.client_nonce.octets.fill(1);
        text.time_seconds = to_ms(house.time.wall()) / 1000;
        v1::ClientFrame message;
        v1::Authenticate& proof = *message.mutable_authenticate();
        proof.set_key_fingerprint(person.fingerprint.str());
        proof.set_client_nonce(text.client_nonce.str());
        proof.set_time_seconds(text.time_seconds);
        proof.set_signature(bend(person.key->sign(wire::render(text)).str()));
        proof.set_protocol(1);
        client.send(message);
        const auto verdict = client.verdict();
        return verdict && verdict->refusal().code() == v1::Refusal::AUTH_FAILED &&
               client.close_code() == 4401;
    };

    CHECK(refused([](std::string signature) {
        const std::string order =
            *from_hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
        unsigned carry = 0;
        for (std::size_t i = 0; i < order.size(); ++i) {
            carry += static_cast<unsigned char>(signature[32 + i]);
            carry += static_cast<unsigned char>(order[i]);
            signature[32 + i] = static_cast<char>(carry);
            carry >>= 8;
        }
        return signature;
    }));
    CHECK(refused([](std::string) { return "\x01" + std::string(63, '\0'); }));
    CHECK(refused([](std::string) { return std::string(64, '\0'); }));
    CHECK_FALSE(refused([](std::string signature) { return signature; }));
}

TEST_CASE("a command is answered by its receipt and told to those who follow", "[net][session]") {
    House house;
    const Person ghana = house.seat("GH", {v1::FOCAL_POINT});
    const Person kenya = house.seat("KE", {v1::FOCAL_POINT});
    const std::string alert = house.issue_alert("Networks down");
    Client author(house.port());
    author.log_in(house, ghana);
    Client reader(house.port());
    reader.log_in(house, kenya);
    v1::Follow from_now;
    from_now.set_from_now(true);
    CHECK(reader.follow(from_now).resume() == v1::Following::CAUGHT_UP);

    const auto verdict = author.command(note(alert, "Embassy confirms."));

    REQUIRE(verdict.has_receipt());
    std::optional<v1::Item> told;
    while (!told) {
        const auto next = reader.message();
        REQUIRE(next);
        for (const auto& item : next->items()) {
            if (item.event().has_note_added()) told = item;
        }
    }
    CHECK(told->index() == verdict.receipt().index());
    CHECK(told->event().note_added().text() == "Embassy confirms.");
    CHECK(told->leaf_hash() == verdict.receipt().leaf_hash());
}

TEST_CASE("commands of one connection are decided in the order sent", "[net][session]") {
    Options options;
    options.rate_limits = false;
    House house(options);
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    const std::string alert = house.issue_alert("Networks down");
    Client client(house.port());
    client.log_in(house, person);

    std::string bytes;
    for (int i = 0; i < 60; ++i) {
        v1::ClientFrame frame;
        *frame.mutable_command() = note(alert, "note " + std::to_string(i));
        frame.mutable_command()->set_command_id(std::string(15, 'c') + static_cast<char>(i + 1));
        bytes += bytes_of({Frame::binary, frame.SerializeAsString()});
    }
    client.peer.send(bytes);

    std::uint64_t last = 0;
    for (int i = 0; i < 60; ++i) {
        const auto verdict = client.verdict();
        REQUIRE(verdict);
        REQUIRE(verdict->has_receipt());
        CHECK(verdict->command_id().back() == static_cast<char>(i + 1));
        CHECK(verdict->receipt().index() > last);
        last = verdict->receipt().index();
    }
}

TEST_CASE("fault 41: the third malformed message closes with 4400", "[net][session]") {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client client(house.port());
    client.log_in(house, person);

    for (std::uint32_t strike = 1; strike <= 3; ++strike) {
        client.send(Frame{Frame::binary, strike == 1 ? "" : "\xff\xff\xff"});
        const auto verdict = client.verdict();
        REQUIRE(verdict);
        CHECK(verdict->refusal().code() == v1::Refusal::MALFORMED);
        CHECK(verdict->refusal().strike() == strike);
    }

    CHECK(client.close_code() == 4400);
}

TEST_CASE("a second log-in on one connection is malformed", "[net][session]") {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client client(house.port());
    client.log_in(house, person);

    client.authenticate(house, person);

    CHECK(client.verdict()->refusal().code() == v1::Refusal::MALFORMED);
}

TEST_CASE(
    "fault 59: beyond the rate a command is refused and the connection stays", "[net][session]"
) {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    const std::string alert = house.issue_alert("Networks down");
    Client client(house.port());
    client.log_in(house, person);
    Client other(house.port());
    other.log_in(house, person);

    int refused = 0;
    v1::Refusal last;
    for (int i = 0; i < 101; ++i) {
        const auto verdict = client.command(note(alert, "note " + std::to_string(i)));
        if (!verdict.has_refusal()) continue;
        ++refused;
        last = verdict.refusal();
    }

    CHECK(refused > 60);
    CHECK(last.code() == v1::Refusal::RATE_LIMITED);
    CHECK(last.retry_after_ms() > 0);
    CHECK(last.retry_after_ms() <= 1000);
    // The limit is the person's, not the connection's; reading has a measure of its own.
    CHECK(other.command(note(alert, "at once")).refusal().code() == v1::Refusal::RATE_LIMITED);
    CHECK(other.ask(who_am_i()).has_who_am_i());
    std::this_thread::sleep_for(std::chrono::milliseconds(last.retry_after_ms() + 100));
    CHECK(client.command(note(alert, "after waiting")).has_receipt());
}

TEST_CASE(
    "beyond the rate a question is refused, and an auditor fetches a log of any size",
    "[net][session]"
) {
    House house;
    Client ghana(house.port());
    ghana.log_in(house, house.seat("GH", {v1::FOCAL_POINT}));
    Client auditor(house.port());
    auditor.log_in(house, house.seat("NO", {v1::AUDITOR}));
    v1::Query page;
    page.mutable_fetch_entries()->set_headers_only(true);
    const auto refused_of = [&](Client& client, int asked) {
        v1::AnswerRefused last;
        for (int i = 0; i < asked; ++i)
            if (const auto answer = client.ask(page); answer.has_refused()) last = answer.refused();
        return last;
    };

    const auto refused = refused_of(ghana, 400);
    CHECK(refused.code() == "RATE_LIMITED");
    CHECK(refused.retry_after_ms() > 0);
    CHECK(refused.retry_after_ms() <= 1000);
    CHECK(refused_of(auditor, 600).code().empty());
}

TEST_CASE(
    "who goes on asking after three minutes of refusals is closed with 1008", "[net][session]"
) {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client client(house.port());
    client.log_in(house, person);
    v1::ClientFrame frame;
    *frame.mutable_query() = who_am_i();
    frame.mutable_query()->set_query_id(std::string(16, 'q'));

    int minutes = 0;
    std::optional<int> code;
    for (; minutes < 5 && !code; ++minutes) {
        for (int i = 0; i < 400 && !code; ++i) {
            client.send(frame);
            const auto next = client.frame();
            REQUIRE(next);
            if (next->opcode == Frame::close) code = next->close_code();
        }
        house.inside([&] { house.time.pass(1min); });
    }

    CHECK(minutes == 4);
    CHECK(code.value_or(-1) == 1008);
}

TEST_CASE("acts that bind are limited to ten a minute", "[net][session]") {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client client(house.port());
    client.log_in(house, person);
    v1::Command approve;
    approve.mutable_approve_alert()->set_alert_id("al-unknown");

    for (int i = 0; i < 10; ++i) {
        CHECK(client.command(approve).refusal().code() != v1::Refusal::RATE_LIMITED);
    }

    CHECK(client.command(approve).refusal().code() == v1::Refusal::RATE_LIMITED);
    CHECK(client.ask(who_am_i()).has_who_am_i());
}

TEST_CASE("what only the server itself does is forbidden to everybody else", "[net][session]") {
    House house;
    const Person person = house.seat("support-unit", {v1::SUPPORT});
    Client client(house.port());
    client.log_in(house, person);
    v1::Command close;
    close.mutable_close_procedure()->set_procedure_id("st-0000");
    close.mutable_close_procedure()->set_deadline(1000);

    CHECK(client.command(close).refusal().code() == v1::Refusal::FORBIDDEN);
}

TEST_CASE("one person has so many connections and no more", "[net][session]") {
    Options options;
    options.connections_per_person = 2;
    House house(options);
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client first(house.port());
    first.log_in(house, person);
    {
        Client second(house.port());
        second.log_in(house, person);
        Client third(house.port());
        third.authenticate(house, person);
        CHECK(third.close_code() == 1013);
    }

    CHECK(house.comes_true([&] { return house.listener().counters().sessions == 1; }));
    Client again(house.port());
    CHECK(again.log_in(house, person).party() == "GH");
}

TEST_CASE("fault 67: revoking a key closes its connections and no others", "[net][session]") {
    House house;
    const Person support = house.seat("support-unit", {v1::SUPPORT});
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    const Person other = house.seat("NO", {v1::FOCAL_POINT});
    Client follows(house.port());
    follows.log_in(house, person);
    follows.follow();
    Client idles(house.port());
    idles.log_in(house, person);
    Client stays(house.port());
    stays.log_in(house, other);
    v1::Command revoke;
    revoke.mutable_revoke_key()->set_fingerprint(person.fingerprint.str());
    revoke.mutable_revoke_key()->set_reason("lost");

    REQUIRE(house.does(support, revoke).has_receipt());

    CHECK(follows.close_code(1s) == 4450);
    CHECK(idles.close_code(1s) == 4450);
    CHECK(stays.ask(who_am_i()).has_who_am_i());
}

TEST_CASE("a feed token follows and asks and commands nothing", "[net][session]") {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    const std::string alert = house.issue_alert("Networks down");
    const std::string token = "a-token-of-enough-random-letters-for-a-test";
    v1::Command mint;
    mint.mutable_mint_token()->set_token_sha256(storage::sha256({token}).str());
    mint.mutable_mint_token()->set_expires_at(to_ms(house.time.wall() + 1h));
    REQUIRE(house.does(person, mint).has_receipt());

    Client client(house.port(), {{"Authorization", "Bearer " + token}});
    client.challenge();
    const auto welcomed = client.message();
    REQUIRE(welcomed);

    CHECK(welcomed->welcome().read_only());
    CHECK(client.follow().resume() == v1::Following::REPLAY);
    CHECK(client.ask(who_am_i()).has_who_am_i());
    CHECK(client.command(note(alert, "x")).refusal().code() == v1::Refusal::FORBIDDEN);
    Client unknown(house.port(), {{"Authorization", "Bearer something-else"}});
    CHECK(unknown.close_code() == 4401);
}

TEST_CASE("a feed token ends at once with a key of its person", "[net][session]") {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    const Person support = house.seat("support-unit", {v1::SUPPORT});
    const std::string token = "a-token-of-enough-random-letters-for-a-test";
    v1::Command mint;
    mint.mutable_mint_token()->set_token_sha256(storage::sha256({token}).str());
    mint.mutable_mint_token()->set_expires_at(to_ms(house.time.wall() + 1h));
    REQUIRE(house.does(person, mint).has_receipt());
    Client client(house.port(), {{"Authorization", "Bearer " + token}});
    client.challenge();
    REQUIRE(client.message()->welcome().read_only());
    client.follow();
    v1::Command revoke;
    revoke.mutable_revoke_key()->set_fingerprint(person.fingerprint.str());
    revoke.mutable_revoke_key()->set_reason("lost");

    REQUIRE(house.does(support, revoke).has_receipt());

    CHECK(client.close_code(1s) == 4450);
    Client again(house.port(), {{"Authorization", "Bearer " + token}});
    CHECK(again.close_code() == 4401);
}
