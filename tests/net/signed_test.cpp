// Faults 76 to 78 and 84 to 88: what is signed, by whom, of which text, and in which order.
// SPDX-License-Identifier: Apache-2.0
#include "storage/sha256.hpp"
#include "tests/net/support/statement.hpp"

#include <catch2/catch.hpp>

#include <future>

using namespace tocsin;
using namespace tocsin::net;
using namespace tocsin::net::test;

namespace {

// `from` once, by `to`.
std::string changed(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

v1::Command revoking(const Person& person) {
    v1::Command revoke;
    revoke.mutable_revoke_key()->set_fingerprint(person.fingerprint.str());
    revoke.mutable_revoke_key()->set_reason("lost");
    return revoke;
}

} // namespace

TEST_CASE(
    "fault 76: what was changed after signing is refused and not written", "[net][position]"
) {
    Statement statement;
    const domain::SignOn& text = statement.text;
    const std::string good = domain::render(text);
    const auto size = statement.log_size();

    const auto signed_then_changed = [&](const std::string& from, const std::string& to) {
        v1::Command command = taking(text, *statement.ghana.key);
        command.mutable_take_position()->mutable_signed_text()->set_text(changed(good, from, to));
        return statement.signer.command(command).refusal().code();
    };
    const std::string deadline = std::to_string(text.deadline_seconds);
    CHECK(
        signed_then_changed(deadline, std::to_string(text.deadline_seconds + 3600)) ==
        v1::Refusal::BAD_SIGNATURE
    );
    CHECK(
        signed_then_changed("position sign", "position not_joining") == v1::Refusal::BAD_SIGNATURE
    );
    CHECK(signed_then_changed("member GH", "member NO") == v1::Refusal::BAD_SIGNATURE);
    CHECK(signed_then_changed("version 1", "version 2") == v1::Refusal::BAD_SIGNATURE);
    CHECK(signed_then_changed(text.origin, text.origin + "s") == v1::Refusal::BAD_SIGNATURE);

    // Signed by its own key, and not what the server holds.
    const auto signed_so = [&](const domain::SignOn& other) {
        return statement.signer.command(taking(other, *statement.ghana.key)).refusal().code();
    };
    domain::SignOn later = text;
    later.deadline_seconds += 3600;
    CHECK(signed_so(later) == v1::Refusal::TEXT_MISMATCH);
    domain::SignOn elsewhere = text;
    elsewhere.origin += "s";
    CHECK(signed_so(elsewhere) == v1::Refusal::TEXT_MISMATCH);
    domain::SignOn newer = text;
    newer.version = 2;
    CHECK(signed_so(newer) == v1::Refusal::TEXT_MISMATCH);

    // By another's key, under the key's own name and under the signer's.
    CHECK(
        statement.signer.command(taking(text, *statement.norway.key)).refusal().code() ==
        v1::Refusal::BAD_SIGNATURE
    );
    domain::SignOn theirs = text;
    theirs.key = statement.norway.fingerprint;
    CHECK(
        statement.signer.command(taking(theirs, *statement.norway.key)).refusal().code() ==
        v1::Refusal::TEXT_MISMATCH
    );

    // Of all these one thing is written: that somebody tried to speak for Norway (fault 70).
    CHECK(statement.log_size() == size + 1);
    CHECK(statement.positions() == 0);
    CHECK(statement.signer.command(taking(text, *statement.ghana.key)).has_receipt());
}

TEST_CASE("fault 77: a text that is not the thirteen lines is malformed", "[net][position]") {
    Statement statement;
    const std::string good = domain::render(statement.text);
    const auto size = statement.log_size();
    const std::string second = good.substr(good.find('\n') + 1);
    const std::string line = second.substr(0, second.find('\n') + 1);

    const std::vector<std::string> wrong{
        good + "extra line\n",
        changed(good, line, line + line),
        changed(changed(good, line, ""), "member GH\n", "member GH\n" + line),
        changed(good, "version 1", "version 01"),
        changed(good, "position ", "position\t"),
        changed(good, "member GH", std::string("member G\0H", 10)),
        changed(good, "member GH", "member \xd0\x9d"), // a Cyrillic letter that looks like H
        changed(good, "key ", "key A"),
        changed(good, "position sign", "position SIGN"),
        changed(good, "\n", "\r\n"),
        good.substr(0, good.size() - 1),
    };
    for (const std::string& text : wrong) {
        CAPTURE(text);
        Client fresh(statement.house.port()); // Three of these end a connection.
        fresh.log_in(statement.house, statement.ghana);
        const auto verdict = fresh.command(taking(text, *statement.ghana.key));
        CHECK(verdict.refusal().code() == v1::Refusal::MALFORMED);
    }

    CHECK(statement.log_size() == size);
    CHECK(statement.positions() == 0);
}

TEST_CASE(
    "fault 78: an older text of a statement is refused with the current one", "[net][position]"
) {
    House house;
    const Person penholder = house.seat("CA", {v1::PENHOLDER, v1::FOCAL_POINT});
    const Person ghana = house.seat("GH", {v1::FOCAL_POINT});
    Client pen(house.port());
    pen.log_in(house, penholder);
    const std::string id = pen.command(drafting()).receipt().subject();
    const std::string newer = statement_words + "\nAt once.\n";
    deposit(pen);
    deposit(pen, newer);
    REQUIRE(pen.command(wording(id)).has_receipt());
    REQUIRE(pen.command(wording(id, newer)).has_receipt());
    domain::SignOn text;
    text.realm = v1::EXERCISE;
    text.origin = house.origin;
    text.procedure.text = id;
    text.version = 1;
    text.text_sha256 = storage::sha256({statement_words});
    text.deadline_seconds = to_ms(house.time.wall()) / 1000 + 24 * 3600;
    text.party.text = "GH";
    text.stance = v1::Position::SIGN;
    text.key = ghana.fingerprint;
    text.time_seconds = to_ms(house.time.wall()) / 1000;
    REQUIRE(pen.command(opening(id, text.deadline_seconds, 2)).has_receipt());
    Client signer(house.port());
    signer.log_in(house, ghana);

    const auto stale = signer.command(taking(text, *ghana.key));

    CHECK(stale.refusal().code() == v1::Refusal::STALE_VERSION);
    CHECK(stale.refusal().version() == 2);
    CHECK(stale.refusal().text_sha256() == storage::sha256({newer}).view());
}

TEST_CASE(
    "fault 84: a deadline that is past or too near is refused at the opening", "[net][position]"
) {
    House house;
    const Person penholder = house.seat("CA", {v1::PENHOLDER, v1::FOCAL_POINT});
    Client pen(house.port());
    pen.log_in(house, penholder);
    const std::string id = pen.command(drafting()).receipt().subject();
    deposit(pen);
    REQUIRE(pen.command(wording(id)).has_receipt());
    const std::int64_t now = to_ms(house.time.wall()) / 1000;

    for (const std::int64_t seconds : {now - 3600, now, now + 60, now + 14 * 60}) {
        const auto verdict = pen.command(opening(id, seconds));
        CHECK(verdict.refusal().code() == v1::Refusal::INVALID_FIELD);
        CHECK(verdict.refusal().field().find("deadline") != std::string::npos);
    }
    CHECK(pen.command(opening(id, now + 24 * 3600)).has_receipt());
}

TEST_CASE(
    "fault 85: a position on its way when a statement is withdrawn is refused", "[net][position]"
) {
    Statement statement;

    REQUIRE(statement.pen.command(withdrawing(statement.text.procedure.text)).has_receipt());
    const auto verdict = statement.signer.command(taking(statement.text, *statement.ghana.key));

    CHECK(statement.state() == domain::Procedure::State::withdrawn);
    CHECK(verdict.refusal().code() == v1::Refusal::WRONG_STATE);
    CHECK_FALSE(verdict.refusal().state().empty());
    CHECK_FALSE(verdict.refusal().next().empty());
    CHECK(statement.positions() == 0);
}

TEST_CASE("fault 87: a second answer must name the first that it replaces", "[net][position]") {
    Statement statement;
    const auto first = statement.signer.command(taking(statement.text, *statement.ghana.key));
    REQUIRE(first.has_receipt());
    domain::SignOn other = statement.text;
    other.stance = v1::Position::NOT_JOINING;

    const auto unnamed = statement.signer.command(taking(other, *statement.ghana.key));
    REQUIRE(unnamed.refusal().code() == v1::Refusal::ALREADY_ANSWERED);
    CHECK(unnamed.refusal().index() == first.receipt().index());
    CHECK(unnamed.refusal().person() == statement.ghana.id.view());
    other.supersedes = Digest::from(unnamed.refusal().leaf_hash());
    REQUIRE(other.supersedes);
    const auto named = statement.signer.command(taking(other, *statement.ghana.key));

    CHECK(named.has_receipt());
    CHECK(statement.positions() == 1);
}

TEST_CASE("fault 88: a key signs before its revocation and never after it", "[net][position]") {
    Statement statement;
    const Person support = statement.house.seat("support-unit", {v1::SUPPORT});
    Client norway(statement.house.port());
    norway.log_in(statement.house, statement.norway);
    domain::SignOn theirs = statement.text;
    theirs.party.text = "NO";
    theirs.key = statement.norway.fingerprint;

    const auto before = norway.command(taking(theirs, *statement.norway.key));
    REQUIRE(before.has_receipt());
    const auto revoked = statement.house.does(support, revoking(statement.norway));
    REQUIRE(revoked.has_receipt());
    CHECK(revoked.receipt().index() > before.receipt().index());
    CHECK(norway.close_code(2s) == 4450);
    CHECK(statement.positions() == 1); // What was signed in time stands.

    // In flight: handed over in one round with the revocation, in either order, by index.
    v1::ClientFrame frame;
    *frame.mutable_command() = taking(statement.text, *statement.ghana.key);
    frame.mutable_command()->set_command_id(std::string(16, 'f'));
    auto revoking_ghana = std::async(std::launch::async, [&] {
        return statement.house.does(support, revoking(statement.ghana));
    });
    statement.signer.send(frame);
    const auto verdict = statement.signer.verdict();
    const auto index = revoking_ghana.get().receipt().index();
    REQUIRE(index > 0);
    const bool counted = statement.positions() == 2;
    if (verdict && verdict->has_receipt()) CHECK(verdict->receipt().index() < index);
    if (verdict && verdict->has_refusal()) CHECK_FALSE(counted);
    if (counted) CHECK(statement.log_size() > index);
}
