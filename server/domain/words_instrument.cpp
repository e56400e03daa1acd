// SPDX-License-Identifier: Apache-2.0
#include "server/domain/words_parts.hpp"

namespace tocsin::domain {

namespace {

using Outcome = v1::DemarcheConcluded;

const char* form_words(v1::DemarcheTerms::Form form) {
    switch (form) {
    case v1::DemarcheTerms::NOTE_VERBALE: return "a note verbale";
    case v1::DemarcheTerms::LETTER: return "a letter";
    default: return "a joint call";
    }
}

const char* level_words(v1::DemarcheTerms::Level level) {
    switch (level) {
    case v1::DemarcheTerms::HEAD_OF_STATE: return "the head of state";
    case v1::DemarcheTerms::HEAD_OF_GOVERNMENT: return "the head of government";
    case v1::DemarcheTerms::MINISTER: return "the minister";
    case v1::DemarcheTerms::VICE_MINISTER: return "the vice-minister";
    case v1::DemarcheTerms::DIRECTOR: return "a director";
    default: return "the desk";
    }
}

std::string outcome_words(const v1::DemarcheConcluded& event, const NameOf& name_of) {
    switch (event.outcome()) {
    case Outcome::DELIVERED: {
        std::string told = "The demarche was delivered by " + list_of(event.present(), name_of);
        if (!event.associated().empty())
            told += "; associated, and not in the room: " + list_of(event.associated(), name_of);
        return told;
    }
    case Outcome::REFUSED: return "The host refused the demarche";
    case Outcome::POSTPONED:
        return "The demarche was postponed to " + print_utc_seconds(from_ms(event.new_slot()));
    case Outcome::OVERTAKEN: return "The demarche was overtaken by events";
    case Outcome::CANCELLED: return "The demarche was cancelled";
    default: return "The demarche was concluded";
    }
}

// One line, whatever was deposited.
std::string first_line(const std::string& text) {
    const auto end = text.find('\n');
    return text.substr(0, end) + (end == std::string::npos ? "" : " …");
}

std::string of_need(const std::string& need_id) {
    return " for the need " + quoted(need_id);
}

} // namespace

std::string tell(const v1::DemarcheArranged& event, const NameOf& name_of) {
    const v1::DemarcheTerms& terms = event.terms();
    std::string told = std::string("The demarche was arranged as ") + form_words(terms.form()) +
                       " to " + level_words(terms.level()) + " in " + terms.capital() +
                       ", led by " + name_of(terms.lead_mission());
    if (terms.missions_size() > 0)
        told += " with " + counted(terms.missions_size(), "mission", "missions") + " in all";
    if (terms.slot() != 0) told += ", on " + print_utc_seconds(from_ms(terms.slot()));
    return told;
}

std::string tell(const v1::InstructionReported& event, const NameOf& name_of) {
    const std::string name = name_of(event.party());
    switch (event.status()) {
    case v1::InstructionReported::REQUESTED:
        return name + " has asked its capital for instructions";
    case v1::InstructionReported::RECEIVED: return name + " has its instructions";
    default: return name + " has no instructions";
    }
}

std::string tell(const v1::DemarcheConcluded& event, const NameOf& name_of) {
    std::string told = outcome_words(event, name_of);
    if (!event.reply().empty()) told += "; the host replied: " + first_line(event.reply());
    if (event.follow_up_at() != 0)
        told += "; to be followed up on " + print_utc_seconds(from_ms(event.follow_up_at()));
    return told;
}

std::string tell(const v1::NeedsSet& event, const NameOf&) {
    return "The call asks for " + counted(event.needs_size(), "need", "needs") + " to be covered";
}

std::string tell(const v1::PledgeMade& event, const NameOf& name_of) {
    const v1::Pledge& pledge = event.pledge();
    const std::string what =
        pledge.amount() > 0 ? std::to_string(pledge.amount()) : first_line(pledge.in_kind());
    std::string told = name_of(event.party()) + " pledged " + what + of_need(pledge.need_id());
    if (pledge.amount() > 0 && !pledge.in_kind().empty())
        told += " (" + first_line(pledge.in_kind()) + ")";
    if (!pledge.conditions().empty()) told += ", on conditions: " + first_line(pledge.conditions());
    return told;
}

std::string tell(const v1::PledgeTakenBack& event, const NameOf& name_of) {
    return name_of(event.party()) + " took its pledge" + of_need(event.need_id()) + " back" +
           because(event.reason());
}

std::string tell(const v1::FulfilmentRecorded& event, const NameOf& name_of) {
    const std::string given =
        event.amount() > 0 ? std::to_string(event.amount()) + " in all" : "in kind";
    return name_of(event.party()) + " has given " + given + of_need(event.need_id()) +
           because(event.words());
}

} // namespace tocsin::domain
