// A command that is sent again (domain.md 5): the same answer if it changed something, else a new
// decision; and its id names those very bytes for ever. Through the sequencer, also after the log
// was read again. SPDX-License-Identifier: Apache-2.0
#include "server/engine/pulse.hpp"
#include "tests/properties/sequenced.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

using engine::Submission;

// A command that left entries behind: for these bytes, this answer.
struct Kept {
    Submission submission;
    v1::Verdict verdict;
};

int kept_refusals = 0;  // over all stories: recorded, and refused
int second_chances = 0; // refused without a trace, and recorded when it came again

// Plays a story, and knows of each command what must come of it.
class Repetition {
public:
    std::string step(std::uint64_t number) {
        Dice dice(number);
        if (dice.one_in(50) && !world_.reopen()) return "the log read again gives another state";
        if (dice.one_in(6)) world_.history.pass_time(dice);
        std::string why = do_what_is_due();
        if (!why.empty()) return why;
        switch (sent_.empty() ? 0 : dice.below(8)) {
        case 0:
        case 1:
        case 2:
        case 3: return send(asked(dice));
        case 4: return send(again(dice));
        case 5: return send_at_once(dice.one_in(2) ? asked(dice) : again(dice), 2 + dice.below(3));
        case 6: return send(with_other_bytes(dice));
        default: return send(by_somebody_else(dice));
        }
    }

    // After a restart every command ever recorded is answered as it was.
    std::string end() {
        if (!world_.reopen()) return "the log read again gives another state";
        for (const auto& [key, kept] : kept_)
            if (std::string why = send(kept.submission); !why.empty()) return why;
        return world_.trouble.empty() ? "" : "the house was told: " + world_.trouble.front();
    }

private:
    using Key = std::pair<PersonId, std::string>;

    Submission asked(Dice& dice) {
        const Asked asked = world_.history.ask(dice);
        return world_.submission(asked.command, asked.asker);
    }

    // Received now: a client that had no answer asks again later.
    Submission again(Dice& dice) {
        Submission submission = dice.of(sent_);
        submission.received_at = world_.history.now;
        return submission;
    }

    Submission with_other_bytes(Dice& dice) {
        const Submission before = dice.of(sent_);
        v1::Command command = world_.history.ask(dice).command;
        command.set_command_id(before.command.command_id());
        return world_.submission(command, before.asker);
    }

    // An id is one actor's: somebody else's command of that id is another command.
    Submission by_somebody_else(Dice& dice) {
        return world_.submission(dice.of(sent_).command, dice.of(world_.history.people));
    }

    std::string do_what_is_due() {
        for (int round = 0; round < 20; ++round) {
            const auto commands = due(world_.history.state, world_.history.now);
            if (commands.empty()) break;
            for (const v1::Command& command : commands) {
                const auto submission = engine::servers_own(command, world_.history.now);
                if (std::string why = send(submission); !why.empty()) return why;
            }
        }
        return "";
    }

    std::string send(const Submission& submission) { return send_at_once(submission, 1); }

    // The same bytes several times in one batch: the first is decided, the others are repeats of it
    // if it was recorded.
    std::string send_at_once(const Submission& submission, std::uint32_t times) {
        const Key key{submission.asker.person, submission.command.command_id()};
        sent_.push_back(submission);
        const bool was_kept = kept_.contains(key);
        const Decision decision = was_kept ? Decision{} : decide(submission);
        const storage::Index before = world_.size();
        const auto verdicts = world_.submit(std::vector<Submission>(times, submission));
        const bool is_new = !decision.events.empty();
        if (world_.size() != before + decision.events.size())
            return "entries: " + std::to_string(world_.size() - before) + about(submission);

        std::size_t checked = 0;
        if (is_new) {
            if (std::string why = is_decided(decision, verdicts.front(), before); !why.empty())
                return why + about(submission);
            kept_[key] = {submission, verdicts.front()};
            if (decision.refusal) ++kept_refusals;
            if (turned_away_.contains(key)) ++second_chances;
            ++checked;
        }
        for (; checked < verdicts.size(); ++checked) {
            std::string why = kept_.contains(key)
                                  ? is_repeated(kept_.at(key), submission, verdicts[checked])
                                  : is_decided(decision, verdicts[checked], before);
            if (!why.empty()) return why + about(submission);
        }
        if (!kept_.contains(key)) turned_away_.insert(key);
        return "";
    }

    Decision decide(const Submission& submission) const {
        return domain::decide(
            world_.history.state, submission.command, submission.asker, submission.received_at
        );
    }

    // What the domain says of it, and the place where it stands.
    std::string
    is_decided(const Decision& decision, const v1::Verdict& verdict, storage::Index before) const {
        if (verdict.repeated()) return "a first answer says that it is repeated";
        if (decision.refusal.has_value() != verdict.has_refusal()) return "decided otherwise";
        const bool wrote = !decision.events.empty();
        if (!decision.refusal) {
            const v1::Receipt& receipt = verdict.receipt();
            if (receipt.entries() != decision.events.size()) return "it counts other entries";
            return !wrote || receipt.index() == before ? "" : "the receipt is of another entry";
        }
        const v1::Refusal& refusal = verdict.refusal();
        if (refusal.code() != decision.refusal->code()) return "refused for another reason";
        return !wrote || refusal.index() == before ? "" : "the refusal is of another entry";
    }

    static std::string
    is_repeated(const Kept& kept, const Submission& submission, const v1::Verdict& verdict) {
        if (kept.submission.request_sha256 != submission.request_sha256) {
            if (verdict.refusal().code() != v1::Refusal::COMMAND_ID_REUSED)
                return "an id was taken for other bytes";
            const bool is_entry = verdict.refusal().index() == index_of(kept.verdict);
            return is_entry ? "" : "the entry it names is not that id's";
        }
        v1::Verdict expected = kept.verdict;
        expected.set_repeated(true);
        const bool same = verdict.SerializeAsString() == expected.SerializeAsString();
        return same ? "" : "answered otherwise: " + verdict.ShortDebugString();
    }

    static std::uint64_t index_of(const v1::Verdict& verdict) {
        return verdict.has_receipt() ? verdict.receipt().index() : verdict.refusal().index();
    }

    static std::string about(const Submission& submission) {
        return ", " + submission.command.ShortDebugString();
    }

    Sequenced world_;
    std::vector<Submission> sent_;
    std::map<Key, Kept> kept_;
    std::set<Key> turned_away_;
};

std::string forgets_what_was_answered(const Story& story) {
    Repetition repetition;
    for (const std::uint64_t number : story)
        if (std::string why = repetition.step(number); !why.empty()) return why;
    return repetition.end();
}

} // namespace

TEST_CASE("a command sent again gets its answer again and writes nothing", "[properties]") {
    REQUIRE(holds("an id names one command and one answer", forgets_what_was_answered));
    CHECK(kept_refusals > 0);
    CHECK(second_chances > 0);
}
