// One answer per government, one denominator, and an end to counting (domain.md 3), each counted
// here once more from the log alone. SPDX-License-Identifier: Apache-2.0
#include "tests/properties/history.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

// The log once more, entry by entry; `after` looks at the state behind each.
template <class After>
std::string fold(const History& history, After&& after) {
    State state;
    for (const Recorded& entry : history.entries) {
        evolve(state, entry.facts, entry.event);
        std::string why = after(state, entry);
        if (!why.empty())
            return why + ", entry " + std::to_string(entry.facts.index) + ": " +
                   entry.event.ShortDebugString();
    }
    return "";
}

bool is_said_afterwards(const v1::PositionTaken& position) {
    return position.stance() == v1::Position::LATE_ASSOCIATION ||
           position.stance() == v1::Position::DISSOCIATION;
}

// What the log says each party answered since the procedure opened last, and after its close.
struct Answers {
    std::map<std::string, const Recorded*> before;
    std::map<std::string, const Recorded*> after;

    const Recorded* standing(const std::string& party) const {
        for (const auto* said : {&after, &before})
            if (const auto found = said->find(party); found != said->end()) return found->second;
        return nullptr;
    }
};

std::string sums_up(const Procedure& procedure) {
    const v1::Tally tally = count(procedure);
    const std::uint32_t all = tally.signed_() + tally.not_joining() + tally.abstained() +
                              tally.awaiting() + tally.silent();
    if (tally.entitled() != procedure.entitled.size()) return "the denominator is another";
    if (all != tally.entitled() || tally.silent() > tally.entitled())
        return "the tally does not add up to the entitled";
    if (tally.recused() != procedure.recused.size()) return "the recused are other ones";
    for (const PartyCode& party : owing(procedure))
        if (!procedure.entitled.contains(party)) return party.text + " owes and was not asked";
    return "";
}

// The tally by the log's own words: one answer of each entitled government, on a text that counts.
std::string counts_as_told(const Procedure& procedure, const Answers& answers) {
    if (procedure.is(v1::ProcedureDrafted::PLEDGE_CALL)) return "";
    std::uint32_t signed_by = 0, not_joining = 0, abstained = 0;
    for (const auto& [party, entry] : answers.before) {
        const v1::PositionTaken& said = entry->event.position_taken();
        if (said.version() < procedure.counts_from || !procedure.entitled.contains({party}))
            continue;
        signed_by += said.stance() == v1::Position::SIGN ||
                     said.stance() == v1::Position::SIGN_WITH_EXPLANATION;
        not_joining += said.stance() == v1::Position::NOT_JOINING;
        abstained += said.stance() == v1::Position::ABSTAIN;
    }
    const v1::Tally tally = count(procedure);
    const bool agrees = tally.signed_() == signed_by && tally.not_joining() == not_joining &&
                        tally.abstained() == abstained;
    return agrees ? "" : "the tally is not what the log tells";
}

std::string stands_as_told(const Procedure& procedure, const Answers& answers) {
    const auto compare = [](const auto& told, const auto& standing) -> std::string {
        if (told.size() != standing.size()) return "another number of answers stands";
        for (const auto& [party, entry] : told) {
            const auto found = standing.find(PartyCode{party});
            if (found == standing.end()) return "no answer of " + party + " stands";
            if (found->second.leaf_hash != entry->facts.leaf_hash)
                return "another answer of " + party + " stands";
        }
        return "";
    };
    const std::string before = compare(answers.before, procedure.positions);
    return before.empty() ? compare(answers.after, procedure.later) : before;
}

std::string has_two_answers(const Story& story) {
    const History history(story);
    std::map<std::string, Answers> told;
    return fold(history, [&](const State& state, const Recorded& entry) -> std::string {
        if (entry.event.has_procedure_opened())
            told[entry.event.procedure_opened().procedure_id()] = {};
        if (!entry.event.has_position_taken()) return "";
        const v1::PositionTaken& position = entry.event.position_taken();
        Answers& answers = told[position.procedure_id()];
        const Recorded* replaced = answers.standing(position.party());
        const std::string named = replaced ? replaced->facts.leaf_hash.str() : "";
        if (position.supersedes() != named) return "an answer replaces another than it names";
        (is_said_afterwards(position) ? answers.after : answers.before)[position.party()] = &entry;

        const Procedure& procedure = state.procedures.at(ProcedureId{position.procedure_id()});
        for (const std::string& why :
             {sums_up(procedure),
              stands_as_told(procedure, answers),
              counts_as_told(procedure, answers)})
            if (!why.empty()) return why;
        return "";
    });
}

std::string adds_up_wrongly(const Story& story) {
    const History history(story);
    return fold(history, [](const State& state, const Recorded&) -> std::string {
        for (const auto& [id, procedure] : state.procedures)
            if (const std::string why = sums_up(procedure); !why.empty()) return why;
        return "";
    });
}

// What a closing leaves behind for good.
struct Result {
    std::string tally;
    std::string signatories;
    std::string associated;

    bool operator==(const Result&) const = default;
};

template <class Codes>
std::string joined(const Codes& codes) {
    std::string all;
    for (const std::string& code : codes)
        all += code + ' ';
    return all;
}

Result result_of(const Procedure& procedure) {
    return {
        count(procedure).SerializeAsString() + '\n' + procedure.closed.tally().SerializeAsString(),
        joined(procedure.closed.signatories()),
        joined(procedure.closed.associated())};
}

