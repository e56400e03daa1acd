// The connection against a real server on loopback. SPDX-License-Identifier: Apache-2.0
#include "client/core/outbox.hpp"
#include "client/core/state_dir.hpp"
#include "folder.hpp"
#include "talk.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using net::test::House;
using test::options_for;
using test::Talk;

namespace {

v1::Command note_on(const std::string& subject, const std::string& text) {
    v1::Command command;
    command.mutable_add_note()->set_subject(subject);
    command.mutable_add_note()->set_text(text);
    return command;
}

std::size_t notes_in(Talk& talk, const std::string& alert_id) {
    v1::Query query;
    query.mutable_show_alert()->set_alert_id(alert_id);
    return static_cast<std::size_t>(talk.ask(query).alert().notes_size());
}

bool in_order(const std::vector<v1::Item>& items) {
    for (std::size_t i = 1; i < items.size(); ++i)
        if (items[i].index() <= items[i - 1].index()) return false;
    return true;
}

} // namespace

TEST_CASE("a device key logs its person in", "[client][connection]") {
    House house;
    const auto person = house.seat("GH", {v1::FOCAL_POINT});
    Talk talk(options_for(house, person));

    REQUIRE(talk.live());

    v1::Query query;
    query.mutable_who_am_i();
    CHECK(talk.ask(query).who_am_i().party() == "GH");
    CHECK(talk.connection.welcome().person() == person.id.view());
    CHECK(talk.connection.origin() == house.origin);
}

TEST_CASE(
    "a key that nobody knows is refused and the client does not insist", "[client][connection]"
) {
    House house;
    auto stranger = house.seat("GH", {v1::FOCAL_POINT});
    SystemRng rng;
    stranger.key = std::make_shared<storage::SigningKey>(storage::SigningKey::generate(rng));
    Talk talk(options_for(house, stranger));

    REQUIRE(talk.ended());

    REQUIRE(talk.connection.refusal());
    CHECK(talk.connection.refusal()->code() == v1::Refusal::AUTH_FAILED);
    CHECK(talk.connection.connections() == 1);
}

TEST_CASE(
    "a follower whose cable is pulled misses nothing and is told nothing twice",
    "[client][connection]"
) {
    House house;
    const auto person = house.seat("GH", {v1::FOCAL_POINT});
    Talk talk(options_for(house, person));
    REQUIRE(talk.live());
    house.issue_alert("before");
    REQUIRE(talk.run_until([&] { return talk.alerts() == 1; }));

    talk.connection.drop();
    for (int i = 0; i < 5; ++i)
        house.issue_alert("while away " + std::to_string(i));

    REQUIRE(talk.run_until([&] { return talk.alerts() == 6; }));
    CHECK(talk.connection.connections() >= 2);
    CHECK(in_order(talk.items));
    house.issue_alert("after");
    CHECK(talk.run_until([&] { return talk.alerts() == 7; }));
}

TEST_CASE(
    "a command whose connection is lost is decided once and answered", "[client][connection]"
) {
    House house;
    const auto person = house.seat("GH", {v1::FOCAL_POINT});
    const auto alert = house.issue_alert("an alert");
    Talk talk(options_for(house, person));
    REQUIRE(talk.live());

    for (int i = 0; i < 5; ++i) {
        std::optional<v1::Verdict> verdict;
        talk.begin(note_on(alert, "note " + std::to_string(i)), verdict);
        // At a different moment of its way each time.
        talk.run_until([&, turns = 0]() mutable { return turns++ >= i * 2; });
        talk.connection.drop();
        REQUIRE(talk.run_until([&] { return verdict.has_value(); }));
        CHECK(verdict->has_receipt());
    }

    CHECK(notes_in(talk, alert) == 5);
}

TEST_CASE("the next process goes on at the cursor of the last one", "[client][connection]") {
    House house;
    const auto person = house.seat("GH", {v1::FOCAL_POINT});
    const test::Folder folder;
    auto options = options_for(house, person);
    options.state_dir = folder.path();
    house.issue_alert("first");
    {
        Talk talk(options);
        REQUIRE(talk.run_until([&] { return talk.alerts() == 1; }));
    }
    house.issue_alert("second");

    Talk again(options);

    REQUIRE(again.run_until([&] { return again.alerts() == 1; }));
    CHECK(again.items.front().index() > 0);
    CHECK(again.connection.log_key());
}

TEST_CASE("a command left behind by a crash is sent by the next process", "[client][connection]") {
    House house;
    const auto person = house.seat("GH", {v1::FOCAL_POINT});
    const auto alert = house.issue_alert("an alert");
    const test::Folder folder;
    auto options = options_for(house, person);
    options.state_dir = folder.path();
    auto left = note_on(alert, "left behind");
    left.set_command_id(std::string(16, '\x07'));
    auto outbox = *client::Outbox::open(client::StateDir(folder.path()).outbox());
    REQUIRE(outbox.put({*CommandId::from(left.command_id()), left.SerializeAsString()}).has_value()
    );

    Talk talk(options);

    REQUIRE(talk.run_until([&] { return talk.orphans.size() == 1; }));
    CHECK(talk.orphans.front().has_receipt());
    CHECK(notes_in(talk, alert) == 1);
    CHECK(client::Outbox::open(client::StateDir(folder.path()).outbox())->pending().empty());
    // Asked again under the same id: the same answer, nothing new.
    const auto repeated = talk.command(left);
    CHECK(repeated.repeated());
    CHECK(repeated.receipt().index() == talk.orphans.front().receipt().index());
    CHECK(notes_in(talk, alert) == 1);
}

