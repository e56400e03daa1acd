// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/support.hpp"

#include <catch2/catch.hpp>

namespace tocsin::engine::test {
namespace {

// Everything answered so far is in the last checkpoint.
void release_all(World& world) {
    world.clock.pass(2s);
    v1::Command policy;
    *policy.mutable_set_policy()->mutable_policy() = domain::default_policy();
    // Nobody here is a deputy or at a mission: a ladder with them on it would be refused.
    policy.mutable_set_policy()->mutable_policy()->clear_ladder();
    (void)world.server_does(policy);
    world.clock.pass(2s);
    world.engine().beat();
    REQUIRE(world.run_until([&] {
        return world.engine().root_at(world.engine().shown().size).has_value();
    }));
}

v1::Query
entries_query(std::uint64_t from, const std::string& subject = {}, bool headers_only = false) {
    v1::Query query;
    query.mutable_fetch_entries()->set_from(from);
    query.mutable_fetch_entries()->set_subject(subject);
    query.mutable_fetch_entries()->set_headers_only(headers_only);
    return query;
}

std::vector<v1::EntryRecord>
all_entries(World& world, const Person& person, const v1::Query& first) {
    std::vector<v1::EntryRecord> records;
    auto query = first;
    for (int pages = 0; pages < 1'000; ++pages) {
        const auto answer = world.asks(person, query);
        REQUIRE(answer.has_entries());
        CHECK(answer.ByteSizeLong() <= 60 * 1024);
        for (const auto& record : answer.entries().entries())
            records.push_back(record);
        if (answer.entries().next() >= answer.entries().size()) break;
        REQUIRE(answer.entries().next() > query.fetch_entries().from());
        query.mutable_fetch_entries()->set_from(answer.entries().next());
    }
    return records;
}

TEST_CASE("an auditor reads the whole log and can prove it", "[engine][questions]") {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const std::string alert = issue(world, coalition);
    for (int i = 0; i < 40; ++i)
        (void)world.does(coalition.ghana, note(alert, std::string(4'000, 'n')));
    release_all(world);

    const auto records = all_entries(world, coalition.auditor, entries_query(0));

    CHECK(records.size() == world.engine().shown().size);
    storage::Tree tree;
    for (const auto& record : records) {
        tree.append(storage::leaf_hash(record.header()));
        const auto header = storage::decode_header(record.header());
        REQUIRE(header);
        CHECK(
            storage::payload_matches(*header, *storage::Salt::from(record.salt()), record.payload())
        );
    }
    const auto head =
        storage::open_checkpoint(world.engine().checkpoint(), world.engine().log_key())->head;
    CHECK(tree.size() == head.size);
    CHECK(tree.root(head.size) == head.root);
}

TEST_CASE(
    "others read of the log what they may see and of a case its headers", "[engine][questions]"
) {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const std::string alert = issue(world, coalition, v1::GREEN);
    release_all(world);

    const auto all = all_entries(world, coalition.observer, entries_query(0));
    const auto of_case = all_entries(world, coalition.observer, entries_query(0, alert));
    const auto headers = all_entries(world, coalition.auditor, entries_query(0, {}, true));

    CHECK(all.size() < world.engine().shown().size);
    for (const auto& record : all)
        CHECK(!record.payload().empty());
    REQUIRE(of_case.size() == 2);
    CHECK(of_case[0].payload().empty()); // The draft is for those who approve.
    CHECK(of_case[0].salt().empty());
    CHECK(!of_case[0].header().empty());
    CHECK(!of_case[1].payload().empty());
    CHECK(headers.size() == world.engine().shown().size);
    for (const auto& record : headers)
        CHECK(record.payload().empty());
}

TEST_CASE("what is not for a reader is not found", "[engine][questions]") {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const std::string alert = issue(world, coalition, v1::AMBER_STRICT);
    v1::Query show;
    show.mutable_show_alert()->set_alert_id(alert);
    v1::Query timeline;
    timeline.mutable_show_timeline()->set_subject(alert);
    v1::Query unknown;
    unknown.mutable_show_alert()->set_alert_id("ex-al-00000000");

    const auto hidden = world.asks(coalition.adviser, show);
    const auto missing = world.asks(coalition.adviser, unknown);

    REQUIRE(hidden.has_refused());
    CHECK(hidden.refused().code() == "NOT_FOUND");
    CHECK(hidden.refused().SerializeAsString() == missing.refused().SerializeAsString());
    CHECK(world.asks(coalition.adviser, timeline).refused().code() == "NOT_FOUND");
    CHECK(world.asks(coalition.adviser, entries_query(0, alert)).refused().code() == "NOT_FOUND");
    CHECK(world.asks(coalition.ghana, show).has_alert());
}

TEST_CASE("a proof shows an entry in the released tree", "[engine][questions]") {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const auto verdict = world.does(coalition.lead, raise(alert_content()));
    release_all(world);
    v1::Query query;
    query.mutable_fetch_proof()->add_indices(0);
    query.mutable_fetch_proof()->add_indices(verdict.receipt().index());

    const auto answer = world.asks(coalition.lead, query);

    REQUIRE(answer.has_proof());
    const auto head =
        storage::open_checkpoint(answer.proof().checkpoint(), world.engine().log_key())->head;
    REQUIRE(answer.proof().paths_size() == 2);
    std::vector<Digest> path;
    for (const auto& hash : answer.proof().paths(1).hashes())
        path.push_back(*Digest::from(hash));
    const Digest leaf = *Digest::from(verdict.receipt().leaf_hash());
    CHECK(storage::verify_inclusion(leaf, verdict.receipt().index(), head.size, path, head.root));

    query.mutable_fetch_proof()->set_size(head.size + 100);
    CHECK(world.asks(coalition.lead, query).has_refused());
    query.mutable_fetch_proof()->set_size(head.size - 1);
    CHECK(world.asks(coalition.lead, query).has_proof());
    query.mutable_fetch_proof()->add_indices(head.size);
    CHECK(world.asks(coalition.lead, query).has_refused());
}

TEST_CASE("a timeline tells a case in sentences page by page", "[engine][questions]") {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const std::string alert = issue(world, coalition);
    for (int i = 0; i < 130; ++i)
        (void)world.does(coalition.ghana, note(alert, "Still down."));
    v1::Query query;
    query.mutable_show_timeline()->set_subject(alert);

    const auto first = world.asks(coalition.norway, query);
    REQUIRE(first.has_timeline());
    REQUIRE(!first.next_page().empty());
    query.mutable_show_timeline()->set_page(first.next_page());
    const auto second = world.asks(coalition.norway, query);

    CHECK(second.next_page().empty());
    CHECK(first.timeline().title() == "Networks down");
    std::uint64_t last = 0;
    int lines = 0;
    for (const auto& page : {first, second}) {
        for (const auto& line : page.timeline().lines()) {
            CHECK(line.index() > last);
            CHECK(!line.words().empty());
            CHECK(!line.kind().empty());
            last = line.index();
            ++lines;
        }
    }
    CHECK(lines == 131); // The draft is not for a focal point; the issue and every note are.
}

TEST_CASE("a text is read by those who may read what names it", "[engine][questions]") {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const auto id = open_statement(world, coalition, world.clock.wall() + 1h);
    const auto sha256 = world.engine().shown().procedures.at(domain::ProcedureId{id}).text_sha256;
    v1::Query query;
    query.mutable_fetch_document()->set_sha256(sha256.str());

    CHECK(world.asks(coalition.ghana, query).document().content().starts_with("# Networks"));
    CHECK(world.asks(coalition.adviser, query).refused().code() == "NOT_FOUND");

    std::optional<Digest> deposited;
    world.engine().deposit({"text/plain", "A new text."}, [&](Result<Digest> done) {
        deposited = *done;
    });
    REQUIRE(world.run_until([&] { return deposited.has_value(); }));
    std::optional<LookedAt> looked;
    world.engine().look_at_document(*deposited, [&](LookedAt found) { looked = found; });
    REQUIRE(world.run_until([&] { return looked.has_value(); }));
    CHECK(looked->stored);
    CHECK(!looked->speaks_for_all);
    query.mutable_fetch_document()->set_sha256(deposited->str());
    CHECK(world.asks(coalition.ghana, query).refused().code() == "NOT_FOUND");
}

TEST_CASE("who one is comes with the name from the directory", "[engine][questions]") {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    REQUIRE(world.directory.put(coalition.ghana.id, {"First Focal Point", "", ""}).has_value());
    world.restart();
    v1::Query query;
    query.mutable_who_am_i();

    const auto answer = world.asks(coalition.ghana, query);

    REQUIRE(answer.has_who_am_i());
    CHECK(answer.who_am_i().name() == "First Focal Point");
    CHECK(answer.who_am_i().party() == "GH");
    CHECK(answer.who_am_i().server_time() == to_ms(world.clock.wall()));
}

TEST_CASE(
    "an alert with more notes than a message holds is shown with the latest", "[engine][questions]"
) {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const std::string alert = issue(world, coalition);
    for (int i = 0; i < 30; ++i) {
        (void)world.does(coalition.ghana, note(alert, std::to_string(i) + std::string(4'000, 'n')));
    }
    v1::Query query;
    query.mutable_show_alert()->set_alert_id(alert);

    const auto answer = world.asks(coalition.ghana, query);

    REQUIRE(answer.has_alert());
    CHECK(answer.ByteSizeLong() <= 60 * 1024);
    REQUIRE(answer.alert().notes_size() > 1);
    CHECK(answer.alert().notes(answer.alert().notes_size() - 1).text().starts_with("29n"));
}

} // namespace
} // namespace tocsin::engine::test
