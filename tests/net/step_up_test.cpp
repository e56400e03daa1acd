// "Show once more who you are": before acts that bind and acts about keys, and never in the way of
// whoever must stop a thief.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/sign_on.hpp"
#include "tests/net/support/browser.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::net;
using namespace tocsin::net::test;

namespace {

v1::Command invite(const std::string& party) {
    v1::Command command;
    v1::InvitePerson& invite = *command.mutable_invite_person();
    invite.set_party(party);
    invite.add_roles(v1::FOCAL_POINT);
    invite.set_code_sha256(std::string(32, 'c'));
    return command;
}

v1::Command revoke(const Digest& fingerprint) {
    v1::Command command;
    command.mutable_revoke_key()->set_fingerprint(fingerprint.str());
    command.mutable_revoke_key()->set_reason("lost");
    return command;
}

v1::Command pledge_of(const std::string& procedure) {
    v1::Command command;
    command.mutable_withdraw_procedure()->set_procedure_id(procedure);
    command.mutable_withdraw_procedure()->set_reason("no longer needed");
    return command;
}

bool asks(const v1::Verdict& verdict) {
    return verdict.refusal().code() == v1::Refusal::VERIFICATION_REQUIRED;
}

// The challenge of a connection that is logged in already.
v1::Challenge challenged(Client& client) {
    v1::ClientFrame frame;
    frame.mutable_ask_challenge();
    client.send(frame);
    const auto answer = client.message();
    REQUIRE(answer);
    REQUIRE(answer->has_challenge());
    return answer->challenge();
}

v1::Authenticate proof_of(House& house, const Person& person, const v1::Challenge& challenge) {
    wire::AuthText text;
    text.origin = house.origin;
    text.server_nonce = *wire::ServerNonce::from(challenge.nonce());
    text.client_nonce.octets.fill(0x43);
    text.key = person.fingerprint;
    text.time_seconds = challenge.server_time() / 1000;
    v1::Authenticate proof;
    proof.set_key_fingerprint(person.fingerprint.str());
    proof.set_client_nonce(text.client_nonce.str());
    proof.set_time_seconds(text.time_seconds);
    proof.set_signature(person.key->sign(wire::render(text)).str());
    proof.set_protocol(1);
    return proof;
}

v1::ServerFrame verify(Client& client, const v1::Authenticate& proof) {
    v1::ClientFrame frame;
    *frame.mutable_authenticate() = proof;
    client.send(frame);
    const auto answer = client.message();
    REQUIRE(answer);
    return *answer;
}

void pass(House& house, std::chrono::milliseconds time) {
    house.inside([&] { house.time.pass(time); });
}

} // namespace

