// Positions on their way to the log: signature and documents are checked before the engine decides.
// SPDX-License-Identifier: Apache-2.0
#include "storage/sha256.hpp"
#include "tests/net/support/statement.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::net;
using namespace tocsin::net::test;

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
    CHECK(stored == storage::sha256({statement_words}).view());
    CHECK(in_order.has_receipt());
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
