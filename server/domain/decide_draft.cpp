// How a procedure begins: drafted by those who write for governments, of a kind and a mode that go
// together, for an alert or on its own, linked to what it follows.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/procedure_rules.hpp"
#include "server/domain/refusal.hpp"

namespace tocsin::domain {

namespace {

using Kind = v1::ProcedureDrafted;

bool go_together(Kind::Kind kind, Kind::Mode mode) {
    switch (kind) {
    case Kind::STATEMENT: return mode != Kind::MODE_UNSPECIFIED;
    case Kind::DEMARCHE: return mode == Kind::OPT_IN || mode == Kind::ALIGNMENT;
    case Kind::PLEDGE_CALL: return mode == Kind::OPT_IN;
    default: return false;
    }
}

const char* modes_of(Kind::Kind kind) {
    switch (kind) {
    case Kind::DEMARCHE: return "OPT_IN or ALIGNMENT, of a demarche";
    case Kind::PLEDGE_CALL: return "OPT_IN, of a pledge call";
    default: return "SILENCE, OPT_IN, ALIGNMENT or CHAIR_ON_BEHALF";
    }
}

const char* prefix_of(Kind::Kind kind) {
    switch (kind) {
    case Kind::DEMARCHE: return "de";
    case Kind::PLEDGE_CALL: return "pl";
    default: return "st";
    }
}

std::optional<v1::Refusal>
bad_audience(const Coalition& coalition, const v1::DraftProcedure& command) {
    for (const auto& code : command.audience().parties())
        if (!coalition.party(PartyCode{code}))
            return refuse_field("audience.parties", "codes of parties of the Coalition", code);
    for (const auto& bytes : command.audience().persons()) {
        const auto id = PersonId::from(bytes);
        if (!id || !coalition.person(*id))
            return refuse_field("audience.persons", "persons of the Coalition", to_hex(bytes));
    }
    if (command.label() != v1::RED || !command.audience().persons().empty()) return std::nullopt;
    return refuse(
        v1::Refusal::EMPTY_AUDIENCE,
        "A RED procedure names nobody.",
        "RED is for named persons only.",
        "Name at least one person, or choose AMBER_STRICT."
    );
}

std::optional<v1::Refusal> bad_alert(
    const State& state, const v1::DraftProcedure& command, v1::Realm realm, const Reader& reader
) {
    if (command.alert_id().empty()) return std::nullopt;
    const auto found = state.alerts.find(AlertId{command.alert_id()});
    if (found == state.alerts.end() || !may_read(found->second, reader)) return refuse_not_found();
    const Alert& alert = found->second;
    if (alert.realm != realm)
        return refuse_field(
            "realm", v1::Realm_Name(alert.realm) + ", the alert's", v1::Realm_Name(realm)
        );
    if (alert.state == Alert::State::draft)
        return refuse_state("DRAFT", "the alert is not issued yet", "Have the alert issued first.");
    if (alert.state == Alert::State::cancelled)
        return refuse_state(
            "CANCELLED", "the alert was raised in error", "Draft without this alert."
        );
    return std::nullopt;
}

std::optional<v1::Refusal> bad_link(
    const State& state, const v1::DraftProcedure& command, v1::Realm realm, const Reader& reader
) {
    if (command.linked_to().empty()) return std::nullopt;
    const Procedure* linked = readable_procedure(state, command.linked_to(), reader);
    if (!linked) return refuse_not_found();
    if (linked->realm == realm) return std::nullopt;
    return refuse_field(
        "realm", v1::Realm_Name(linked->realm) + ", of what it follows", v1::Realm_Name(realm)
    );
}

} // namespace

Decision decide(const State& state, const v1::DraftProcedure& command, const Asking& asking) {
    if (!may_draft(asking))
        return refusing(refuse_forbidden(
            "drafts come from governments and their secretariat",
            "a lead, penholder, chair or support person of a government or the secretariat"
        ));
    if (!go_together(command.kind(), command.mode()))
        return refusing(
            refuse_field("mode", modes_of(command.kind()), Kind::Mode_Name(command.mode()))
        );
    const bool is_exercise =
        state.coalition.founded.exercise_only() || command.realm() == v1::EXERCISE;
    const v1::Realm realm = is_exercise ? v1::EXERCISE : v1::ACTUAL;
    if (auto refusal = bad_alert(state, command, realm, asking.reader)) return refusing(*refusal);
    if (auto refusal = bad_link(state, command, realm, asking.reader)) return refusing(*refusal);
    if (auto refusal = bad_audience(state.coalition, command)) return refusing(*refusal);

    Decision decision;
    decision.realm = realm;
    decision.subject = new_id(state, prefix_of(command.kind()), realm, asking.command_id);
    v1::ProcedureDrafted& drafted = *decision.events.emplace_back().mutable_procedure_drafted();
    drafted.set_procedure_id(decision.subject);
    drafted.set_kind(command.kind());
    drafted.set_mode(command.mode());
    drafted.set_title(command.title());
    *drafted.mutable_countries() = command.countries();
    drafted.set_label(command.label());
    if (command.has_audience()) *drafted.mutable_audience() = command.audience();
    drafted.set_alert_id(command.alert_id());
    drafted.set_penholder(asking.person->id.str());
    drafted.set_realm(realm);
    drafted.set_linked_to(command.linked_to());
    return decision;
}

} // namespace tocsin::domain
