// What may be read of the shown state, cut to its reader (I8): pure functions from state to view. A
// thing the reader may not see is not found.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/audience.hpp"
#include "server/domain/working_hours.hpp"
#include "tocsin/v1/view.pb.h"

#include <functional>
#include <optional>
#include <string_view>

namespace tocsin::domain {

v1::InboxView inbox(const State& state, const Reader& reader, Instant now);

// Pages of at most `view_lines_max`; `page` is the cursor of the page before, `next_page` is set
// when there is more. Newest first.
v1::AlertList list_alerts(
    const State& state, const Reader& reader, const v1::ListAlerts& query, std::string& next_page
);
// How loudly it arrives is asked of the reader's own subscription, at `now` in its zone.
std::optional<v1::AlertView> show_alert(
    const State& state,
    const Reader& reader,
    std::string_view id,
    Instant now,
    const OffsetOf& offset_of
);

v1::ProcedureList list_procedures(
    const State& state,
    const Reader& reader,
    const v1::ListProcedures& query,
    std::string& next_page
);
// With what this reader may do next, at `now`.
std::optional<v1::ProcedureView>
show_procedure(const State& state, const Reader& reader, std::string_view id, Instant now);

// The roster: numbers of persons are for members and the house, and zero for guests.
v1::PartyList list_parties(const State& state, const Reader& reader, Instant as_of);
// Chair and troika, groups, playbooks, policy; who stands in for whom in one's own party.
v1::CoalitionView show_coalition(const State& state, const Reader& reader, Instant now);
v1::SignalList list_signals(
    const State& state, const Reader& reader, const v1::ListSignals& query, std::string& next_page
);
// Per government, of what was actual in that time, the least active first: for the secretariat, the
// chair, leads and auditors; nothing: not for this reader.
std::optional<v1::ParticipationView> show_participation(
    const State& state, const Reader& reader, const v1::ShowParticipation& query, Instant now
);
// Nothing, unless it was adopted and is for this reader.
std::optional<v1::PackView>
show_pack(const State& state, const Reader& reader, const v1::ShowPack& query, Instant now);
std::optional<v1::CertificateView>
show_certificate(const State& state, const Reader& reader, const v1::ShowCertificate& query);
std::optional<v1::WindowView> show_window(
    const State& state,
    const Reader& reader,
    const v1::ShowWindow& query,
    Instant now,
    const OffsetOf& offset_of
);
v1::PersonList list_persons(
    const State& state, const Reader& reader, const v1::ListPersons& query, std::string& next_page
);
// The key directory as the first `as_of_size` entries have it: what a reader may see as entries
// (visibility_of). By fingerprint; `last_used_at` and `current` are not the log's.
v1::KeyList list_keys(
    const State& state,
    const Reader& reader,
    const v1::ListKeys& query,
    Instant now,
    std::string& next_page
);
// The reader's own keys that are not revoked; its sessions and when it used what are beside the
// log.
v1::AccountView
show_account(const State& state, const Reader& reader, const Digest& key, Instant now);
v1::WhoAmIView who_am_i(const State& state, const Reader& reader, const Digest& key);

// Nothing: the draft named is not there for this reader, or it is none who sends alerts out.
// `has_channel`: who has a proven channel beside an open console; without it nobody is counted so.
using HasChannel = std::function<bool(const PersonId&)>;
std::optional<v1::PreviewView> preview(
    const State& state,
    const Reader& reader,
    const v1::Preview& query,
    Instant now,
    const HasChannel& has_channel = {}
);

// The entries about one alert or procedure; nothing: not found for this reader. Each of them MUST
// still be asked of visibility_of before it is shown.
std::optional<std::vector<Index>>
trail(const State& state, const Reader& reader, std::string_view subject);
// The cases that this one speaks of: the alert of a procedure, the procedures of an alert.
std::vector<std::string> linked_to(const State& state, std::string_view subject);
// Whether some text this reader may read is this document.
bool may_read_document(const State& state, const Reader& reader, const Digest& sha256);

constexpr std::size_t view_lines_max = 100;
constexpr std::size_t key_lines_max = 40; // longer lines: a page fits a message all the same

} // namespace tocsin::domain