// Only the Chair's recorded act gives names to a silence that did not reach everybody.
bool names_the_silent(const v1::Event& event, const std::string& id) {
    return event.has_procedure_proceeded() && event.procedure_proceeded().procedure_id() == id;
}

std::string is_counted_after_the_close(const Story& story) {
    const History history(story);
    std::map<std::string, Result> results;
    return fold(history, [&](const State& state, const Recorded& entry) -> std::string {
        for (auto& [id, result] : results) {
            const Procedure& procedure = state.procedures.at(ProcedureId{id});
            if (names_the_silent(entry.event, id)) {
                if (result_of(procedure).tally != result.tally) return "the Chair changed a tally";
                result = result_of(procedure);
            }
            if (result_of(procedure) != result) return "the result of " + id + " changed";
            if (procedure.state == Procedure::State::open) return id + " is open again";
        }
        if (!entry.event.has_procedure_closed()) return "";
        const v1::ProcedureClosed& closed = entry.event.procedure_closed();
        const Procedure& procedure = state.procedures.at(ProcedureId{closed.procedure_id()});
        if (closed.tally().SerializeAsString() != count(procedure).SerializeAsString())
            return "the closing counts otherwise than the state";
        const bool silence = procedure.is(v1::ProcedureDrafted::SILENCE);
        if (!silence && static_cast<int>(closed.tally().signed_()) != closed.signatories_size())
            return "count and list differ";
        results[closed.procedure_id()] = result_of(procedure);
        return "";
    });
}

// Members as of an instant, by the log's words alone: admissions and withdrawals before an entry.
class Roster {
public:
    void read(const v1::Event& event) {
        if (event.has_party_admitted()) {
            const v1::PartyAdmitted& admitted = event.party_admitted();
            spans_[admitted.party().code()].push_back({admitted.member_from(), forever});
            kinds_[admitted.party().code()] = admitted.party().kind();
        }
        if (event.has_party_withdrew()) {
            const auto found = spans_.find(event.party_withdrew().code());
            if (found != spans_.end())
                found->second.back().second = event.party_withdrew().effective_at();
        }
    }

    std::set<std::string> governments(std::int64_t at) const {
        std::set<std::string> members;
        for (const auto& [code, spans] : spans_)
            for (const auto& [from, until] : spans)
                if (kinds_.at(code) == v1::Party::GOVERNMENT && from <= at && at < until)
                    members.insert(code);
        return members;
    }

private:
    static constexpr std::int64_t forever = INT64_MAX;
    std::map<std::string, std::vector<std::pair<std::int64_t, std::int64_t>>> spans_;
    std::map<std::string, v1::Party::Kind> kinds_;
};

// Label and audience allow that government, or somebody of it: written anew.
bool allows(
    const State& state, const v1::ProcedureDrafted& drafted, const std::string& government
) {
    const auto& parties = drafted.audience().parties();
    const auto& persons = drafted.audience().persons();
    const bool by_person = std::any_of(persons.begin(), persons.end(), [&](const auto& raw) {
        const PersonRecord* person = state.coalition.person(*PersonId::from(raw));
        return person && person->party.text == government;
    });
    if (drafted.label() == v1::RED) return by_person;
    const bool by_party = std::find(parties.begin(), parties.end(), government) != parties.end();
    return by_person || by_party || (parties.empty() && persons.empty());
}

std::string is_asked_of_others(const Story& story) {
    const History history(story);
    Roster roster;
    std::map<std::string, std::string> stamped;
    return fold(history, [&](const State& state, const Recorded& entry) -> std::string {
        roster.read(entry.event);
        for (const auto& [id, codes] : stamped) {
            std::string now;
            for (const PartyCode& code : state.procedures.at(ProcedureId{id}).entitled)
                now += code.text + ' ';
            const bool anew = entry.event.has_procedure_opened() &&
                              entry.event.procedure_opened().procedure_id() == id;
            if (now != codes && !anew) return "the denominator of " + id + " moved";
        }
        if (!entry.event.has_procedure_opened()) return "";
        const v1::ProcedureOpened& opened = entry.event.procedure_opened();
        const v1::ProcedureDrafted& drafted =
            state.procedures.at(ProcedureId{opened.procedure_id()}).drafted;
        std::set<std::string> expected = roster.governments(entry.event.received_at());
        for (const std::string& subject : drafted.countries())
            expected.erase(subject);
        std::erase_if(expected, [&](const auto& code) { return !allows(state, drafted, code); });
        stamped[opened.procedure_id()] = joined(opened.entitled());
        if (joined(expected) != joined(opened.entitled())) return "asked are not who should be";
        return "";
    });
}

} // namespace

TEST_CASE("a government has one answer, and who replaces it says so", "[properties]") {
    REQUIRE(holds("one position per government", has_two_answers));
}

TEST_CASE("at every moment the tally adds up to the governments asked", "[properties]") {
    REQUIRE(holds("the tally adds up", adds_up_wrongly));
}

TEST_CASE("nothing is counted after the close", "[properties]") {
    REQUIRE(holds("nothing is counted after the close", is_counted_after_the_close));
}

TEST_CASE("who is asked is settled at the opening, whoever joins or leaves later", "[properties]") {
    REQUIRE(holds("denominators as of the opening", is_asked_of_others));
}
