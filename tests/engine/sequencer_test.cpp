// SPDX-License-Identifier: Apache-2.0
#include "server/base/limits.hpp"
#include "storage/sha256.hpp"
#include "tests/engine/support.hpp"

#include <catch2/catch.hpp>

namespace tocsin::engine::test {
namespace {

std::string without_repeated(v1::Verdict verdict) {
    verdict.set_repeated(false);
    return verdict.SerializeAsString();
}

TEST_CASE("what was answered is in the log at the index of its receipt", "[engine][sequencer]") {
    World world(World::Kind::sqlite);
    REQUIRE(!world.start());
    const Coalition coalition(world);

    const auto verdict = world.does(coalition.lead, raise(alert_content()));

    REQUIRE(verdict.has_receipt());
    const v1::Receipt& receipt = verdict.receipt();
    world.restart();
    const auto entry = world.entry(receipt.index());
    CHECK(entry.header == receipt.header());
    CHECK(entry.leaf_hash.str() == receipt.leaf_hash());
    CHECK(
        storage::sha256({std::string_view("\0", 1), receipt.header()}).str() == receipt.leaf_hash()
    );
    CHECK(receipt.entries() == 1);
    CHECK(receipt.subject().starts_with("ex-al-"));
}

// faults.md 53
TEST_CASE(
    "the same command sent twice is answered the same and written once", "[engine][sequencer]"
) {
    const auto kind = GENERATE(World::Kind::memory, World::Kind::sqlite);
    World world(kind);
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const auto once = world.submission(raise(alert_content()), coalition.lead.asker());

    const auto first = world.submit(once);
    const auto entries = world.engine().shown().size;
    const auto again = world.submit(once);
    world.restart();
    const auto after_restart = world.submit(once);

    CHECK(!first.repeated());
    CHECK(again.repeated());
    CHECK(after_restart.repeated());
    CHECK(without_repeated(again) == without_repeated(first));
    CHECK(without_repeated(after_restart) == without_repeated(first));
    CHECK(world.engine().shown().size == entries);
}

// faults.md 53
TEST_CASE("a command repeated in one batch is written once", "[engine][sequencer]") {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const auto once = world.submission(raise(alert_content()), coalition.lead.asker());
    std::vector<v1::Verdict> verdicts;
    const auto before = world.engine().shown().size;

    for (int i = 0; i < 3; ++i) {
        world.engine().submit(once, [&](v1::Verdict verdict) {
            verdicts.push_back(std::move(verdict));
        });
    }
    REQUIRE(world.run_until([&] { return verdicts.size() == 3; }));

    CHECK(world.engine().shown().size == before + 1);
    CHECK(verdicts[2].repeated());
    CHECK(without_repeated(verdicts[2]) == without_repeated(verdicts[0]));
}

TEST_CASE(
    "a command that left several entries is told again with all of them", "[engine][sequencer]"
) {
    World world;
    REQUIRE(!world.start());
    world.admit("GH", v1::Party::GOVERNMENT);
    v1::Command command;
    command.mutable_seed_person()->mutable_person()->set_person(std::string(16, 'p'));
    command.mutable_seed_person()->mutable_person()->set_party("GH");
    command.mutable_seed_person()->mutable_key()->set_algorithm(v1::Key::ED25519);
    command.mutable_seed_person()->mutable_key()->set_fingerprint(std::string(32, 'k'));
    const auto once = world.submission(command, {});

    const auto first = world.submit(once);
    const auto again = world.submit(once);

    REQUIRE(first.has_receipt());
    CHECK(first.receipt().entries() == 2);
    CHECK(without_repeated(again) == without_repeated(first));
}

// faults.md 54
TEST_CASE(
    "a command id that comes with other bytes is refused and nothing is written",
    "[engine][sequencer]"
) {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    auto submission = world.submission(raise(alert_content()), coalition.lead.asker());
    const auto first = world.submit(submission);
    const auto entries = world.engine().shown().size;

    submission.request_sha256 = Digest{};
    const auto other = world.submit(submission);

    REQUIRE(other.has_refusal());
    CHECK(other.refusal().code() == v1::Refusal::COMMAND_ID_REUSED);
    CHECK(other.refusal().index() == first.receipt().index());
    CHECK(world.engine().shown().size == entries);
}

// faults.md 55
TEST_CASE(
    "of two colleagues who answer at once one wins and the other is told who", "[engine][sequencer]"
) {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const std::string alert = issue(world, coalition);
    std::vector<v1::Verdict> verdicts;
    const auto keep = [&](v1::Verdict verdict) { verdicts.push_back(std::move(verdict)); };

    const auto command = acknowledge(alert);
    world.engine().submit(world.submission(command, coalition.ghana.asker()), keep);
    world.engine().submit(world.submission(command, coalition.ghana_deputy.asker()), keep);
    REQUIRE(world.run_until([&] { return verdicts.size() == 2; }));

    REQUIRE(verdicts[0].has_receipt());
    REQUIRE(verdicts[1].has_refusal());
    CHECK(verdicts[1].refusal().code() == v1::Refusal::ALREADY_ANSWERED);
    CHECK(verdicts[1].refusal().index() == verdicts[0].receipt().index());
    CHECK(verdicts[1].refusal().person() == coalition.ghana.id.str());
}

TEST_CASE("a command without an id is refused", "[engine][sequencer]") {
    World world;
    REQUIRE(!world.start());
    auto nameless = world.submission(raise(alert_content()), {});
    nameless.command.set_command_id("short");

    std::optional<v1::Verdict> verdict;
    world.engine().submit(nameless, [&](v1::Verdict given) { verdict = std::move(given); });

    REQUIRE(verdict);
    CHECK(verdict->refusal().code() == v1::Refusal::MALFORMED);
}

TEST_CASE("a refusal that wrote nothing is decided anew", "[engine][sequencer]") {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const auto early = world.submission(acknowledge("ex-al-00000000"), coalition.ghana.asker());

    const auto first = world.submit(early);
    const auto again = world.submit(early);

    CHECK(first.refusal().code() == v1::Refusal::NOT_FOUND);
    CHECK(again.refusal().code() == v1::Refusal::NOT_FOUND);
    CHECK(!again.repeated());
}

// faults.md 103
TEST_CASE(
    "fault 103: a full inbox says so at once and says when to come again", "[engine][sequencer]"
) {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const auto command = note("ex-al-00000000", "Anybody there?");
    std::size_t answered = 0;
    for (std::size_t i = 0; i < limits::inbox_commands_max; ++i) {
        world.engine().submit(
            world.submission(command, coalition.ghana.asker()),
            [&](const v1::Verdict&) { ++answered; }
        );
    }
    CHECK(answered == 0);

    std::optional<v1::Verdict> refused;
    world.engine().submit(
        world.submission(command, coalition.ghana.asker()),
        [&](v1::Verdict verdict) { refused = std::move(verdict); }
    );

    REQUIRE(refused);
    CHECK(refused->refusal().code() == v1::Refusal::OVERLOADED);
    CHECK(refused->refusal().retry_after_ms() > 0);
    CHECK(world.run_until([&] { return answered == limits::inbox_commands_max; }));
}

// faults.md 107
TEST_CASE(
    "who is in hand at the end is answered and who comes later is sent away", "[engine][sequencer]"
) {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    std::optional<v1::Verdict> in_hand;
    std::optional<v1::Verdict> waiting;
    bool drained = false;
    world.engine().submit(
        world.submission(raise(alert_content()), coalition.lead.asker()),
        [&](v1::Verdict verdict) { in_hand = std::move(verdict); }
    );
    world.engine().end_of_round();
    world.engine().submit(
        world.submission(raise(alert_content()), coalition.lead.asker()),
        [&](v1::Verdict verdict) { waiting = std::move(verdict); }
    );

    world.engine().drain([&] { drained = true; });

    CHECK(!drained);
    REQUIRE(waiting);
    CHECK(waiting->refusal().code() == v1::Refusal::UNAVAILABLE);
    CHECK(waiting->refusal().retry_after_ms() > 0);
    REQUIRE(world.run_until([&] { return drained; }));
    REQUIRE(in_hand);
    CHECK(in_hand->has_receipt());
    const auto key = world.engine().log_key();
    const auto last = storage::open_checkpoint(world.engine().checkpoint(), key);
    REQUIRE(last);
    CHECK(last->head.size == world.engine().shown().size);
    CHECK(world.engine().health().draining);
}

TEST_CASE(
    "an entry that would not fit a message is refused before it is written", "[engine][sequencer]"
) {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    auto content = alert_content();
    for (int i = 0; i < 48; ++i)
        content.add_evidence()->set_value(std::string(1'000, 'v'));
    const auto entries = world.engine().shown().size;

    const auto verdict = world.does(coalition.lead, raise(content));

    REQUIRE(verdict.has_refusal());
    CHECK(verdict.refusal().code() == v1::Refusal::INVALID_FIELD);
    CHECK(world.engine().shown().size == entries);
}

TEST_CASE("receipts of delivery are gathered into one entry", "[engine][reach]") {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const std::string alert = issue(world, coalition);
    const auto before = world.engine().shown().size;
    v1::Delivery delivery;
    delivery.set_alert_id(alert);
    delivery.set_message(1);
    delivery.set_rung(v1::Delivery::DELIVERED);
    delivery.set_at(to_ms(world.clock.wall()));
    for (const auto& person : {coalition.ghana, coalition.norway, coalition.ghana}) {
        delivery.set_person(person.id.str());
        world.engine().delivered(delivery);
    }

    REQUIRE(world.run_until([&] { return world.engine().shown().size > before; }));

    CHECK(world.engine().shown().size == before + 1);
    const auto& reach = world.engine().shown().alerts.at(domain::AlertId{alert}).reach;
    CHECK(reach.at(coalition.ghana.id).delivered == world.clock.wall());
    CHECK(reach.at(coalition.norway.id).delivered == world.clock.wall());
}

} // namespace
} // namespace tocsin::engine::test
