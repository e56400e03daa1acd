// Which entries and which documents belong to what a reader may read.
// SPDX-License-Identifier: Apache-2.0
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

bool holds(const Procedure& procedure, const Reader& reader, const Digest& sha256) {
    const bool is_text =
        std::any_of(procedure.texts.begin(), procedure.texts.end(), [&](const TextVersion& text) {
            return text.sha256 == sha256;
        });
    return is_text || may_read_reservation(procedure, reader, sha256);
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

bool may_read_document(const State& state, const Reader& reader, const Digest& sha256) {
    for (const auto& [id, procedure] : state.procedures)
        if (holds(procedure, reader, sha256) && may_read(procedure, reader)) return true;
    for (const auto& [id, alert] : state.alerts)
        if (is_attached(alert.content, sha256) && may_read(alert, reader)) return true;
    for (const auto& [id, signal] : state.signals)
        if (is_attached(signal.content, sha256) && may_read(state, signal, reader)) return true;
    return false;
}

} // namespace tocsin::domain
