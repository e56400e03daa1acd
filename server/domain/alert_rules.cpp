// SPDX-License-Identifier: Apache-2.0
#include "server/domain/alert_rules.hpp"

#include "server/domain/refusal.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

using Content = v1::AlertContent;

bool is_routine(const Content& content, int kind) {
    return kind == Content::NOTICE_KIND && content.precedence() == Content::NOTE;
}

template <class List, class Value>
bool has(const List& list, const Value& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

bool is_task_force(const v1::Group& group) {
    return group.kind() == v1::Group::TASK_FORCE;
}

// Topics of the task forces in force that this party co-chairs.
std::set<int> mandate_of(const Coalition& coalition, const PartyCode& party, Instant at) {
    std::set<int> topics;
    for (const auto& [id, group] : coalition.groups) {
        const bool in_force =
            to_ms(at) >= group.from() && (group.until() == 0 || to_ms(at) < group.until());
        if (is_task_force(group) && in_force && has(group.co_chairs(), party.text))
            topics.insert(group.topics().begin(), group.topics().end());
    }
    return topics;
}

v1::Refusal refuse_empty(std::string why) {
    return refuse(
        v1::Refusal::EMPTY_AUDIENCE,
        "This would reach nobody.",
        std::move(why),
        "Name whom it is for, or choose another label."
    );
}

} // namespace

const Alert* readable_alert(const State& state, const std::string& id, const Reader& reader) {
    const auto found = state.alerts.find(AlertId{id});
    if (found == state.alerts.end() || !may_read(found->second, reader)) return nullptr;
    return &found->second;
}

const Signal* readable_signal(const State& state, const std::string& id, const Reader& reader) {
    const auto found = state.signals.find(SignalId{id});
    if (found == state.signals.end()) return nullptr;
    return may_see(drafters(found->second.person), reader) ? &found->second : nullptr;
}

Decision concerning(const std::string& subject, v1::Realm realm) {
    Decision decision;
    decision.subject = subject;
    decision.realm = realm;
    return decision;
}

bool may_raise(const Asking& asking) {
    return asking.has(v1::LEAD) || asking.has(v1::SUPPORT);
}

v1::Refusal refuse_raising() {
    return refuse_forbidden(
        "alerts are raised and led by few", "a lead of a task force or a person of the secretariat"
    );
}

std::optional<v1::Refusal> outside_mandate(
    const State& state, const Content& content, const Asking& asking, const Content& known
) {
    const auto& groups = state.coalition.groups;
    const auto is_recorded = [](const auto& pair) { return is_task_force(pair.second); };
    if (asking.has(v1::SUPPORT) || std::none_of(groups.begin(), groups.end(), is_recorded))
        return std::nullopt;
    const auto topics = mandate_of(state.coalition, asking.reader.party, asking.received);
    for (const int kind : content.kinds())
        if (!topics.contains(kind) && !has(known.kinds(), kind) && !is_routine(content, kind))
            return refuse_forbidden(
                "a lead raises alerts of his task force's topics; " +
                    Content::Kind_Name(static_cast<Content::Kind>(kind)) + " is none of them",
                "a lead of a task force for it, or a person of the secretariat"
            );
    return std::nullopt;
}

void question_procedures(
    const State& state, const Alert& alert, const v1::Situation& situation, Decision& decision
) {
    if (situation.status() != v1::Situation::RESTORED &&
        situation.status() != v1::Situation::PARTLY_RESTORED)
        return;
    for (const ProcedureId& id : alert.procedures) {
        const auto found = state.procedures.find(id);
        if (found == state.procedures.end() || found->second.state != Procedure::State::open)
            continue;
        v1::ProcedureQuestioned& questioned =
            *decision.events.emplace_back().mutable_procedure_questioned();
        questioned.set_procedure_id(id.text);
        questioned.set_alert_id(alert.id.text);
        *questioned.mutable_situation() = situation;
    }
}

