// Three witnesses, without a network: an engine that is real, witnesses that are real or lie, and
// an egress that carries requests to them. SPDX-License-Identifier: Apache-2.0
#include "server/reach/witnesses.hpp"

#include "storage/witness.hpp"
#include "tests/engine/support.hpp"

#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>

#include <fstream>

namespace tocsin::reach::test {

using namespace engine::test;
using storage::SigningKey;

namespace {

enum class Manner { honest, down, signs_wrongly, claims_more, shows_fork };

SigningKey key_of(std::uint8_t number) {
    SigningKey::Seed seed;
    seed.octets.fill(number);
    return SigningKey::from_seed(seed);
}

class Town final : public Egress {
public:
    explicit Town(World& world) : world_(world) {}

    void settle(const std::string& name, std::uint8_t number, Manner manner) {
        auto witness = storage::Witness::open(
            name, key_of(number), world_.place.path() / name, {world_.engine().log_key()}
        );
        REQUIRE(witness.has_value());
        homes_.emplace("http://" + name, Home{std::move(*witness), manner, {}});
    }

    void becomes(const std::string& name, Manner manner, std::string fork = {}) {
        auto& home = homes_.at("http://" + name);
        home.manner = manner;
        home.fork = std::move(fork);
    }

    void send(Asked asked, Done done) override {
        ++asked_;
        Answered answer = answer_to(asked);
        asio::post(world_.executor(), [done = std::move(done), answer] { done(answer); });
    }

    int asked() const { return asked_; }

private:
    struct Home {
        storage::Witness witness;
        Manner manner;
        std::string fork; // the note it shows
    };

    Answered answer_to(const Asked& asked) {
        const auto slash = asked.url.find('/', std::string("http://").size());
        Home& home = homes_.at(asked.url.substr(0, slash));
        const bool is_get = asked.body.empty();
        const auto& witness = home.witness.key();
        switch (home.manner) {
        case Manner::down: return {0, "", "connection refused"};
        case Manner::signs_wrongly:
            return {200, storage::cosign("another text\n", 5, witness.name, key_of(99)), ""};
        case Manner::claims_more:
            return is_get ? Answered{404, "", ""} : Answered{409, "999\n", ""};
        case Manner::shows_fork:
            return is_get ? Answered{200, home.fork, ""} : Answered{422, "wrong\n", ""};
        case Manner::honest: break;
        }
        if (is_get) {
            const auto path = asked.url.substr(slash + 1);
            auto said = home.witness.last(path.substr(0, path.find('/')));
            return {said.status, said.body, ""};
        }
        const auto now = std::chrono::floor<std::chrono::seconds>(world_.clock.wall());
        auto said = home.witness.add_checkpoint(
            asked.body, static_cast<std::uint64_t>(now.time_since_epoch().count())
        );
        return {said.status, said.body, ""};
    }

    World& world_;
    std::map<std::string, Home> homes_;
    int asked_ = 0;
};

struct Story {
    World world;
    std::unique_ptr<Town> town;
    std::unique_ptr<Witnesses> witnesses;
    std::vector<std::string> said;

    void begin(Manner one, Manner two, Manner three) {
        REQUIRE(!world.start());
        town = std::make_unique<Town>(world);
        town->settle("one", 11, one);
        town->settle("two", 12, two);
        town->settle("three", 13, three);
        std::string text = "log " + world.engine().log_key().str() + "\n";
        std::uint8_t number = 11;
        for (const char* name : {"one", "two", "three"}) {
            const storage::CosignerKey key{name, key_of(number++).public_key()};
            text += std::string("witness ") + name + " " + key.str() + " http://" + name + "\n";
        }
        auto policy = storage::TrustPolicy::parse(text + "group G 2 one two three\nquorum G\n");
        witnesses = std::make_unique<Witnesses>(
            Witnesses::Rooms{world.engine().proofs(), *town, world.clock, world.executor()},
            std::get<storage::TrustPolicy>(std::move(policy)),
            evidence(),
            [this](const std::string& line) { said.push_back(line); }
        );
        world.engine().on_checkpoint([this](const std::string&) { witnesses->released(); });
        witnesses->released();
    }

    ~Story() {
        if (witnesses) witnesses->stop();
    }

    std::filesystem::path evidence() const { return world.place.path() / "fork-evidence"; }

    bool settles(const std::function<bool()>& done) { return world.run_until(done); }

    // One entry more, and the checkpoint over it.
    void grow() {
        const auto before = world.engine().checkpoint();
        world.admit(next_party_++ % 2 == 0 ? "GH" : "KE", v1::Party::GOVERNMENT);
        world.clock.pass(2s);
        world.engine().beat();
        REQUIRE(settles([&] { return world.engine().checkpoint() != before; }));
    }

    std::size_t lines() {
        return storage::parse_note(world.engine().checkpoint())->signatures.size();
    }

