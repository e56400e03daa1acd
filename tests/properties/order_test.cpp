// Two governments that act on different things do not meet: whichever came first, the Coalition is
// in the same state, places in the log apart. SPDX-License-Identifier: Apache-2.0
#include "server/domain/words.hpp"
#include "server/engine/snapshot.hpp"
#include "tests/properties/history.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

// What an act is about: the things its entries name, and what those are linked to.
class Touched {
public:
    Touched(const State& state, const Decision& decision) : state_(state) {
        add(decision.subject);
        for (const v1::Event& event : decision.events) {
            add(subject_of(event));
            add(event.alerts_merged().duplicate());
            add(event.signal_joined().alert_id());
            add(event.alert_drafted().from_signal());
            add(event.procedure_drafted().alert_id());
            add(event.procedure_drafted().linked_to());
        }
    }

    bool is_something() const { return !things_.empty(); }

    bool meets(const Touched& other) const {
        return std::any_of(things_.begin(), things_.end(), [&](const std::string& id) {
            return other.things_.contains(id);
        });
    }

private:
    void add(const std::string& id) {
        if (id.empty() || !things_.insert(id).second) return;
        if (const auto found = state_.alerts.find(AlertId{id}); found != state_.alerts.end())
            for (const ProcedureId& procedure : found->second.procedures)
                add(procedure.text);
        const auto procedure = state_.procedures.find(ProcedureId{id});
        if (procedure == state_.procedures.end()) return;
        add(procedure->second.drafted.alert_id());
        add(procedure->second.drafted.linked_to());
    }

    const State& state_;
    std::set<std::string> things_;
};

// An act with the entries it leads to, if it comes first; nothing: refused, or about nothing.
struct Act {
    Asked asked;
    Decision decision;
    Touched touched;
};

std::optional<Act> some_act(History& history, Dice& dice) {
    const Asked asked = history.ask(dice);
    Decision decision = history.decide(asked.command, asked.asker);
    if (decision.events.empty()) return std::nullopt;
    const Touched touched(history.state, decision);
    if (!touched.is_something()) return std::nullopt;
    return Act{asked, std::move(decision), touched};
}

bool are_apart(const History& history, const Act& left, const Act& right) {
    const Coalition& coalition = history.state.coalition;
    return coalition.person(left.asked.asker.person)->party !=
               coalition.person(right.asked.asker.person)->party &&
           !left.touched.meets(right.touched);
}

// Each entry has its leaf hash by what it is, not by where it stands: the places in the log are
// what may differ.
struct Fold {
    State state;
    std::string decided;

    void add(const History& history, const Act& act, const char* tag) {
        const Decision decision =
            domain::decide(state, act.asked.command, act.asked.asker, history.now);
        std::uint64_t number = 0;
        for (v1::Event event : decision.events) {
            decided += event.SerializeAsString() + '\n';
            event.set_received_at(to_ms(history.now));
            EntryFacts facts;
            facts.index = state.size;
            facts.leaf_hash = digest_of(tag, ++number);
            facts.recorded_at = history.now;
            facts.actor = act.asked.asker.person;
            facts.realm = decision.realm;
            evolve(state, facts, event);
        }
    }
};

// Every place in the log behind `from` becomes one and the same.
void forget_places(State& state, Index from) {
    const auto forget = [from](Index& index) { index = std::min(index, from); };
    forget(state.coalition.changed_at);
    for (auto& [id, signal] : state.signals)
        forget(signal.index);
    for (auto& [id, alert] : state.alerts) {
        for (Index* index :
             {&alert.drafted_index, &alert.issued_index, &alert.message_index, &alert.ended_index})
            forget(*index);
        for (auto& [party, given] : alert.acknowledgements)
            forget(given.index);
        std::for_each(alert.trail.begin(), alert.trail.end(), forget);
    }
    for (auto& [id, procedure] : state.procedures) {
        forget(procedure.closed_index);
        for (auto* answers : {&procedure.positions, &procedure.later})
            for (auto& [party, standing] : *answers)
                forget(standing.index);
        for (auto& [party, prepared] : procedure.prepared)
            forget(prepared.index);
        for (auto& [key, pledge] : procedure.pledges)
            forget(pledge.index);
        std::for_each(procedure.trail.begin(), procedure.trail.end(), forget);
    }
}

std::size_t compared = 0; // pairs, over all stories

std::string meets_in_the_wrong_order(History& history, Dice& dice) {
    const auto left = some_act(history, dice);
    const auto right = some_act(history, dice);
    if (!left || !right || !are_apart(history, *left, *right)) return "";
    ++compared;
    Fold first{history.state, ""};
    first.add(history, *left, "left");
    first.add(history, *right, "right");
    Fold second{history.state, ""};
    second.add(history, *right, "right");
    second.add(history, *left, "left");
    forget_places(first.state, history.state.size);
    forget_places(second.state, history.state.size);
    if (engine::snapshot(first.state) == engine::snapshot(second.state)) return "";
    return "the order matters: " + left->asked.command.ShortDebugString() + " and " +
           right->asked.command.ShortDebugString();
}

std::string depends_on_the_order(const Story& story) {
    History history;
    for (const std::uint64_t number : story) {
        history.step(number);
        Dice dice(number + 2);
        const std::string why = meets_in_the_wrong_order(history, dice);
        if (!why.empty()) return why;
    }
    return "";
}

} // namespace

TEST_CASE("who acts first makes no difference to who acts on something else", "[properties]") {
    REQUIRE(holds("acts on different things commute", depends_on_the_order));
    CHECK(compared > 0);
}