std::optional<v1::Refusal> not_candidate(const State& state, const Signal& signal) {
    if (!signal.dismissed_because.empty())
        return refuse_state(
            "DISMISSED", "a signal that was dismissed is none any more", "Submit it anew."
        );
    if (signal.raised_as.empty()) return std::nullopt;
    // Who may raise reads every draft, so the id betrays nothing.
    v1::Refusal refusal = refuse_state(
        "RAISED",
        "a signal is raised or joined once; it is part of " + signal.raised_as.text,
        "Add a note there."
    );
    const auto alert = state.alerts.find(signal.raised_as);
    if (alert != state.alerts.end()) {
        refusal.set_has_index(true);
        refusal.set_index(alert->second.drafted_index);
    }
    return refusal;
}

std::string_view state_word(Alert::State state) {
    switch (state) {
    case Alert::State::draft: return "DRAFT";
    case Alert::State::live: return "LIVE";
    case Alert::State::closed: return "CLOSED";
    case Alert::State::cancelled: return "CANCELLED";
    case Alert::State::merged: return "MERGED";
    }
    return "";
}

std::optional<v1::Refusal> not_live(const Alert& alert) {
    if (alert.state == Alert::State::live) return std::nullopt;
    const std::string named(state_word(alert.state));
    if (alert.state == Alert::State::draft)
        return refuse_state(
            named,
            "a draft has been sent to nobody",
            "Have a second person approve it, or cancel it."
        );
    const bool is_merged = alert.state == Alert::State::merged;
    v1::Refusal refusal = refuse_state(
        named,
        is_merged ? "a duplicate is told with the alert that stays"
                  : "after its last message only notes follow",
        is_merged ? "Act on " + alert.merged_into.text + "." : "Add a note, or raise a new alert."
    );
    refusal.set_has_index(true);
    refusal.set_index(alert.ended_index);
    return refusal;
}

std::optional<v1::Refusal> not_latest(const Alert& alert, std::uint32_t predecessor) {
    if (predecessor == alert.message) return std::nullopt;
    v1::Refusal refusal = refuse(
        v1::Refusal::CHANGED,
        "This alert changed since you read it.",
        "A message names the live one before it; the live one is message " +
            std::to_string(alert.message) + ".",
        "Read it, and send again if it still holds."
    );
    refusal.set_has_index(true);
    refusal.set_index(alert.message_index);
    return refusal;
}

std::optional<v1::Refusal>
bad_names(const Coalition& coalition, const v1::Audience& audience, const std::string& field) {
    for (const std::string& code : audience.parties())
        if (!coalition.party(PartyCode{code}))
            return refuse_field(field + ".parties", "codes of parties of the Coalition", code);
    for (const std::string& raw : audience.persons()) {
        const auto id = PersonId::from(raw);
        if (!id || !coalition.person(*id))
            return refuse_field(field + ".persons", "persons of the Coalition", to_hex(raw));
    }
    return std::nullopt;
}

v1::Realm realm_of(const Content& content) {
    return content.status() == Content::STATUS_ACTUAL ? v1::ACTUAL : v1::EXERCISE;
}

std::optional<v1::Refusal> bad_content(const State& state, const Content& content) {
    if (state.coalition.founded.exercise_only() && realm_of(content) == v1::ACTUAL)
        return refuse_field(
            "content.status",
            "STATUS_EXERCISE or STATUS_TEST in this log",
            Content::Status_Name(content.status())
        );
    if (auto refusal = bad_names(state.coalition, content.audience(), "content.audience"))
        return refusal;
    if (content.verification() == Content::RETRACTED)
        return refuse_field(
            "content.verification",
            "of something that still holds; what is retracted is cancelled",
            "RETRACTED"
        );
    return lacks_evidence(state.coalition.policy, content);
}

std::optional<v1::Refusal> reaches_nobody(const State& state, const Content& content, Instant at) {
    if (content.label() == v1::RED && content.audience().persons().empty())
        return refuse_empty("RED is for named persons, and none is named.");
    if (addressees_of(state, content, at).parties.empty())
        return refuse_empty("Label and audience together leave no party of the Coalition.");
    return std::nullopt;
}

} // namespace tocsin::domain
