// Whom an alert would reach, seen before it goes out.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/label.hpp"
#include "server/domain/views.hpp"

namespace tocsin::domain {

namespace {

// Whose content it is asked about: given along, or that of a draft or alert this reader may read.
const v1::AlertContent*
content_of(const State& state, const Reader& reader, const v1::Preview& query) {
    if (query.alert_id().empty()) return &query.content();
    const auto found = state.alerts.find(AlertId{query.alert_id()});
    if (found == state.alerts.end() || !may_read(found->second, reader)) return nullptr;
    return &found->second.content;
}

} // namespace

std::optional<v1::PreviewView> preview(
    const State& state,
    const Reader& reader,
    const v1::Preview& query,
    Instant now,
    const HasChannel& has_channel
) {
    // It counts other parties' persons: for those who send alerts out (I8).
    if ((reader.classes & (reader_class::approver | reader_class::auditor)) == 0)
        return std::nullopt;
    const v1::AlertContent* content = content_of(state, reader, query);
    if (!content) return std::nullopt;

    const Addressees addressees = addressees_of(state, *content, now);
    v1::PreviewView view;
    std::uint32_t governments = 0;
    for (const PartyCode& code : addressees.parties)
        if (kind_of(state, code) == v1::Party::GOVERNMENT) ++governments;
    view.set_governments(governments);
    view.set_others(static_cast<std::uint32_t>(addressees.parties.size()) - governments);

    std::set<PartyCode> unreachable = addressees.parties, unproven = addressees.parties;
    std::uint32_t persons = 0;
    for (const PersonId& id : persons_addressed(state, *content, addressees.parties)) {
        const PersonRecord& person = *state.coalition.person(id);
        if (!state.coalition.has_active_key(person, now)) continue;
        ++persons;
        unreachable.erase(person.party);
        if (has_channel && has_channel(id)) unproven.erase(person.party);
    }
    view.set_persons(persons);
    for (const PartyCode& code : unreachable)
        view.add_no_channel(code.text);
    for (const PartyCode& code : unproven)
        if (has_channel && !unreachable.contains(code)) view.add_unproven(code.text);
    return view;
}

} // namespace tocsin::domain