TEST_CASE(
    "acts about keys and acts that bind ask who is there a quarter of an hour after the log-in",
    "[net][step-up]"
) {
    House house;
    const Person support = house.seat("support-unit", {v1::SUPPORT});
    const Person lead = house.seat("GH", {v1::LEAD});
    Client client(house.port()), leading(house.port());
    const auto welcome = client.log_in(house, support);
    leading.log_in(house, lead);
    CHECK(welcome.verified_until() >= welcome.server_time() + 14 * 60'000);
    CHECK_FALSE(asks(client.command(invite("GH"))));

    pass(house, 15min + 1s);

    const auto refused = client.command(invite("GH"));
    REQUIRE(asks(refused));
    CHECK_FALSE(refused.refusal().next().empty());
    CHECK(asks(client.command(revoke(lead.fingerprint))));
    v1::Command approve, mint, recover;
    approve.mutable_approve_key()->set_person(lead.id.str());
    approve.mutable_approve_key()->set_fingerprint(lead.fingerprint.str());
    mint.mutable_mint_token()->set_token_sha256(std::string(32, 't'));
    mint.mutable_mint_token()->set_expires_at(to_ms(house.time.wall()) + 60'000);
    CHECK(asks(client.command(approve)));
    CHECK(asks(client.command(mint)));
    CHECK(asks(leading.command(pledge_of("st-1"))));
    v1::Command note;
    note.mutable_add_note()->set_subject("al-1");
    note.mutable_add_note()->set_text("binds nobody");
    CHECK_FALSE(asks(leading.command(note)));
}

TEST_CASE("who has shown again who he is does what he was asked for", "[net][step-up]") {
    House house;
    const Person support = house.seat("support-unit", {v1::SUPPORT});
    house.seat("GH", {v1::LEAD});
    Client client(house.port());
    client.log_in(house, support);
    pass(house, 16min);
    v1::Command command = invite("GH");
    command.set_command_id(std::string("\1\2\3\4\5\6\x70\1\x80", 9) + "1234567");
    REQUIRE(asks(client.command(command)));

    const auto answer = verify(client, proof_of(house, support, challenged(client)));

    REQUIRE(answer.has_verified());
    CHECK(answer.verified().until() >= to_ms(house.time.wall()) + 14 * 60'000);
    const auto done = client.command(command); // The same id: it was refused and wrote nothing.
    CHECK(done.has_receipt());
    CHECK_FALSE(done.repeated());
}

TEST_CASE("a stolen key that is one's own is revoked without being asked", "[net][step-up]") {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Browser browser(house, person);
    Client client(house.port());
    client.log_in(house, person);
    pass(house, 16min);

    CHECK(client.command(revoke(browser.passkey.fingerprint())).has_receipt());
    v1::Command misuse;
    misuse.mutable_report_misuse()->set_fingerprint(browser.passkey.fingerprint().str());
    CHECK_FALSE(asks(client.command(misuse)));
}

TEST_CASE("a proof is of the same person, and once for each challenge", "[net][step-up]") {
    House house;
    const Person support = house.seat("support-unit", {v1::SUPPORT});
    const Person other = house.seat("support-unit", {v1::SUPPORT});
    Client client(house.port());
    client.log_in(house, support);
    pass(house, 16min);

    const auto told = verify(client, proof_of(house, other, challenged(client)));
    CHECK(told.verdict().refusal().code() == v1::Refusal::AUTH_FAILED);
    CHECK(asks(client.command(invite("support-unit"))));

    const auto challenge = challenged(client);
    REQUIRE(verify(client, proof_of(house, support, challenge)).has_verified());
    const auto again = verify(client, proof_of(house, support, challenge));
    CHECK(again.verdict().refusal().code() == v1::Refusal::MALFORMED);

    const auto late = challenged(client);
    pass(house, 6min);
    v1::Challenge aged = late;
    aged.set_server_time(late.server_time() + 6 * 60'000);
    CHECK(
        verify(client, proof_of(house, support, aged)).verdict().refusal().code() ==
        v1::Refusal::AUTH_FAILED
    );
}

TEST_CASE("a passkey verifies over the socket, for all tabs of its session", "[net][step-up]") {
    House house;
    const Person support = house.seat("support-unit", {v1::SUPPORT});
    house.seat("GH", {v1::FOCAL_POINT});
    Browser browser(house, support);
    browser.log_in();
    Client tab(house.port(), browser.upgrade()), other(house.port(), browser.upgrade());
    for (Client* client : {&tab, &other}) {
        client->challenge();
        REQUIRE(client->message()->has_welcome());
    }
    pass(house, 16min);
    REQUIRE(asks(other.command(invite("GH"))));

    auto proof = browser.assertion(challenged(tab).nonce());
    REQUIRE(verify(tab, proof).has_verified());

    const auto done = other.command(invite("GH"));
    INFO(done.ShortDebugString());
    CHECK(done.has_receipt());
}

TEST_CASE("fault 70: who answers for another government is an entry of the log", "[net][step-up]") {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    house.seat("NO", {v1::FOCAL_POINT});
    Client client(house.port());
    client.log_in(house, person);
    const auto size = house.ask<std::uint64_t>([&] { return house.engine().shown().size; });

    domain::SignOn sign_on;
    sign_on.origin = house.origin;
    sign_on.procedure = {"st-1"};
    sign_on.version = 1;
    sign_on.deadline_seconds = to_ms(house.time.wall()) / 1000 + 3600;
    sign_on.party = {"NO"};
    sign_on.stance = v1::Position::SIGN;
    sign_on.key = person.fingerprint;
    sign_on.time_seconds = to_ms(house.time.wall()) / 1000;
    v1::Command command;
    v1::SignedText& text = *command.mutable_take_position()->mutable_signed_text();
    text.set_text(domain::render(sign_on));
    text.set_algorithm(v1::Key::ED25519);
    text.set_signature(person.key->sign(text.text()).str());

    CHECK(client.command(command).has_refusal());

    CHECK(house.comes_true([&] { return house.engine().shown().size == size + 1; }));
}
