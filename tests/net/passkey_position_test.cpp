// A position that is signed by a passkey, and one that a copy of it signed (fault 65).
// SPDX-License-Identifier: Apache-2.0
#include "tests/net/support/browser.hpp"
#include "tests/net/support/statement.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::net;
using namespace tocsin::net::test;

namespace {

// Ghana signs with a passkey that was used for a log-in.
struct ByPasskey : Statement {
    Browser browser{house, ghana};

    ByPasskey() {
        browser.log_in();
        text.key = browser.passkey.fingerprint();
    }

    // `number` is of the command: the same is the same.
    v1::Command signing(std::uint32_t counter, char number) {
        browser.passkey.counter = counter;
        v1::Command command;
        command.set_command_id(std::string(15, 'p') + number);
        *command.mutable_take_position()->mutable_signed_text() =
            tocsin::test::signed_by(browser.passkey, domain::render(text));
        return command;
    }

    bool is_noted(std::uint32_t count) {
        return house.comes_true([&] {
            const auto& key = house.engine().shown().coalition.keys.at(text.key);
            return key.counted_back.has_value() == (count > 0);
        });
    }
};

} // namespace

TEST_CASE("fault 65: a passkey that counts back signs nothing and is noted", "[net][position]") {
    ByPasskey statement;

    const auto copied = statement.signer.command(statement.signing(1, 'a'));

    CHECK(copied.refusal().code() == v1::Refusal::BAD_SIGNATURE);
    CHECK(copied.refusal().why().find("counted back") != std::string::npos);
    CHECK(statement.positions() == 0);
    CHECK(statement.is_noted(1));
    v1::Query query;
    query.mutable_inbox();
    const auto inbox = statement.signer.ask(std::move(query)).inbox();
    REQUIRE(inbox.owed_size() == 2); // The statement, and the key.
    CHECK(
        (inbox.owed(0).act() == v1::InboxView::Owed::KEY_COUNTED_BACK) !=
        (inbox.owed(1).act() == v1::InboxView::Owed::KEY_COUNTED_BACK)
    );
}

TEST_CASE("a passkey that counts on signs, and a log-in behind it counts on", "[net][position]") {
    ByPasskey statement;

    CHECK(statement.signer.command(statement.signing(7, 'a')).has_receipt());

    CHECK(statement.positions() == 1);
    statement.browser.passkey.counter = 7;
    CHECK(statement.browser.log_in().status == 401);
    statement.browser.passkey.counter = 8;
    CHECK(statement.browser.log_in().status == 200);
}

TEST_CASE("a position sent again is answered the same whatever was signed since", "[net]") {
    ByPasskey statement;
    const v1::Command first = statement.signing(7, 'a');
    const auto answered = statement.signer.command(first);
    REQUIRE(answered.has_receipt());
    statement.browser.passkey.counter = 9;
    REQUIRE(statement.browser.log_in().status == 200);

    const auto again = statement.signer.command(first);

    CHECK(again.repeated());
    CHECK(again.receipt().index() == answered.receipt().index());
    CHECK(statement.is_noted(0));
    statement.house.reopen();
    Client later(statement.house.port());
    later.log_in(statement.house, statement.ghana);
    statement.browser.passkey.origin = "http://localhost:" + std::to_string(statement.house.port());
    const auto copied = later.command(statement.signing(9, 'b'));
    CHECK(copied.refusal().code() == v1::Refusal::BAD_SIGNATURE);
    CHECK(copied.refusal().why().find("counted back") != std::string::npos);
}

TEST_CASE("what was refused may come again as it was signed", "[net][position]") {
    ByPasskey statement;
    const domain::SignOn good = statement.text;
    statement.text.version = 2;
    const v1::Command early = statement.signing(7, 'a');
    CHECK(statement.signer.command(early).refusal().code() == v1::Refusal::TEXT_MISMATCH);

    CHECK(statement.signer.command(early).refusal().code() == v1::Refusal::TEXT_MISMATCH);

    statement.text = good;
    CHECK(statement.signer.command(statement.signing(8, 'b')).has_receipt());
    CHECK(statement.is_noted(0));
}
