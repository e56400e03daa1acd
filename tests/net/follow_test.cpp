// Following: resume, forks, texts, positions, receipts of delivery.
// SPDX-License-Identifier: Apache-2.0
#include "storage/sha256.hpp"
#include "tests/net/support/statement.hpp"

#include <catch2/catch.hpp>

#include <thread>

using namespace tocsin;
using namespace tocsin::net;
using namespace tocsin::net::test;

namespace {

// Reads items until one of this index or beyond has come; their indices in order.
std::vector<v1::Item> items_until(Client& client, std::uint64_t index) {
    std::vector<v1::Item> items;
    while (items.empty() || items.back().index() < index) {
        const auto next = client.message();
        if (!next) break;
        items.insert(items.end(), next->items().begin(), next->items().end());
    }
    return items;
}

std::uint64_t head_of(House& house) {
    return house.ask<std::uint64_t>([&] { return house.engine().feed().head(); });
}

// By the same log key, of a history no longer than any house's.
std::string checkpoint_of_another_history() {
    House other;
    const auto note = other.ask<std::string>([&] { return other.engine().checkpoint(); });
    // Only its instant tells its first entry from that of the next house: where a disk is quick
    // both were founded within one millisecond, and there was no fork.
    std::this_thread::sleep_for(2ms);
    return note;
}

} // namespace

TEST_CASE("who comes back is told what it missed without gap and never twice", "[net][follow]") {
    Options options;
    options.rate_limits = false;
    House house(options);
    const Person auditor = house.seat("support-unit", {v1::AUDITOR});
    for (int i = 0; i < 5; ++i)
        house.issue_alert("Alert " + std::to_string(i));
    Client first(house.port());
    first.log_in(house, auditor);
    REQUIRE(first.follow().resume() == v1::Following::REPLAY);
    const auto begun = items_until(first, head_of(house) - 1);
    REQUIRE(!begun.empty());
    first.peer.vanish();
    for (int i = 5; i < 9; ++i)
        house.issue_alert("Alert " + std::to_string(i));

    Client again(house.port());
    again.log_in(house, auditor);
    v1::Follow follow;
    follow.set_cursor(begun.back().cursor());
    CHECK(again.follow(follow).resume() == v1::Following::REPLAY);
    const auto missed = items_until(again, head_of(house) - 1);

    REQUIRE(!missed.empty());
    CHECK(missed.front().index() == begun.back().index() + 1);
    for (std::size_t i = 1; i < missed.size(); ++i)
        CHECK(missed[i].index() == missed[i - 1].index() + 1);
    follow.set_cursor(missed.back().cursor());
    if (missed.back().index() + 1 == head_of(house)) {
        CHECK(again.follow(follow).resume() == v1::Following::CAUGHT_UP);
    }
}

TEST_CASE("a cursor of another log means everything from the beginning", "[net][follow]") {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client client(house.port());
    client.log_in(house, person);
    std::string foreign =
        house.ask<std::string>([&] { return house.engine().feed().cursor_at(0); });
    foreign[3] = static_cast<char>(foreign[3] ^ 0x55);
    v1::Follow follow;

    follow.set_cursor(foreign);
    CHECK(client.follow(follow).resume() == v1::Following::RESET);
    follow.set_cursor("nonsense");
    CHECK(client.follow(follow).resume() == v1::Following::RESET);
}

TEST_CASE(
    "fault 57: a cursor beyond the log's end is closed with 4460 and our checkpoint",
    "[net][follow]"
) {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client client(house.port());
    client.log_in(house, person);
    v1::ClientFrame frame;
    const std::uint64_t beyond = head_of(house) + 5;
    frame.mutable_follow()->set_cursor(house.ask<std::string>([&] {
        return house.engine().feed().cursor_at(beyond);
    }));

    client.checkpoint.clear();
    client.send(frame);

    const auto goodbye = client.message();
    REQUIRE(goodbye);
    CHECK(goodbye->goodbye().close_code() == 4460);
    CHECK_FALSE(client.checkpoint.empty());
    CHECK(client.close_code() == 4460);
    CHECK(house.logged("4460"));
}

