// SPDX-License-Identifier: Apache-2.0
#include "server/domain/words.hpp"

#include "server/domain/sign_on.hpp"

namespace tocsin::domain {

namespace {

std::string quoted(const std::string& text) {
    return "\"" + text + "\"";
}

std::string counted(int number, const char* one, const char* many) {
    return std::to_string(number) + " " + (number == 1 ? one : many);
}

std::string because(const std::string& reason) {
    return reason.empty() ? "" : ": " + reason;
}

std::string
list_of(const google::protobuf::RepeatedPtrField<std::string>& codes, const NameOf& name_of) {
    std::string list;
    for (const auto& code : codes)
        list += (list.empty() ? "" : ", ") + name_of(code);
    return list;
}

std::string day_or_instant(const v1::When& when) {
    const Instant at = from_ms(when.at());
    const std::string printed =
        when.precision() == v1::When::DATE ? print_date(at) : print_utc_seconds(at);
    return when.estimated() ? "about " + printed : printed;
}

// The Coalition.

std::string tell(const v1::LogFounded& event, const NameOf&) {
    return "The log " + event.origin() + " was founded" +
           (event.exercise_only() ? " for exercises only" : "");
}

std::string tell(const v1::PartyAdmitted& event, const NameOf&) {
    std::string told = event.party().name() + " was admitted";
    if (event.member_from() != 0)
        told += ", from " + print_utc_seconds(from_ms(event.member_from()));
    return told;
}

std::string tell(const v1::PartyWithdrew& event, const NameOf& name_of) {
    return name_of(event.code()) + " left, effective " +
           print_utc_seconds(from_ms(event.effective_at()));
}

std::string tell(const v1::PolicySet&, const NameOf&) {
    return "The policy was set";
}

std::string tell(const v1::PersonInvited& event, const NameOf& name_of) {
    return "A person of " + name_of(event.party()) + " was invited" +
           (event.founding() ? " by one person of the secretariat alone" : "");
}

std::string tell(const v1::KeyEnrolled& event, const NameOf&) {
    return "A key was enrolled and waits for approval: " +
           to_hex(event.key().fingerprint()).substr(0, 16);
}

std::string tell(const v1::KeyAdded& event, const NameOf&) {
    return "A key was approved: " + to_hex(event.fingerprint()).substr(0, 16);
}

std::string tell(const v1::KeyRevoked& event, const NameOf&) {
    return "The key " + to_hex(event.fingerprint()).substr(0, 16) + " was revoked" +
           because(event.reason());
}

std::string tell(const v1::TokenMinted& event, const NameOf&) {
    return "A feed token was minted, good until " + print_utc_seconds(from_ms(event.expires_at()));
}

std::string tell(const v1::TokenRevoked&, const NameOf&) {
    return "A feed token was revoked";
}

// Alerts.

std::string tell(const v1::SignalReceived& event, const NameOf&) {
    return "A signal came in: " + event.content().headline();
}

std::string tell(const v1::AlertDrafted& event, const NameOf&) {
    return "An alert was raised and waits for approval: " + event.content().headline();
}

std::string tell(const v1::AlertIssued& event, const NameOf&) {
    return "The alert was approved and issued to " +
           counted(event.addressees_size(), "party", "parties") + ", of whom " +
           counted(event.owing_size(), "government owes", "governments owe") +
           " an answer: " + event.content().headline();
}

std::string tell(const v1::AlertUpdated& event, const NameOf&) {
    return "The alert was updated (message " + std::to_string(event.message()) + ")" +
           (event.material() ? " and asks again" : "") + because(event.change());
}

std::string tell(const v1::AlertCancelled& event, const NameOf&) {
    return "The alert was cancelled as raised in error" + because(event.reason());
}

const char* situation_words(v1::Situation::Status status) {
    switch (status) {
    case v1::Situation::RESTORED: return "restored";
    case v1::Situation::PARTLY_RESTORED: return "partly restored";
    case v1::Situation::ONGOING: return "ongoing";
    default: return "unknown";
    }
}

std::string tell(const v1::AlertClosed& event, const NameOf&) {
    std::string told = std::string("The alert was closed; the situation is ") +
                       situation_words(event.situation().status());
    if (event.situation().has_when()) told += " since " + day_or_instant(event.situation().when());
    return told;
}

std::string tell(const v1::NoteAdded& event, const NameOf&) {
    const auto end = event.text().find('\n');
    return "A note was added: " + event.text().substr(0, end) +
           (end == std::string::npos ? "" : " …");
}

std::string tell(const v1::DeliveryRecorded& event, const NameOf&) {
    int delivered = 0, seen = 0, failed = 0;
    for (const auto& delivery : event.deliveries()) {
        delivered += delivery.rung() == v1::Delivery::DELIVERED;
        seen += delivery.rung() == v1::Delivery::SEEN;
        failed += delivery.rung() == v1::Delivery::FAILED;
    }
    std::string told = counted(event.deliveries_size(), "step", "steps") + " of delivery recorded";
    if (delivered > 0) told += ", " + std::to_string(delivered) + " delivered";
    if (seen > 0) told += ", " + std::to_string(seen) + " seen";
    if (failed > 0) told += ", " + std::to_string(failed) + " failed";
    return told;
}

std::string tell(const v1::AlertAcknowledged& event, const NameOf& name_of) {
    const std::string name = name_of(event.party());
    switch (event.answer()) {
    case v1::AlertAcknowledged::ACTING: return name + " acknowledged and is acting";
    case v1::AlertAcknowledged::CONSULTING:
        return name + " acknowledged and is consulting, with an answer by " +
               print_utc_seconds(from_ms(event.answer_by()));
    case v1::AlertAcknowledged::CANNOT_RESPOND: return name + " cannot respond";
    default: return name + " acknowledged and is informed";
    }
}

std::string tell(const v1::AcknowledgementRetracted& event, const NameOf& name_of) {
    return name_of(event.party()) + " took its acknowledgement back" + because(event.reason());
}

// Procedures.

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

std::string tell(const v1::ProcedureClosed& event, const NameOf&) {
    const char* outcome = event.outcome() == v1::ProcedureClosed::ADOPTED  ? "adopted"
                          : event.outcome() == v1::ProcedureClosed::BROKEN ? "broken"
                                                                           : "lapsed";
    return std::string("The procedure closed and was ") + outcome + ": " +
           std::to_string(event.tally().signed_()) + " of " +
           counted(static_cast<int>(event.tally().entitled()), "government", "governments") +
           " signed";
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

} // namespace

std::string words(const v1::Event& event, const NameOf& name_of) {
    switch (event.event_case()) {
    case v1::Event::kLogFounded: return tell(event.log_founded(), name_of);
    case v1::Event::kPartyAdmitted: return tell(event.party_admitted(), name_of);
    case v1::Event::kPartyWithdrew: return tell(event.party_withdrew(), name_of);
    case v1::Event::kPolicySet: return tell(event.policy_set(), name_of);
    case v1::Event::kPersonInvited: return tell(event.person_invited(), name_of);
    case v1::Event::kKeyEnrolled: return tell(event.key_enrolled(), name_of);
    case v1::Event::kKeyAdded: return tell(event.key_added(), name_of);
    case v1::Event::kKeyRevoked: return tell(event.key_revoked(), name_of);
    case v1::Event::kTokenMinted: return tell(event.token_minted(), name_of);
    case v1::Event::kTokenRevoked: return tell(event.token_revoked(), name_of);
    case v1::Event::kSignalReceived: return tell(event.signal_received(), name_of);
    case v1::Event::kAlertDrafted: return tell(event.alert_drafted(), name_of);
    case v1::Event::kAlertIssued: return tell(event.alert_issued(), name_of);
    case v1::Event::kAlertUpdated: return tell(event.alert_updated(), name_of);
    case v1::Event::kAlertCancelled: return tell(event.alert_cancelled(), name_of);
    case v1::Event::kAlertClosed: return tell(event.alert_closed(), name_of);
    case v1::Event::kNoteAdded: return tell(event.note_added(), name_of);
    case v1::Event::kDeliveryRecorded: return tell(event.delivery_recorded(), name_of);
    case v1::Event::kAlertAcknowledged: return tell(event.alert_acknowledged(), name_of);
    case v1::Event::kAcknowledgementRetracted:
        return tell(event.acknowledgement_retracted(), name_of);
    case v1::Event::kProcedureDrafted: return tell(event.procedure_drafted(), name_of);
    case v1::Event::kTextAdded: return tell(event.text_added(), name_of);
    case v1::Event::kProcedureOpened: return tell(event.procedure_opened(), name_of);
    case v1::Event::kPositionTaken: return tell(event.position_taken(), name_of);
    case v1::Event::kPositionReceivedLate: return tell(event.position_received_late(), name_of);
    case v1::Event::kDeadlineExtended: return tell(event.deadline_extended(), name_of);
    case v1::Event::kProcedureClosed: return tell(event.procedure_closed(), name_of);
    case v1::Event::kProcedureWithdrawn: return tell(event.procedure_withdrawn(), name_of);
    case v1::Event::kProcedurePublished: return tell(event.procedure_published(), name_of);
    case v1::Event::EVENT_NOT_SET: return "The content of this entry was erased";
    }
    return "";
}

} // namespace tocsin::domain
