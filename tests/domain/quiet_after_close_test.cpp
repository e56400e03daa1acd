// I9, by chance: whatever order things happen in, nothing rings after the end of an alert or for a
// government that has answered, and nothing falls due that cannot be done.
// SPDX-License-Identifier: Apache-2.0
#include "server/base/rng.hpp"
#include "tests/support/ladder.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

using Answer = v1::AlertAcknowledged;

constexpr Instant for_good = Instant::max();

// What must hold, told from the entries alone: who is to be left in peace, and until when.
class Watch {
public:
    void see(const v1::Event& event, Instant at) {
        switch (event.event_case()) {
        case v1::Event::kAlertClosed:
        case v1::Event::kAlertCancelled: ended_ = true; return;
        case v1::Event::kAlertUpdated:
            if (event.alert_updated().material()) quiet_.clear();
            return;
        case v1::Event::kAlertAcknowledged: return hear(event.alert_acknowledged());
        case v1::Event::kAcknowledgementRetracted:
            quiet_.erase(event.acknowledgement_retracted().party());
            return;
        case v1::Event::kEscalated: return judge(event.escalated(), at);
        case v1::Event::kReviewFellDue: is_broken_ = is_broken_ || ended_; return;
        default: return;
        }
    }

    bool is_broken() const { return is_broken_; }

    bool has_ended() const { return ended_; }

    int escalations = 0;

private:
    void hear(const v1::AlertAcknowledged& given) {
        quiet_.erase(given.party());
        if (given.answer() == Answer::CANNOT_RESPOND) return;
        const bool consults = given.answer() == Answer::CONSULTING;
        quiet_[given.party()] = consults ? from_ms(given.answer_by()) : for_good;
    }

    void judge(const v1::Escalated& rung, Instant at) {
        ++escalations;
        is_broken_ = is_broken_ || ended_;
        for (const std::string& party : rung.owing()) {
            const auto found = quiet_.find(party);
            if (found != quiet_.end() && at <= found->second) is_broken_ = true;
        }
    }

    std::map<std::string, Instant> quiet_;
    bool ended_ = false;
    bool is_broken_ = false;
};

// One alert and what chance does to it.
class Story {
public:
    explicit Story(std::uint64_t seed) : rng_(seed) {
        v1::AlertContent content = shutdown_in("MM");
        if (rng_.below(2) == 0) content.set_review_by(to_ms(small_.world.now + minutes(1, 200)));
        id_ = small_.issued(content);
        seen_ = small_.world.entries.size();
    }

    // False: what fell due was refused, or left nothing behind and falls due again.
    bool step() {
        small_.world.now += minutes(0, 40);
        if (rng_.below(4) != 0 && !serve()) return false; // Sometimes the server was away.
        act();
        for (; seen_ < small_.world.entries.size(); ++seen_)
            watch.see(small_.world.entries[seen_].event, small_.world.now);
        return true;
    }

    bool serve() {
        constexpr int rounds_max = 16; // More than a ladder has rungs.
        for (int round = 0; round < rounds_max; ++round) {
            const auto commands = due(small_.world.state, small_.world.now);
            if (commands.empty()) return true;
            const Decision decision = small_.world.submit(commands.front(), server);
            if (decision.refusal || decision.events.empty()) return false;
        }
        return false;
    }

    bool is_silent() const { return !small_.rings_at(id_) && !small_.review_at(id_); }

    Watch watch;

private:
    std::chrono::minutes minutes(std::uint64_t least, std::uint64_t below) {
        return std::chrono::minutes(least + rng_.below(below - least));
    }

    const Asker& anybody() {
        const std::vector<const Asker*> people{
            &small_.lead,
            &small_.chair,
            &small_.ghana,
            &small_.ghana_deputy,
            &small_.norway,
            &small_.chile};
        return *people[rng_.below(people.size())];
    }

    void act() {
        const std::uint32_t live = small_.alert(id_).message;
        switch (rng_.below(20)) {
        case 0: small_.update(id_, live, changed(), true, small_.lead); break;
        case 1: small_.update(id_, live, changed(), false, small_.lead); break;
        case 2: small_.close(id_, live, small_.lead); break;
        case 3: small_.cancel(id_, live, small_.support); break;
        case 4:
        case 5:
        case 6: small_.retract(id_, anybody()); break;
        case 7: small_.world.withdraw("NO", small_.world.now + minutes(0, 60)); break;
        default: answer(); break;
        }
    }

    void answer() {
        const auto which = static_cast<Answer::Answer>(1 + rng_.below(4));
        const Instant by =
            which == Answer::CONSULTING ? small_.world.now + minutes(1, 180) : Instant{};
        small_.acknowledge(id_, anybody(), which, rng_.below(2) == 0, by);
    }

    v1::AlertContent changed() {
        v1::AlertContent content = shutdown_in("MM");
        if (rng_.below(2) == 0) content.mutable_audience()->add_parties("GH");
        if (rng_.below(2) == 0) content.set_review_by(to_ms(small_.world.now + minutes(0, 120)));
        return content;
    }

    LadderWorld small_;
    SeededRng rng_;
    std::string id_;
    std::size_t seen_ = 0;
};

} // namespace

TEST_CASE("nothing rings after the end, nor for who has answered", "[domain][ladder][property]") {
    constexpr std::uint64_t stories = 1'000;
    constexpr int steps = 24;
    int escalations = 0;
    int ended = 0;
    for (std::uint64_t seed = 1; seed <= stories; ++seed) {
        Story story(seed);
        for (int step = 0; step < steps; ++step) {
            INFO("seed " << seed << ", step " << step);
            REQUIRE(story.step());
            REQUIRE(!story.watch.is_broken());
            if (story.watch.has_ended()) REQUIRE(story.is_silent());
        }
        escalations += story.watch.escalations;
        ended += story.watch.has_ended();
    }
    // The stories are about what they are meant to be about.
    CHECK(escalations > 1'000);
    CHECK(ended > 500);
}