TEST_CASE("fault 57: a verified checkpoint larger than ours is closed with 4460", "[net][follow]") {
    // Another house with the same log key, which knows more: what an old backup looks like.
    House longer;
    for (int i = 0; i < 3; ++i)
        longer.issue_alert("Alert " + std::to_string(i));
    REQUIRE(longer.comes_true([&] {
        return longer.engine().root_at(longer.engine().feed().head()).has_value();
    }));
    const auto note = longer.ask<std::string>([&] { return longer.engine().checkpoint(); });
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client client(house.port());
    client.log_in(house, person);
    v1::ClientFrame frame;
    frame.mutable_follow()->set_checkpoint(note);

    client.send(frame);

    CHECK(client.close_code() == 4460);
}

TEST_CASE("fault 58: a fork is told with both checkpoints and following goes on", "[net][follow]") {
    const auto note = checkpoint_of_another_history();
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    house.issue_alert("Networks down");
    REQUIRE(house.comes_true([&] {
        return house.engine().root_at(house.engine().feed().head()).has_value();
    }));
    Client client(house.port());
    client.log_in(house, person);
    v1::ClientFrame frame;
    frame.mutable_follow()->set_checkpoint(note);

    client.send(frame);

    const auto verdict = client.verdict();
    REQUIRE(verdict);
    CHECK(verdict->command_id().empty());
    CHECK(verdict->refusal().code() == v1::Refusal::FORK_DETECTED);
    CHECK(verdict->refusal().their_checkpoint() == note);
    CHECK(verdict->refusal().checkpoint() != note);
    CHECK(client.message()->following().resume() == v1::Following::REPLAY);
    CHECK(house.logged("FORK_DETECTED"));
}

TEST_CASE(
    "our own checkpoint is accepted and a foreign one refused without ending", "[net][follow]"
) {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client client(house.port());
    v1::Follow follow;
    follow.set_checkpoint(client.log_in(house, person).checkpoint());

    CHECK(client.follow(follow).resume() == v1::Following::REPLAY);

    v1::ClientFrame frame;
    frame.mutable_follow()->set_checkpoint("no checkpoint at all");
    client.send(frame);
    CHECK(client.verdict()->refusal().code() == v1::Refusal::INVALID_FIELD);
}

TEST_CASE("checkpoints are pushed to followers when they are released", "[net][follow]") {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client client(house.port());
    client.log_in(house, person);
    client.follow();
    const auto key = house.ask<std::string>([&] { return house.engine().log_key().str(); });
    const auto size = [&] { // of the last checkpoint that came
        const auto opened =
            storage::open_checkpoint(client.checkpoint, *storage::VerifierKey::parse(key));
        return opened ? opened->head.size : 0;
    };

    house.issue_alert("Networks down");
    const std::uint64_t grown = head_of(house);
    for (int i = 0; i < 30 && size() < grown; ++i)
        client.message(200ms);

    CHECK(grown > 0);
    CHECK(size() >= grown);
}

TEST_CASE("a text is deposited and read back and a bad one refused", "[net][follow]") {
    House house;
    const Person person = house.seat("CA", {v1::PENHOLDER});
    Client client(house.port());
    client.log_in(house, person);
    const auto deposit = [&](const std::string& content, const std::string& type) {
        v1::ClientFrame frame;
        frame.mutable_deposit()->set_content(content);
        frame.mutable_deposit()->set_media_type(type);
        client.send(frame);
        return client.message()->deposited();
    };

    const auto stored = deposit("# Networks stay open\n\nWe ask.\n", "text/markdown");

    CHECK(stored.sha256() == storage::sha256({"# Networks stay open\n\nWe ask.\n"}).view());
    CHECK(deposit("a\r\nb", "text/plain").refusal().code() == v1::Refusal::INVALID_FIELD);
    CHECK(deposit("a", "text/html").refusal().code() == v1::Refusal::INVALID_FIELD);
}

