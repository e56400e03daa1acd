// SPDX-License-Identifier: Apache-2.0
#include "server/domain/words_parts.hpp"

namespace tocsin::domain {

namespace {

std::string label_words(v1::Tlp label) {
    return label == v1::AMBER_STRICT ? "AMBER+STRICT" : v1::Tlp_Name(label);
}

} // namespace

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

std::string tell(const v1::SignalDismissed& event, const NameOf&) {
    return "The signal was dismissed" + because(event.reason());
}

std::string tell(const v1::SignalJoined& event, const NameOf&) {
    return "The signal was joined to the alert " + event.alert_id() + " as one more report of it";
}

std::string tell(const v1::AlertsMerged& event, const NameOf&) {
    return "The alert " + event.duplicate() + " was merged into " + event.alert_id() +
           ", which tells its reports, notes and answers from here on" + because(event.reason());
}

std::string tell(const v1::Relabelled& event, const NameOf& name_of) {
    std::string told = "It was labelled TLP:" + label_words(event.label());
    if (event.audience().parties_size() > 0)
        told += ", for " + list_of(event.audience().parties(), name_of);
    if (event.audience().persons_size() > 0)
        told += std::string(event.audience().parties_size() > 0 ? " and " : ", for ") +
                counted(event.audience().persons_size(), "named person", "named persons");
    if (event.do_not_publicise()) told += ", not to be publicised";
    return told + because(event.reason());
}

std::string tell(const v1::SituationReported& event, const NameOf&) {
    const v1::Situation& situation = event.situation();
    std::string told =
        std::string("The situation was reported as ") + situation_words(situation.status());
    if (situation.has_when()) told += " since " + day_or_instant(situation.when());
    if (!situation.source().empty()) told += ", according to " + situation.source();
    return told;
}

std::string tell(const v1::ReviewWritten& event, const NameOf&) {
    const std::string what = event.version() == 1 ? "The after-action review was written"
                                                  : "The after-action review was amended";
    return what + ", with " + counted(event.actions_size(), "action", "actions");
}

} // namespace tocsin::domain
