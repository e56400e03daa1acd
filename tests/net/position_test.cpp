// Positions on their way to the log: signature and documents are checked before the engine decides.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/sign_on.hpp"
#include "storage/sha256.hpp"
#include "tests/net/support/client.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::net;
using namespace tocsin::net::test;

namespace {

const std::string content = "# Networks stay open\n\nWe ask that networks stay open.\n";

v1::Command drafting() {
    v1::Command command;
    v1::DraftProcedure& draft = *command.mutable_draft_procedure();
    draft.set_kind(v1::ProcedureDrafted::STATEMENT);
    draft.set_mode(v1::ProcedureDrafted::OPT_IN);
    draft.set_title("Networks stay open");
    draft.set_label(v1::AMBER_STRICT);
    draft.set_realm(v1::EXERCISE);
    return command;
}

v1::Command wording(const std::string& procedure) {
    v1::Command command;
    command.mutable_add_text()->set_procedure_id(procedure);
    command.mutable_add_text()->set_text_sha256(storage::sha256({content}).str());
    command.mutable_add_text()->set_language("en");
    return command;
}

v1::Command opening(const std::string& procedure, std::int64_t deadline_seconds) {
    v1::Command command;
    v1::OpenProcedure& open = *command.mutable_open_procedure();
    open.set_procedure_id(procedure);
    open.set_version(1);
    open.set_deadline(deadline_seconds * 1000);
    open.set_threshold(1);
    open.set_tally(v1::ProcedureOpened::VISIBLE);
    return command;
}

v1::Command taking(const domain::SignOn& text, const storage::SigningKey& key) {
    v1::Command command;
    v1::SignedText& signed_text = *command.mutable_take_position()->mutable_signed_text();
    signed_text.set_text(domain::render(text));
    signed_text.set_algorithm(v1::Key::ED25519);
    signed_text.set_signature(key.sign(signed_text.text()).str());
    return command;
}

std::string deposit(Client& client) {
    v1::ClientFrame frame;
    frame.mutable_deposit()->set_content(content);
    frame.mutable_deposit()->set_media_type("text/markdown");
    client.send(frame);
    return client.message()->deposited().sha256();
}

// A statement that is open for a day; the text by which Ghana signs it.
domain::SignOn open_statement(const House& house, Client& penholder, const Person& signer) {
    const auto drafted = penholder.command(drafting());
    deposit(penholder);
    const std::int64_t now = to_ms(RealClock().wall()) / 1000;
    domain::SignOn text;
    text.realm = v1::EXERCISE;
    text.origin = house.origin;
    text.procedure.text = drafted.receipt().subject();
    text.version = 1;
    text.text_sha256 = storage::sha256({content});
    text.deadline_seconds = now + 24 * 3600;
    text.party.text = signer.party;
    text.stance = v1::Position::SIGN;
    text.key = signer.fingerprint;
    text.time_seconds = now;
    REQUIRE(penholder.command(wording(text.procedure.text)).has_receipt());
    REQUIRE(penholder.command(opening(text.procedure.text, text.deadline_seconds)).has_receipt());
    return text;
}

} // namespace

TEST_CASE("a text is deposited before a procedure may name it", "[net][position]") {
    House house;
    const Person person = house.seat("CA", {v1::PENHOLDER});
    Client client(house.port());
    client.log_in(house, person);
    const std::string procedure = client.command(drafting()).receipt().subject();

    const auto too_early = client.command(wording(procedure));
    const std::string stored = deposit(client);
    const auto in_order = client.command(wording(procedure));

    CHECK(too_early.refusal().code() == v1::Refusal::NOT_FOUND);
    CHECK(too_early.refusal().field() == "text_sha256");
    CHECK(stored == storage::sha256({content}).view());
    CHECK(in_order.has_receipt());
}

TEST_CASE("fault 76: a position counts only with the signature of its key", "[net][position]") {
    House house;
    const Person penholder = house.seat("CA", {v1::PENHOLDER, v1::FOCAL_POINT});
    const Person ghana = house.seat("GH", {v1::FOCAL_POINT});
    Client client(house.port());
    client.log_in(house, penholder);
    const domain::SignOn text = open_statement(house, client, ghana);
    Client signer(house.port());
    signer.log_in(house, ghana);

    const auto forged = signer.command(taking(text, *penholder.key));
    domain::SignOn stranger = text;
    stranger.key.octets[0] ^= 1;
    const auto unknown = signer.command(taking(stranger, *ghana.key));
    v1::Command garbled = taking(text, *ghana.key);
    garbled.mutable_take_position()->mutable_signed_text()->set_text("thirteen lines\n");
    const auto unreadable = signer.command(garbled);
    const auto rightful = signer.command(taking(text, *ghana.key));

    CHECK(forged.refusal().code() == v1::Refusal::BAD_SIGNATURE);
    CHECK(unknown.refusal().code() == v1::Refusal::BAD_SIGNATURE);
    CHECK(unreadable.refusal().code() == v1::Refusal::MALFORMED);
    CHECK(rightful.has_receipt());
}

TEST_CASE("an explanation must have been deposited before it is named", "[net][position]") {
    House house;
    const Person penholder = house.seat("CA", {v1::PENHOLDER, v1::FOCAL_POINT});
    const Person ghana = house.seat("GH", {v1::FOCAL_POINT});
    Client client(house.port());
    client.log_in(house, penholder);
    domain::SignOn text = open_statement(house, client, ghana);
    Client signer(house.port());
    signer.log_in(house, ghana);
    text.stance = v1::Position::SIGN_WITH_EXPLANATION;
    text.reservation_sha256 = storage::sha256({"never deposited"});

    const auto verdict = signer.command(taking(text, *ghana.key));

    CHECK(verdict.refusal().code() == v1::Refusal::NOT_FOUND);
    CHECK(verdict.refusal().field() == "reservation-sha256");
}