TEST_CASE(
    "that an alert was sent and shown is recorded for who it is addressed to", "[net][follow]"
) {
    House house;
    const Person ghana = house.seat("GH", {v1::FOCAL_POINT});
    Client client(house.port());
    client.log_in(house, ghana);
    v1::Follow from_now;
    from_now.set_from_now(true);
    client.follow(from_now);
    const auto rungs = [&](const std::string& alert) {
        return house.ask<domain::Rungs>([&] {
            const auto& reach = house.engine().shown().alerts.at(domain::AlertId{alert}).reach;
            const auto found = reach.find(ghana.id);
            return found == reach.end() ? domain::Rungs() : found->second;
        });
    };

    const std::string alert = house.issue_alert("Networks down");
    bool sent = false;
    for (int i = 0; i < 300 && !sent; ++i) {
        sent = rungs(alert).sent != Instant();
        if (!sent) std::this_thread::sleep_for(10ms);
    }
    CHECK(sent);
    CHECK(rungs(alert).seen == Instant());

    v1::ClientFrame frame;
    v1::Delivery& shown = *frame.mutable_received()->add_deliveries();
    shown.set_alert_id(alert);
    shown.set_message(1);
    shown.set_rung(v1::Delivery::SEEN);
    client.send(frame);
    bool seen = false;
    for (int i = 0; i < 300 && !seen; ++i) {
        seen = rungs(alert).seen != Instant();
        if (!seen) std::this_thread::sleep_for(10ms);
    }
    CHECK(seen);
}

TEST_CASE("a fifth replay of one person waits until another has caught up", "[net][follow]") {
    Options options;
    options.rate_limits = false;
    House house(options);
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    house.issue_alert("Networks down");
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 8; ++i) {
        clients.push_back(std::make_unique<Client>(house.port()));
        clients.back()->log_in(house, person);
    }

    v1::ClientFrame follow;
    follow.mutable_follow();
    for (auto& client : clients)
        client->send(follow);

    for (auto& client : clients) {
        CHECK(client->message()->following().resume() == v1::Following::REPLAY);
        CHECK_FALSE(items_until(*client, 1).empty());
    }
}

TEST_CASE(
    "fault 58: whoever saw a fork signs all the same and that it was seen is an entry",
    "[net][follow]"
) {
    const auto note = checkpoint_of_another_history();
    Statement statement;
    House& house = statement.house;
    const Person auditor = house.seat("support-unit", {v1::AUDITOR});
    REQUIRE(house.comes_true([&] {
        return house.engine().root_at(house.engine().feed().head()).has_value();
    }));
    v1::ClientFrame frame;
    frame.mutable_follow()->set_checkpoint(note);

    statement.signer.send(frame);

    REQUIRE(statement.signer.verdict()->refusal().code() == v1::Refusal::FORK_DETECTED);
    CHECK(statement.signer.command(taking(statement.text, *statement.ghana.key)).has_receipt());
    CHECK(statement.positions() == 1);
    Client reader(house.port());
    reader.log_in(house, auditor);
    reader.follow();
    int noted = 0;
    for (const v1::Item& item : items_until(reader, head_of(house) - 1))
        if (item.event().has_security_noted()) {
            CHECK(item.event().security_noted().kind() == v1::SecurityNoted::FORKED_CHECKPOINT);
            CHECK(item.event().security_noted().person() == statement.ghana.id.view());
            ++noted;
        }
    CHECK(noted == 1);
}

TEST_CASE(
    "what an auditor read by following is an entry and the secretariat reads it", "[net][follow]"
) {
    Options options;
    options.rate_limits = false;
    House house(options);
    const Person auditor = house.seat("support-unit", {v1::AUDITOR});
    const Person support = house.seat("support-unit", {v1::SUPPORT});
    const Person ghana = house.seat("GH", {v1::FOCAL_POINT});
    house.issue_alert("Networks down");
    const std::uint64_t head = head_of(house);
    for (const Person& person : {auditor, ghana}) {
        Client client(house.port());
        client.log_in(house, person);
        client.follow();
        items_until(client, head - 1);
    }

    house.reopen(); // What is gathered is recorded when the house closes.

    Client reader(house.port());
    reader.log_in(house, support);
    reader.follow();
    std::vector<v1::Reading> readings;
    for (const v1::Item& item : items_until(reader, head_of(house) - 1))
        for (const v1::Reading& reading : item.event().reading_recorded().readings())
            readings.push_back(reading);
    REQUIRE(readings.size() == 1);
    CHECK(readings[0].person() == auditor.id.view());
    CHECK(readings[0].what() == "follow");
    CHECK(readings[0].from_index() == 0);
    CHECK(readings[0].to_index() == head);
}
