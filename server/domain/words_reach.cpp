// SPDX-License-Identifier: Apache-2.0
#include "server/domain/words_parts.hpp"

namespace tocsin::domain {

namespace {

const char* whom_words(v1::Policy::Whom whom) {
    switch (whom) {
    case v1::Policy::FOCAL_POINTS: return "their focal points";
    case v1::Policy::DEPUTIES_AND_MISSIONS: return "their deputies and missions";
    case v1::Policy::CALL_LIST: return "the Support Unit's call list";
    default: return "those responsible";
    }
}

std::string rung_words(const v1::Escalated& event) {
    const std::string who = whom_words(event.whom());
    if (event.persons().empty()) return "nobody among " + who + " could be rung";
    return who + " were rung (" + counted(event.persons_size(), "person", "persons") + ")";
}

} // namespace

std::string tell(const v1::Escalated& event, const NameOf& name_of) {
    const std::string step = event.rung() == 0
                                 ? "Out of turn, "
                                 : "Step " + std::to_string(event.rung()) + " of the escalation: ";
    if (event.owing().empty()) return step + "no government owed an answer any more";
    return step + rung_words(event) +
           "; still without an answer: " + list_of(event.owing(), name_of);
}

std::string tell(const v1::ReviewFellDue& event, const NameOf&) {
    return "The alert fell due for review at " + print_utc_seconds(from_ms(event.review_by()));
}

} // namespace tocsin::domain
