// What may happen to an alert: signalled, raised, approved by a second person, updated, cancelled,
// closed. Nothing is edited in place (domain.md 2).
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/alert_rules.hpp"
#include "server/domain/procedure_rules.hpp"
#include "server/domain/refusal.hpp"

namespace tocsin::domain {

namespace {

bool may_approve(const Asking& asking) {
    return may_raise(asking) || asking.has(v1::CHAIR);
}

// Whatever his roles: a false alarm takes two (security.md 5.6).
v1::Refusal refuse_own() {
    v1::Refusal refusal = refuse(
        v1::Refusal::APPROVAL_REQUIRED,
        "A second person must do this.",
        "Nobody issues what he raised.",
        "All who may approve see it among the drafts."
    );
    refusal.set_who_may("another lead, the chair, or a person of the secretariat");
    return refusal;
}

Decision about(const Alert& alert) {
    Decision decision;
    decision.realm = alert.realm;
    decision.subject = alert.id.text;
    return decision;
}

std::optional<v1::Refusal>
bad_signal(const State& state, const v1::RaiseAlert& command, const Reader& reader) {
    if (command.from_signal().empty()) return std::nullopt;
    const Signal* signal = readable_signal(state, command.from_signal(), reader);
    if (!signal) return refuse_not_found();
    if (signal->realm != realm_of(command.content()))
        return refuse_field(
            "content.status",
            "of the signal's realm, " + v1::Realm_Name(signal->realm),
            v1::AlertContent::Status_Name(command.content().status())
        );
    return not_candidate(state, *signal);
}

v1::Refusal refuse_issued(const Alert& alert) {
    v1::Refusal refusal = refuse(
        v1::Refusal::CHANGED,
        "This alert is issued already.",
        "A colleague approved it before you.",
        "Nothing is left to approve."
    );
    refusal.set_has_index(true);
    refusal.set_index(alert.issued_index);
    return refusal;
}

std::optional<v1::Refusal>
bad_relabel(const Alert& alert, const v1::AlertContent& content, const Asking& asking) {
    if (realm_of(content) != alert.realm)
        return refuse_field(
            "content.status",
            "of the alert's realm, " + v1::Realm_Name(alert.realm),
            v1::AlertContent::Status_Name(content.status())
        );
    if (content.label() != alert.content.label() && !asking.has(v1::LEAD))
        return refuse_forbidden("a label is changed by a lead", "a lead of a task force");
    return std::nullopt;
}

} // namespace

Decision decide(const State& state, const v1::SubmitSignal& command, const Asking& asking) {
    if (asking.reader.roles == 0)
        return refusing(
            refuse_forbidden("a signal comes from somebody with a role", "anybody with a role")
        );
    if (state.coalition.founded.exercise_only() && realm_of(command.content()) == v1::ACTUAL)
        return refusing(refuse_field(
            "content.status",
            "STATUS_EXERCISE or STATUS_TEST in this log",
            v1::AlertContent::Status_Name(command.content().status())
        ));
    Decision decision;
    decision.realm = realm_of(command.content());
    decision.subject = new_id(state, "si", decision.realm, asking.command_id);
    v1::SignalReceived& signal = *decision.events.emplace_back().mutable_signal_received();
    signal.set_signal_id(decision.subject);
    signal.set_person(asking.person->id.str());
    *signal.mutable_content() = command.content();
    return decision;
}

Decision decide(const State& state, const v1::RaiseAlert& command, const Asking& asking) {
    if (!may_raise(asking)) return refusing(refuse_raising());
    if (auto refusal = outside_mandate(state, command.content(), asking)) return refusing(*refusal);
    if (auto refusal = bad_content(state, command.content())) return refusing(*refusal);
    if (auto refusal = reaches_nobody(state, command.content(), asking.at))
        return refusing(*refusal);
    if (auto refusal = bad_signal(state, command, asking.reader)) return refusing(*refusal);

    Decision decision;
    decision.realm = realm_of(command.content());
    decision.subject = new_id(state, "al", decision.realm, asking.command_id);
    v1::AlertDrafted& drafted = *decision.events.emplace_back().mutable_alert_drafted();
    drafted.set_alert_id(decision.subject);
    drafted.set_raiser(asking.person->id.str());
    *drafted.mutable_content() = command.content();
    drafted.set_from_signal(command.from_signal());
    return decision;
}

Decision decide(const State& state, const v1::ApproveAlert& command, const Asking& asking) {
    const Alert* alert = readable_alert(state, command.alert_id(), asking.reader);
    if (!alert) return refusing(refuse_not_found());
    // In an exercise one person may play both parts, and says so.
    const bool is_own = alert->raiser == asking.person->id;
    const bool plays_both = command.alone() && alert->realm == v1::EXERCISE;
    if (alert->state == Alert::State::draft && is_own && !plays_both) return refusing(refuse_own());
    if (!may_approve(asking))
        return refusing(refuse_forbidden(
            "an alert is approved by few", "a lead, the chair, or a person of the secretariat"
        ));
    if (alert->state == Alert::State::live) return refusing(refuse_issued(*alert));
    if (alert->state != Alert::State::draft) return refusing(*not_live(*alert));
    // Asked again: parties, policy and persons may have changed since it was drafted.
    if (auto refusal = bad_content(state, alert->content)) return refusing(*refusal);
    if (auto refusal = reaches_nobody(state, alert->content, asking.at)) return refusing(*refusal);

    const Addressees addressees = addressees_of(state, alert->content, asking.at);
    Decision decision = about(*alert);
    v1::AlertIssued& issued = *decision.events.emplace_back().mutable_alert_issued();
    issued.set_alert_id(alert->id.text);
    issued.set_raiser(alert->raiser.str());
    issued.set_approver(asking.person->id.str());
    issued.set_alone(is_own);
    *issued.mutable_content() = alert->content;
    *issued.mutable_policy() = state.coalition.policy;
    for (const PartyCode& code : addressees.parties)
        issued.add_addressees(code.text);
    for (const PartyCode& code : addressees.owing)
        issued.add_owing(code.text);
    return decision;
}

Decision decide(const State& state, const v1::UpdateAlert& command, const Asking& asking) {
    const Alert* alert = readable_alert(state, command.alert_id(), asking.reader);
    if (!alert) return refusing(refuse_not_found());
    if (!may_raise(asking)) return refusing(refuse_raising());
    if (auto refusal = not_live(*alert)) return refusing(*refusal);
    if (auto refusal = not_latest(*alert, command.predecessor())) return refusing(*refusal);
    if (auto refusal = bad_relabel(*alert, command.content(), asking)) return refusing(*refusal);
    if (auto refusal = outside_mandate(state, command.content(), asking, alert->content))
        return refusing(*refusal);
    if (auto refusal = bad_content(state, command.content())) return refusing(*refusal);
    if (auto refusal = reaches_nobody(state, command.content(), asking.at))
        return refusing(*refusal);

    Decision decision = about(*alert);
    v1::AlertUpdated& updated = *decision.events.emplace_back().mutable_alert_updated();
    updated.set_alert_id(alert->id.text);
    updated.set_message(alert->message + 1);
    updated.set_predecessor(alert->message);
    updated.set_material(command.material());
    *updated.mutable_content() = command.content();
    updated.set_person(asking.person->id.str());
    updated.set_change(command.change());
    return decision;
}

Decision decide(const State& state, const v1::CancelAlert& command, const Asking& asking) {
    const Alert* alert = readable_alert(state, command.alert_id(), asking.reader);
    if (!alert) return refusing(refuse_not_found());
    if (!may_raise(asking)) return refusing(refuse_raising());
    // A draft has no message yet, so whatever predecessor is named will do.
    if (alert->state != Alert::State::draft) {
        if (auto refusal = not_live(*alert)) return refusing(*refusal);
        if (auto refusal = not_latest(*alert, command.predecessor())) return refusing(*refusal);
    }

    Decision decision = about(*alert);
    v1::AlertCancelled& cancelled = *decision.events.emplace_back().mutable_alert_cancelled();
    cancelled.set_alert_id(alert->id.text);
    cancelled.set_message(alert->message + 1);
    cancelled.set_predecessor(alert->message);
    cancelled.set_person(asking.person->id.str());
    cancelled.set_reason(command.reason());
    return decision;
}

Decision decide(const State& state, const v1::CloseAlert& command, const Asking& asking) {
    const Alert* alert = readable_alert(state, command.alert_id(), asking.reader);
    if (!alert) return refusing(refuse_not_found());
    if (!may_raise(asking)) return refusing(refuse_raising());
    if (auto refusal = not_live(*alert)) return refusing(*refusal);
    if (auto refusal = not_latest(*alert, command.predecessor())) return refusing(*refusal);

    Decision decision = about(*alert);
    v1::AlertClosed& closed = *decision.events.emplace_back().mutable_alert_closed();
    closed.set_alert_id(alert->id.text);
    closed.set_message(alert->message + 1);
    closed.set_predecessor(alert->message);
    closed.set_person(asking.person->id.str());
    *closed.mutable_situation() = command.situation();
    closed.set_note(command.note());
    question_procedures(state, *alert, command.situation(), decision);
    return decision;
}

Decision decide(const State& state, const v1::AddNote& command, const Asking& asking) {
    const std::string& subject = command.subject();
    Decision decision;
    decision.subject = subject;
    if (const Alert* alert = readable_alert(state, subject, asking.reader))
        decision.realm = alert->realm;
    else if (const Procedure* procedure = readable_procedure(state, subject, asking.reader))
        decision.realm = procedure->realm;
    else
        return refusing(refuse_not_found());

    v1::NoteAdded& note = *decision.events.emplace_back().mutable_note_added();
    note.set_subject(command.subject());
    note.set_person(asking.person->id.str());
    note.set_text(command.text());
    return decision;
}

} // namespace tocsin::domain
