// SPDX-License-Identifier: Apache-2.0
#include "server/domain/words_parts.hpp"

namespace tocsin::domain {

namespace {

const char* group_words(v1::Group::Kind kind) {
    switch (kind) {
    case v1::Group::TASK_FORCE: return "task force";
    case v1::Group::WORKING_GROUP: return "working group";
    case v1::Group::NETWORK: return "diplomatic network";
    default: return "group";
    }
}

} // namespace

std::string tell(const v1::LogFounded& event, const NameOf&) {
    return "The log " + event.origin() + " was founded" +
           (event.exercise_only() ? " for exercises only" : "");
}

std::string tell(const v1::LogKeyChanged& event, const NameOf&) {
    return "Checkpoints are signed with another key of the log: " +
           to_hex(event.new_key()).substr(0, 16) + "… instead of " +
           to_hex(event.old_key()).substr(0, 16) + "…";
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

std::string tell(const v1::PolicySet& event, const NameOf&) {
    const auto minutes = [](std::int64_t ms) { return std::to_string(ms / 60'000) + " min"; };
    const std::string cooling = minutes(event.policy().recovery_cooling_ms());
    if (event.shorter_cooling_ms() > 0)
        return "The policy was set; one person of the secretariat proposed that recovered keys "
               "cool for " +
               minutes(event.shorter_cooling_ms()) + " instead of " + cooling +
               ", and a second must agree";
    if (event.approvals_size() == 2)
        return "The policy was set; two persons of the secretariat had recovered keys cool for " +
               cooling + " only";
    return "The policy was set";
}

std::string tell(const v1::ChairHandedOver& event, const NameOf& name_of) {
    std::string told = name_of(event.chair()) + " chairs the Coalition from " +
                       print_utc_seconds(from_ms(event.from()));
    if (!event.past().empty()) told += ", after " + name_of(event.past());
    if (!event.next().empty()) told += "; " + name_of(event.next()) + " is to follow";
    return told;
}

std::string tell(const v1::GroupSet& event, const NameOf& name_of) {
    const v1::Group& group = event.group();
    std::string told = std::string("The ") + group_words(group.kind()) + " " +
                       quoted(group.name()) + " was set up from " +
                       print_utc_seconds(from_ms(group.from()));
    if (group.until() != 0) told += " until " + print_utc_seconds(from_ms(group.until()));
    if (group.co_chairs_size() > 0)
        told += ", co-chaired by " + list_of(group.co_chairs(), name_of);
    return told;
}

std::string tell(const v1::CalendarSet& event, const NameOf& name_of) {
    return "It was recorded when " + name_of(event.party()) +
           " works: " + counted(event.calendar().holidays_size(), "holiday", "holidays") + " named";
}

std::string tell(const v1::PlaybookSet& event, const NameOf&) {
    return "The playbook " + quoted(event.playbook().name()) + " was written, with " +
           counted(event.playbook().steps_size(), "step", "steps");
}

std::string tell(const v1::EarlierItemsOpened& event, const NameOf& name_of) {
    return counted(event.subjects_size(), "earlier item was", "earlier items were") +
           " opened to " + name_of(event.party()) + because(event.reason());
}

std::string tell(const v1::TwoPersonRuleSet& event, const NameOf& name_of) {
    const std::string name = name_of(event.party());
    if (!event.required()) return name + " answers by one person again, as two of its persons said";
    if (event.ending())
        return "One person of " + name +
               " asked to end its rule of two persons; a second must agree";
    return name + " wants two of its persons for each position";
}

std::string tell(const v1::DelegationGiven& event, const NameOf&) {
    return "A person stands aside for a colleague from " +
           print_utc_seconds(from_ms(event.starts())) + " until " +
           print_utc_seconds(from_ms(event.ends()));
}

std::string tell(const v1::DelegationEnded&, const NameOf&) {
    return "A person who stood aside for a colleague acts again";
}

std::string tell(const v1::SubscriptionSet&, const NameOf&) {
    return "A person chose how loudly alerts arrive";
}

} // namespace tocsin::domain
