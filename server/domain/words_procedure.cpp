// SPDX-License-Identifier: Apache-2.0
#include "server/domain/sign_on.hpp"
#include "server/domain/words_parts.hpp"

namespace tocsin::domain {

std::string tell(const v1::ProcedureDrafted& event, const NameOf&) {
    const char* kind = event.kind() == v1::ProcedureDrafted::DEMARCHE      ? "demarche"
                       : event.kind() == v1::ProcedureDrafted::PLEDGE_CALL ? "pledge call"
                                                                           : "statement";
    return std::string("A ") + kind + " was drafted: " + quoted(event.title());
}

std::string tell(const v1::TextAdded& event, const NameOf&) {
    return "Version " + std::to_string(event.version()) + " of the text was added" +
           (event.editorial() ? " (editorial)" : "");
}

std::string tell(const v1::ProcedureOpened& event, const NameOf& name_of) {
    std::string told = "Version " + std::to_string(event.version()) +
                       " was opened for signature until " +
                       print_utc_seconds(from_ms(event.deadline())) + "; " +
                       counted(event.entitled_size(), "government is", "governments are") +
                       " entitled and the threshold is " + std::to_string(event.threshold());
    if (event.recused_size() > 0) told += "; recused: " + list_of(event.recused(), name_of);
    return told;
}

std::string stance_words(const v1::PositionTaken& event, const NameOf& name_of) {
    const std::string name = name_of(event.party());
    switch (event.stance()) {
    case v1::Position::SIGN: return name + " signed";
    case v1::Position::SIGN_WITH_EXPLANATION: return name + " signed with an explanation";
    case v1::Position::SIGN_AD_REFERENDUM: return name + " signed ad referendum";
    case v1::Position::ASSOCIATE: return name + " associated itself";
    case v1::Position::NOT_JOINING: return name + " is not joining";
    case v1::Position::ABSTAIN: return name + " abstained";
    case v1::Position::OBJECT: return name + " objected";
    case v1::Position::AWAITING_INSTRUCTIONS:
        return name + " awaits instructions, with an answer by " +
               print_utc_seconds(from_ms(event.answer_by()));
    case v1::Position::RECUSED: return name + " recused itself";
    case v1::Position::LATE_ASSOCIATION: return name + " associated itself late";
    case v1::Position::DISSOCIATION: return name + " dissociated itself";
    default: return name + " answered";
    }
}

std::string tell(const v1::PositionTaken& event, const NameOf& name_of) {
    return stance_words(event, name_of) + " (version " + std::to_string(event.version()) + ")" +
           (event.supersedes().empty() ? "" : ", replacing its earlier answer");
}

std::string tell(const v1::PositionReceivedLate& event, const NameOf& name_of) {
    return name_of(event.position().party()) +
           " answered too late: recorded without effect, the deadline was " +
           print_utc_seconds(from_ms(event.deadline()));
}

std::string tell(const v1::DeadlineExtended& event, const NameOf&) {
    return "The deadline was extended from " + print_utc_seconds(from_ms(event.old_deadline())) +
           " to " + print_utc_seconds(from_ms(event.new_deadline())) + because(event.reason());
}

std::string tell(const v1::ProcedureClosed& event, const NameOf& name_of) {
    if (event.outcome() == v1::ProcedureClosed::UNREACHED)
        return "The silence period ended, and it is not proven that it reached " +
               list_of(event.unreached(), name_of);
    const bool adopted = event.outcome() == v1::ProcedureClosed::ADOPTED;
    std::string told =
        std::string("The procedure closed and was ") + (adopted ? "adopted" : "lapsed") + ": " +
        std::to_string(event.tally().signed_()) + " of " +
        counted(static_cast<int>(event.tally().entitled()), "government", "governments") +
        " signed";
    if (event.missing_size() > 0) told += "; missing: " + list_of(event.missing(), name_of);
    return told;
}

std::string tell(const v1::ProcedureWithdrawn& event, const NameOf&) {
    return "The procedure was withdrawn" + because(event.reason());
}

std::string tell(const v1::ProcedurePublished& event, const NameOf&) {
    std::string told = "The text was published with " +
                       counted(event.signatories_size(), "signatory", "signatories");
    if (event.associated_size() > 0)
        told += " and " + std::to_string(event.associated_size()) + " associated";
    return told + " (list version " + std::to_string(event.list_version()) + ")";
}

std::string tell(const v1::ConsultationOpened& event, const NameOf&) {
    std::string told =
        "The text (version " + std::to_string(event.version()) + ") was put to consultation";
    if (event.until() != 0) told += " until " + print_utc_seconds(from_ms(event.until()));
    return told;
}

std::string tell(const v1::CommentAdded& event, const NameOf& name_of) {
    const auto end = event.text().find('\n');
    return name_of(event.party()) + (event.suggestion() ? " suggests: " : " comments: ") +
           event.text().substr(0, end) + (end == std::string::npos ? "" : " …");
}

std::string tell(const v1::TranslationAdded& event, const NameOf&) {
    return "A translation of version " + std::to_string(event.version()) + " was added (" +
           event.language() + ")";
}

std::string tell(const v1::EditContested& event, const NameOf& name_of) {
    return name_of(event.party()) + " contested the editorial change of version " +
           std::to_string(event.version()) + ": every government is asked again" +
           because(event.reason());
}

std::string tell(const v1::PositionPrepared& event, const NameOf& name_of) {
    return "Prepared, to be confirmed by a second person: " +
           stance_words(event.position(), name_of);
}

std::string tell(const v1::ProcedureBroken& event, const NameOf&) {
    std::string told = event.amendment() ? "The silence was broken by an amendment before "
                                         : "The silence was broken by an objection before ";
    return told += print_utc_seconds(from_ms(event.deadline()));
}

std::string tell(const v1::ProcedureIssued& event, const NameOf& name_of) {
    return name_of(event.chair()) + ", as the Chair, issued version " +
           std::to_string(event.version()) + " on behalf of the Coalition";
}

std::string tell(const v1::ProcedureProceeded& event, const NameOf& name_of) {
    return "The Chair took the silence of " + list_of(event.unreached(), name_of) + " for consent" +
           because(event.reason());
}

std::string tell(const v1::EmbargoSet& event, const NameOf&) {
    return "It is under embargo until " + print_utc_seconds(from_ms(event.publish_at()));
}

std::string tell(const v1::ListAmended& event, const NameOf& name_of) {
    const bool joined = event.stance() == v1::Position::LATE_ASSOCIATION;
    return "List version " + std::to_string(event.list_version()) + ": " + name_of(event.party()) +
           (joined ? " associated itself after the close" : " dissociated itself");
}

std::string tell(const v1::AnswersReminded& event, const NameOf& name_of) {
    if (event.owing_size() == 0) return "Nobody owed an answer when reminders were due";
    const std::string hand = event.mark() == 0 ? "Reminded by hand, with" : "Reminded, with";
    return hand + " the deadline at " + print_utc_seconds(from_ms(event.deadline())) + ": " +
           list_of(event.owing(), name_of);
}

std::string tell(const v1::ProcedureQuestioned& event, const NameOf&) {
    return std::string("The situation it speaks of is ") +
           situation_words(event.situation().status()) +
           " while governments sign: its penholder decides whether it goes on";
}

std::string tell(const v1::ProcedureContinued& event, const NameOf&) {
    return "It goes on all the same" + because(event.reason());
}

std::string tell(const v1::ProcedureArchived&, const NameOf&) {
    return "The procedure was put away";
}

} // namespace tocsin::domain