TEST_CASE(
    "a long outbox is given a few at a time and all of it is answered", "[client][connection]"
) {
    net::Options limited;
    limited.messages_per_minute = 600; // of which 180 at once
    House house(limited);
    const auto person = house.seat("GH", {v1::FOCAL_POINT});
    const std::string alert = house.issue_alert("Networks down");
    const test::Folder folder;
    auto options = options_for(house, person);
    options.state_dir = folder.path();
    constexpr std::size_t left_behind = 230;
    {
        auto outbox = client::Outbox::open(client::StateDir(folder.path()).outbox());
        REQUIRE(outbox.has_value());
        SystemRng rng;
        for (std::size_t i = 0; i < left_behind; ++i) {
            v1::Command command = note_on(alert, "Note " + std::to_string(i));
            const CommandId id = rng.command_id(RealClock().wall());
            command.set_command_id(id.str());
            REQUIRE(outbox->put({id, command.SerializeAsString()}).has_value());
        }
    }

    Talk talk(options);
    talk.run_until([&] { return talk.orphans.size() == left_behind; });

    CHECK(talk.orphans.size() == left_behind);
    CHECK(std::all_of(talk.orphans.begin(), talk.orphans.end(), [](const v1::Verdict& verdict) {
        return verdict.has_receipt();
    }));
    // Sent at once, fifty would have been refused, and most of them again and again.
    CHECK(house.counters().refusals["RATE_LIMITED"] < 100);
}

TEST_CASE("the same command id with other bytes never leaves this client", "[client][connection]") {
    House house;
    const auto person = house.seat("GH", {v1::FOCAL_POINT});
    const auto alert = house.issue_alert("an alert");
    const test::Folder folder;
    auto options = options_for(house, person);
    options.state_dir = folder.path();
    Talk talk(options);
    auto command = note_on(alert, "one");
    command.set_command_id(std::string(16, '\x09'));
    REQUIRE(talk.command(command).has_receipt());

    command.mutable_add_note()->set_text("another");

    CHECK(talk.command(command).refusal().code() == v1::Refusal::COMMAND_ID_REUSED);
    CHECK(notes_in(talk, alert) == 1);
}

TEST_CASE("a log that lost entries raises the alarm", "[client][connection]") {
    const test::Folder folder;
    SystemRng rng;
    {
        House house;
        const auto person = house.seat("GH", {v1::FOCAL_POINT});
        for (int i = 0; i < 3; ++i)
            house.issue_alert("alert " + std::to_string(i));
        auto options = options_for(house, person);
        options.state_dir = folder.path();
        Talk talk(options);
        REQUIRE(talk.run_until([&] { return talk.alerts() == 3 && talk.connection.checkpoint(); }));
    }
    House restored; // the same name and key, as after an old backup was put back
    const auto person = restored.seat("GH", {v1::FOCAL_POINT});
    auto options = options_for(restored, person);
    options.state_dir = folder.path();

    Talk talk(options);

    REQUIRE(talk.ended());
    REQUIRE(talk.connection.alarm());
    CHECK(talk.last_words == "closed");
    CHECK_FALSE(talk.connection.alarm()->ours.empty());
    CHECK(talk.items.empty());
}

TEST_CASE(
    "fault 127: a log with another past raises the alarm although it is longer",
    "[client][connection]"
) {
    const test::Folder folder;
    {
        House house;
        const auto person = house.seat("GH", {v1::FOCAL_POINT});
        auto options = options_for(house, person);
        options.state_dir = folder.path();
        Talk talk(options);
        REQUIRE(talk.run_until([&] { return talk.connection.checkpoint().has_value(); }));
    }
    House other;
    const auto person = other.seat("GH", {v1::FOCAL_POINT});
    for (int i = 0; i < 4; ++i)
        other.issue_alert("alert " + std::to_string(i));
    REQUIRE(other.comes_true([&] { return other.engine().health().entries > 10; }));
    auto options = options_for(other, person);
    options.state_dir = folder.path();
    options.follow = false; // the server would say it too; this client finds it by itself

    Talk talk(options);

    REQUIRE(talk.ended());
    REQUIRE(talk.connection.alarm());
}

TEST_CASE("a closing server is left in peace for as long as it asks", "[client][connection]") {
    auto house = std::make_unique<House>();
    const auto person = house->seat("GH", {v1::FOCAL_POINT});
    Talk talk(options_for(*house, person));
    REQUIRE(talk.live());

    house->close();

    CHECK(talk.run_until([&] { return talk.last_status == client::Status::waiting; }));
    std::optional<v1::Verdict> verdict;
    talk.begin(note_on("al-1", "never sent"), verdict);
    talk.end();
    REQUIRE(verdict);
    CHECK(verdict->refusal().code() == v1::Refusal::UNAVAILABLE);
}
