// I9: after the end of an alert, or of a procedure, nobody is woken about it any more.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/words.hpp"
#include "tests/properties/history.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

// The alert an entry ends; empty: none.
std::string ended_by(const v1::Event& event) {
    switch (event.event_case()) {
    case v1::Event::kAlertCancelled: return event.alert_cancelled().alert_id();
    case v1::Event::kAlertClosed: return event.alert_closed().alert_id();
    case v1::Event::kAlertsMerged: return event.alerts_merged().duplicate();
    case v1::Event::kProcedureClosed:
    case v1::Event::kProcedureWithdrawn:
    case v1::Event::kProcedureBroken:
    case v1::Event::kProcedureIssued:
    case v1::Event::kDemarcheConcluded: return subject_of(event);
    default: return "";
    }
}

bool wakes(const v1::Event& event) {
    return event.has_escalated() || event.has_review_fell_due() || event.has_answers_reminded();
}

bool is_postponed(const v1::Event& event) {
    return event.has_demarche_concluded() &&
           event.demarche_concluded().outcome() == v1::DemarcheConcluded::POSTPONED;
}

std::string wakes_after_the_end(const Story& story) {
    const History history(story);
    std::set<std::string> ended;
    for (const Recorded& entry : history.entries) {
        const std::string subject = subject_of(entry.event);
        if (wakes(entry.event) && ended.contains(subject))
            return "woken after the end: " + entry.event.ShortDebugString();
        if (entry.event.has_procedure_opened()) ended.erase(subject);
        if (!is_postponed(entry.event)) ended.insert(ended_by(entry.event));
    }
    for (const Timer& timer : history.state.timers.nearest_first()) {
        const bool publishes = timer.kind == Timer::Kind::publish;
        if (ended.contains(timer.subject) && !publishes)
            return "a timer outlives the end of " + timer.subject;
    }
    return "";
}

// Whom an escalation rings and a reminder names are governments that were asked and owe.
std::string wakes_who_answered(const Story& story) {
    const History history(story);
    State state;
    for (const Recorded& entry : history.entries) {
        if (entry.event.has_escalated()) {
            const Alert& alert = state.alerts.at(AlertId{entry.event.escalated().alert_id()});
            for (const std::string& code : entry.event.escalated().owing()) {
                const auto given = alert.acknowledgements.find(PartyCode{code});
                const bool quiet = given != alert.acknowledgements.end() &&
                                   (given->second.answer == v1::AlertAcknowledged::ACTING ||
                                    given->second.answer == v1::AlertAcknowledged::INFORMED);
                if (quiet || !alert.owing.contains(PartyCode{code}))
                    return code + " owes nothing: " + entry.event.ShortDebugString();
            }
        }
        if (entry.event.has_answers_reminded()) {
            const v1::AnswersReminded& reminded = entry.event.answers_reminded();
            const Procedure& procedure = state.procedures.at(ProcedureId{reminded.procedure_id()});
            for (const std::string& code : reminded.owing())
                if (has_signed(procedure, PartyCode{code}) ||
                    !procedure.entitled.contains(PartyCode{code}))
                    return code + " owes nothing: " + entry.event.ShortDebugString();
        }
        evolve(state, entry.facts, entry.event);
    }
    return "";
}

} // namespace

TEST_CASE("after the end of an alert or a procedure nobody is woken about it", "[properties]") {
    REQUIRE(holds("nobody is woken after the end", wakes_after_the_end));
}

TEST_CASE("who has answered is neither rung nor reminded", "[properties]") {
    REQUIRE(holds("who answered is left in peace", wakes_who_answered));
}
