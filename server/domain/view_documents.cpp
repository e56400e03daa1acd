// Which entries and which documents belong to what a reader may read.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/label.hpp"
#include "server/domain/views.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

bool is_attached(const v1::AlertContent& content, const Digest& sha256) {
    const auto& evidence = content.evidence();
    return std::any_of(evidence.begin(), evidence.end(), [&](const v1::Evidence& piece) {
        return piece.attachment_sha256() == sha256.view();
    });
}

bool may_read(const State& state, const Signal& signal, const Reader& reader) {
    v1::Event event;
    event.mutable_signal_received()->set_person(signal.person.str());
    return may_see(visibility_of(state, event), reader);
}

// An explanation is part of a position: who may not see the position may not read it.
bool may_read_reservation(const Procedure& procedure, const Reader& reader, const Digest& sha256) {
    const auto found = procedure.reservations.find(sha256);
    if (found == procedure.reservations.end()) return false;
    return found->second.contains(reader.party) || may_see_positions(procedure, reader);
}

// Talking points have a label of their own, never wider than the demarche's.
bool may_read_talking_points(
    const State& state, const Procedure& procedure, const Reader& reader, const Digest& sha256
) {
    const v1::DemarcheTerms& terms = procedure.demarche;
    if (terms.talking_points_sha256() != sha256.view()) return false;
    const PersonRecord* person = state.coalition.person(reader.person);
    if (!person) return false;
    if (reader.has(v1::AUDITOR) || penholder_of(procedure) == reader.person) return true;
    const Cut cut = cut_of(terms.talking_points_label(), procedure.drafted.audience());
    const bool is_house = reader.kind == v1::Party::SECRETARIAT && cut.label != v1::RED;
    return is_house || cut.allows_person(*person, reader.kind);
}

bool holds(const Procedure& procedure, const Reader& reader, const Digest& sha256) {
    const bool is_text =
        std::any_of(procedure.texts.begin(), procedure.texts.end(), [&](const TextVersion& text) {
            const auto& others = text.translations;
            return text.sha256 == sha256 ||
                   std::any_of(others.begin(), others.end(), [&](const auto& translation) {
                       return translation.second == sha256;
                   });
        });
    return is_text || may_read_reservation(procedure, reader, sha256);
}

// Templates are for whoever may read the playbooks, before they are the text of any draft.
bool is_template(const State& state, const Reader& reader, const Digest& sha256) {
    v1::Event event;
    event.mutable_playbook_set();
    if (!may_see(visibility_of(state, event), reader)) return false;
    for (const auto& [id, playbook] : state.coalition.playbooks)
        for (const auto& step : playbook.steps())
            if (step.template_sha256() == sha256.view()) return true;
    return false;
}

} // namespace

std::optional<std::vector<Index>>
trail(const State& state, const Reader& reader, std::string_view subject) {
    const std::string id(subject);
    const auto alert = state.alerts.find(AlertId{id});
    if (alert != state.alerts.end() && may_read(alert->second, reader)) return alert->second.trail;
    const auto procedure = state.procedures.find(ProcedureId{id});
    if (procedure != state.procedures.end() && may_read(procedure->second, reader))
        return procedure->second.trail;
    return std::nullopt;
}

std::vector<std::string> linked_to(const State& state, std::string_view subject) {
    const std::string id(subject);
    const auto procedure = state.procedures.find(ProcedureId{id});
    if (procedure != state.procedures.end()) {
        const std::string& alert = procedure->second.drafted.alert_id();
        return alert.empty() ? std::vector<std::string>() : std::vector{alert};
    }
    std::vector<std::string> procedures;
    const auto alert = state.alerts.find(AlertId{id});
    if (alert != state.alerts.end())
        for (const ProcedureId& one : alert->second.procedures)
            procedures.push_back(one.text);
    return procedures;
}

bool may_read_document(const State& state, const Reader& reader, const Digest& sha256) {
    for (const auto& [id, procedure] : state.procedures)
        if (may_read(procedure, reader) &&
            (holds(procedure, reader, sha256) ||
             may_read_talking_points(state, procedure, reader, sha256)))
            return true;
    for (const auto& [id, alert] : state.alerts)
        if (is_attached(alert.content, sha256) && may_read(alert, reader)) return true;
    for (const auto& [id, signal] : state.signals)
        if (is_attached(signal.content, sha256) && may_read(state, signal, reader)) return true;
    return is_template(state, reader, sha256);
}

} // namespace tocsin::domain