    // Another history of this log, signed with its key: what only whoever holds it can make.
    std::string fork(storage::Index size) {
        storage::Tree tree;
        for (storage::Index i = 0; i < size; ++i)
            tree.append(storage::sha256({"another history", std::to_string(i)}));
        return storage::sign_checkpoint({world.origin, {size, tree.root(size)}}, *world.key);
    }

private:
    int next_party_ = 0;
};

} // namespace

TEST_CASE(
    "fault 121: two of three witnesses make a quorum while the third is down", "[reach][witness]"
) {
    Story story;
    story.begin(Manner::honest, Manner::down, Manner::honest);
    CHECK(story.settles([&] { return story.witnesses->quorum_is_met(); }));
    CHECK(story.settles([&] { return story.lines() == 3; })); // the log's and two
    const auto standings = story.witnesses->standings();
    CHECK(standings[0].trouble.empty());
    CHECK(standings[1].trouble == "it does not answer: connection refused");
    CHECK(!story.world.engine().health().halted);

    story.grow();
    CHECK(story.settles([&] { return story.lines() == 3; }));
}

TEST_CASE("fault 121: a witness that lies counts for nobody and halts nobody", "[reach][witness]") {
    const auto manner = GENERATE(Manner::signs_wrongly, Manner::claims_more);
    Story story;
    story.begin(Manner::honest, manner, Manner::down);
    CHECK(story.settles([&] { return !story.witnesses->standings()[1].trouble.empty(); }));
    CHECK(story.settles([&] { return story.lines() == 2; }));
    CHECK(!story.witnesses->quorum_is_met());
    CHECK(!story.world.engine().health().halted);
    CHECK(!std::filesystem::exists(story.evidence()));
    CHECK(story.town->asked() < 20); // it does not keep us busy
}

TEST_CASE(
    "fault 123: a note with our own signature that our log does not contain halts signing",
    "[reach][witness]"
) {
    const storage::Index size = GENERATE(1, 500); // a split view, and a rollback
    Story story;
    story.begin(Manner::honest, Manner::honest, Manner::honest);
    REQUIRE(story.settles([&] { return story.lines() == 4; }));
    const std::string theirs = story.fork(size);
    story.town->becomes("two", Manner::shows_fork, theirs);
    story.grow();
    CHECK(story.settles([&] { return story.world.engine().health().halted; }));
    CHECK(story.world.engine().health().because.find("two") != std::string::npos);

    std::ifstream kept(story.evidence());
    const std::string text{std::istreambuf_iterator<char>(kept), {}};
    CHECK(text.find(theirs) != std::string::npos);

    const auto before = story.world.engine().checkpoint();
    story.world.clock.pass(5s);
    story.world.engine().beat();
    story.world.run_rounds(20);
    CHECK(story.world.engine().checkpoint() == before);
}

TEST_CASE(
    "what a quorum has not cosigned yet is proven all the same, by the released checkpoint",
    "[reach][witness]"
) {
    Story story;
    story.begin(Manner::honest, Manner::honest, Manner::honest);
    World& world = story.world;
    world.admit("NO", v1::Party::GOVERNMENT);
    const Person auditor = world.seat("NO", {v1::AUDITOR});
    story.grow();
    REQUIRE(story.settles([&] { return story.lines() == 4; }));
    const auto cosigned = world.engine().checkpoint();
    for (const char* name : {"one", "two", "three"})
        story.town->becomes(name, Manner::down);
    story.grow();
    const auto size_of = [](const std::string& note) {
        return storage::parse_checkpoint_body(storage::parse_note(note)->text)->head.size;
    };
    REQUIRE(size_of(world.engine().checkpoint()) > size_of(cosigned));
    const storage::Index newest = size_of(world.engine().checkpoint()) - 1;

    v1::Query of_entry, of_proof;
    of_entry.mutable_fetch_entries()->set_from(newest);
    of_proof.mutable_fetch_proof()->add_indices(newest);
    const auto entry = world.asks(auditor, of_entry);
    REQUIRE(entry.entries().entries_size() == 1);
    CHECK(entry.entries().entries(0).index() == newest);
    const auto proof = world.asks(auditor, of_proof);
    CHECK(proof.proof().checkpoint() == world.engine().checkpoint());

    of_proof.mutable_fetch_proof()->set_indices(0, 0);
    CHECK(world.asks(auditor, of_proof).proof().checkpoint() == cosigned);
}

TEST_CASE(
    "fault 122: a witness that was told of a later checkpoint is asked from there",
    "[reach][witness]"
) {
    Story story;
    story.begin(Manner::honest, Manner::honest, Manner::down);
    REQUIRE(story.settles([&] { return story.witnesses->quorum_is_met(); }));
    story.grow();
    REQUIRE(story.settles([&] { return story.lines() == 3; }));
    // As after a restart: nothing is known of what they hold.
    Witnesses again(
        {story.world.engine().proofs(), *story.town, story.world.clock, story.world.executor()},
        std::get<storage::TrustPolicy>(storage::TrustPolicy::parse(
            "log " + story.world.engine().log_key().str() + "\nwitness one " +
            storage::CosignerKey{"one", key_of(11).public_key()}.str() + " http://one\nquorum one\n"
        )),
        story.evidence(),
        [](const std::string&) {}
    );
    again.released();
    CHECK(story.settles([&] { return again.quorum_is_met(); }));
    again.stop();
}

} // namespace tocsin::reach::test
