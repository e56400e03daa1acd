// The key directory, as it was at any size of the log. SPDX-License-Identifier: Apache-2.0
#include "server/domain/views.hpp"
#include "tests/support/keys.hpp"

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

struct Directory : SmallCoalition {
    Asker colleague = world.person("support-unit", {v1::SUPPORT});

    Reader reader(const Asker& asker) const {
        return *reader_of(world.state, asker.person, world.now);
    }

    v1::KeyList list(const Asker& asker, Index size = 0, const std::string& party = "") const {
        v1::ListKeys query;
        query.set_party(party);
        query.set_as_of_size(size);
        std::string next;
        return list_keys(world.state, reader(asker), query, world.now, next);
    }

    std::optional<v1::KeyLine> line(const Digest& key, Index size = 0) const {
        const v1::KeyList listed = list(norway, size);
        for (const v1::KeyLine& one : listed.keys())
            if (one.fingerprint() == key.view()) return one;
        return std::nullopt;
    }
};

} // namespace

TEST_CASE("a key's line says what the entries before that size say", "[domain][view]") {
    Directory small;
    World& world = small.world;
    const Digest key = digest_of("key", 1001);
    invite(world, small.support, "GH", v1::FOCAL_POINT, 1);
    const Index before = world.state.size;
    enrol(world, 1, 1);
    const Index enrolled = world.state.size;
    approve(world, 1, small.support);
    const Index confirmed = world.state.size;
    approve(world, 1, small.colleague);
    const Index added = world.state.size;
    revoke(world, key, small.ghana);

    CHECK(!small.line(key, before));
    CHECK(!small.line(key, enrolled)->confirmed());
    CHECK(small.line(key, confirmed)->confirmed());
    CHECK(!small.line(key, confirmed)->has_added());
    CHECK(!small.line(key, confirmed)->active());
    CHECK(small.line(key, added)->active());
    CHECK(small.line(key, added)->added() == confirmed);
    CHECK(!small.line(key, added)->has_revoked());
    const v1::KeyLine now = *small.line(key);
    CHECK(!now.active());
    CHECK(now.revoked() == added);
    CHECK(now.revoked_because() == "The device was lost.");
    CHECK(now.party() == "GH");
    CHECK(small.list(small.norway, 5'000).as_of_size() == world.state.size);
}

TEST_CASE("a recovered key is listed with the instant from which it acts", "[domain][view]") {
    Directory small;
    World& world = small.world;
    recover(world, small.support, small.ghana, 1);
    enrol(world, 1, 1);
    approve(world, 1, small.support);
    approve(world, 1, small.colleague);
    const Digest key = digest_of("key", 1001);

    CHECK(!small.line(key)->active());
    CHECK(small.line(key)->effective_at() == to_ms(world.now + 24h));
    world.now += 24h;
    CHECK(small.line(key)->active());
}

TEST_CASE("the keys of members are for members and a guest sees its own", "[domain][view]") {
    Directory small;
    const auto count = [&](const Asker& asker) { return small.list(asker).keys_size(); };

    CHECK(count(small.norway) == 14);
    CHECK(count(small.support) == 14);
    CHECK(count(small.auditor) == 14);
    CHECK(count(small.observer) == 1);
    CHECK(count(small.adviser) == 3);
    CHECK(count(small.machine) == 0);
    CHECK(small.list(small.norway, 0, "GH").keys_size() == 2);
}

TEST_CASE("the directory is read page by page", "[domain][view]") {
    Directory small;
    for (int more = 0; more < 50; ++more)
        small.world.person("NL", {v1::FOCAL_POINT});
    std::set<std::string> seen;
    v1::ListKeys query;
    std::string next;
    do {
        query.set_page(next);
        const v1::KeyList page =
            list_keys(small.world.state, small.reader(small.norway), query, small.world.now, next);
        CHECK(page.keys_size() <= static_cast<int>(key_lines_max));
        for (const v1::KeyLine& line : page.keys())
            CHECK(seen.insert(line.fingerprint()).second);
    } while (!next.empty());

    CHECK(seen.size() == small.world.state.coalition.keys.size());
}

TEST_CASE("a person reads its own keys and which of them it came with", "[domain][view]") {
    Directory small;
    World& world = small.world;
    REQUIRE(!world.submit(rotation(world, small.ghana, 1), small.ghana).refusal);
    print_code(world, 1, small.ghana);

    const v1::AccountView view =
        show_account(world.state, small.reader(small.ghana), small.ghana.key, world.now);

    REQUIRE(view.keys_size() == 2);
    for (const v1::KeyLine& line : view.keys())
        CHECK(line.current() == (line.fingerprint() == small.ghana.key.view()));
    CHECK(view.recovery_code_set());
    CHECK(!view.two_persons());
}

TEST_CASE("a key that waits is in the inbox of who has not confirmed it", "[domain][view]") {
    Directory small;
    World& world = small.world;
    invite(world, small.support, "GH", v1::FOCAL_POINT, 1);
    enrol(world, 1, 1);
    const auto owes = [&](const Asker& asker) {
        return inbox(world.state, small.reader(asker), world.now).owed_size();
    };

    CHECK(owes(small.support) == 1); // To have invited is not to have confirmed.
    approve(world, 1, small.support);
    CHECK(owes(small.support) == 0);
    CHECK(owes(small.colleague) == 1);
    approve(world, 1, small.colleague);
    CHECK(owes(small.colleague) == 0);
}

TEST_CASE("an old size of the log judges cooling by its own last entry", "[domain][view]") {
    Directory small;
    World& world = small.world;
    recover(world, small.support, small.ghana, 1);
    enrol(world, 1, 1);
    approve(world, 1, small.support);
    approve(world, 1, small.colleague);
    const Digest key = digest_of("key", 1001);
    const Index cooling = world.state.size;
    world.now += 24h;
    const Index same = world.state.size;
    small.issued(shutdown_in("MM"));
    const Index cooled = same + 1; // The first entry that was recorded when it had cooled.
    world.now += 24h;
    small.issued(shutdown_in("MM"));

    CHECK(small.line(key, cooling)->has_added());
    CHECK(!small.line(key, cooling)->active());
    CHECK(small.line(key, cooled)->active());
    CHECK(small.line(key)->active());
    CHECK(small.line(small.ghana.key, cooling)->active()); // One that never cooled.
}

TEST_CASE("a passkey that counted back is owed until it is revoked", "[domain][view]") {
    Directory small;
    World& world = small.world;
    v1::Event noted;
    noted.mutable_security_noted()->set_kind(v1::SecurityNoted::SIGN_COUNT_REGRESSED);
    noted.mutable_security_noted()->set_person(small.ghana.person.str());
    noted.mutable_security_noted()->set_fingerprint(small.ghana.key.str());
    noted.mutable_security_noted()->set_count(1);
    world.record(std::move(noted), {});
    const auto owed = [&](const Asker& asker) {
        return inbox(world.state, small.reader(asker), world.now).owed();
    };

    for (const Asker& asker : {small.ghana, small.ghana_deputy, small.support, small.colleague}) {
        REQUIRE(owed(asker).size() == 1);
        const v1::InboxView::Owed line = owed(asker)[0];
        CHECK(line.act() == v1::InboxView::Owed::KEY_COUNTED_BACK);
        CHECK(line.fingerprint() == small.ghana.key.view());
        CHECK(line.person() == small.ghana.person.view());
        CHECK(line.subject() == "GH");
    }
    for (const Asker& asker : {small.norway, small.auditor, small.observer, small.machine})
        CHECK(owed(asker).empty());
    revoke(world, small.ghana.key, small.ghana_deputy);
    CHECK(owed(small.ghana_deputy).empty());
    CHECK(owed(small.support).empty());
}

TEST_CASE("a recovery is owed a look until its last key acts", "[domain][view]") {
    Directory small;
    World& world = small.world;
    const auto owed = [&](const Asker& asker) {
        std::vector<v1::InboxView::Owed> lines;
        const v1::InboxView view = inbox(world.state, small.reader(asker), world.now);
        for (const auto& line : view.owed())
            if (line.act() == v1::InboxView::Owed::WATCH_RECOVERY) lines.push_back(line);
        return lines;
    };
    const Instant opened = world.now;
    recover(world, small.support, small.ghana, 1);

    REQUIRE(owed(small.ghana_deputy).size() == 1);
    CHECK(owed(small.ghana_deputy)[0].fingerprint().empty());
    CHECK(owed(small.ghana_deputy)[0].since() == to_ms(opened));
    CHECK(owed(small.ghana_deputy)[0].deadline() == to_ms(opened + 72h));
    CHECK(owed(small.colleague).size() == 1);
    CHECK(owed(small.norway).empty());

    world.now += 1h;
    enrol(world, 1, 1);
    REQUIRE(owed(small.ghana_deputy).size() == 1);
    CHECK(owed(small.ghana_deputy)[0].fingerprint() == digest_of("key", 1001).view());
    CHECK(owed(small.ghana_deputy)[0].deadline() == 0); // It waits for the secretariat.
    approve(world, 1, small.support);
    approve(world, 1, small.colleague);
    REQUIRE(owed(small.ghana_deputy).size() == 1);
    CHECK(owed(small.ghana_deputy)[0].deadline() == to_ms(world.now + 24h));
    world.now += 24h;
    CHECK(owed(small.ghana_deputy).empty());
}

TEST_CASE("a recovery that nobody used in time, or that was objected to, is over", "[domain]") {
    Directory small;
    World& world = small.world;
    const auto lines = [&] {
        return inbox(world.state, small.reader(small.ghana_deputy), world.now).owed_size();
    };
    recover(world, small.support, small.ghana, 1);
    enrol(world, 1, 1);
    CHECK(lines() == 1);
    revoke(world, digest_of("key", 1001), small.ghana_deputy);
    CHECK(lines() == 0);

    recover(world, small.support, small.ghana, 2);
    CHECK(lines() == 1);
    world.now += 72h;
    CHECK(lines() == 0);
}
