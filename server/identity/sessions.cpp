// SPDX-License-Identifier: Apache-2.0
#include "server/identity/sessions.hpp"

#include "server/base/limits.hpp"
#include "storage/sha256.hpp"

#include <algorithm>

namespace tocsin::identity {

namespace {

using Secret = Bytes<32, struct SessionSecretTag>;

std::optional<Secret> read_cookie(std::string_view cookie) {
    if (cookie.size() != 2 * Secret::size) return std::nullopt;
    const auto bytes = from_hex(cookie);
    return bytes ? Secret::from(*bytes) : std::nullopt;
}

} // namespace

SessionId id_of(const Digest& token) {
    return *SessionId::from(token.view().substr(0, SessionId::size));
}

Sessions::Sessions(
    const Clock& clock, Rng& rng, std::vector<storage::SessionRow> restored, const Keep& keep
)
    : clock_(clock), rng_(rng), keep_(keep) {
    for (auto& row : restored) {
        const Digest token = row.token;
        const Instant started = row.started, last_used = row.last_used;
        live_.emplace(token, Live{std::move(row), started, last_used});
    }
}

Sessions::Begun Sessions::begin(const PersonId& person, const Digest& key, std::string_view agent) {
    make_room(person);
    const auto secret = rng_.draw<Secret>();
    const Instant now = clock_.wall();
    Live live;
    live.row.token = storage::sha256({secret.view()});
    live.row.person = person;
    live.row.key = key;
    live.row.started = live.row.last_used = live.verified = live.kept = now;
    live.row.agent = agent.substr(0, limits::session_agent_bytes_max);
    keep(live);
    const Digest token = live.row.token;
    live_.emplace(token, std::move(live));
    return {secret.hex(), token};
}

void Sessions::make_room(const PersonId& person) {
    const auto standing = of(person);
    if (standing.size() >= limits::sessions_per_person_max) end(standing.back().token);
}

std::optional<Digest> Sessions::find(std::string_view cookie) const {
    const auto secret = read_cookie(cookie);
    if (!secret) return std::nullopt;
    const Digest token = storage::sha256({secret->view()});
    if (standing(token) == nullptr) return std::nullopt;
    return token;
}

const storage::SessionRow* Sessions::standing(const Digest& token) const {
    const auto found = live_.find(token);
    if (found == live_.end() || is_over(found->second.row)) return nullptr;
    return &found->second.row;
}

Instant Sessions::ends_at(const storage::SessionRow& row) const {
    return std::min(row.started + limits::session_life, row.last_used + limits::session_idle);
}

bool Sessions::is_over(const storage::SessionRow& row) const {
    return clock_.wall() >= ends_at(row);
}

void Sessions::used(const Digest& token) {
    const auto found = live_.find(token);
    if (found == live_.end()) return;
    Live& live = found->second;
    live.row.last_used = clock_.wall();
    if (live.row.last_used - live.kept < limits::visit_kept_interval) return;
    live.kept = live.row.last_used;
    keep(live);
}

Instant Sessions::verified(const Digest& token) const {
    const auto found = live_.find(token);
    return found == live_.end() ? Instant() : found->second.verified;
}

void Sessions::verify(const Digest& token, Instant at) {
    const auto found = live_.find(token);
    if (found != live_.end()) found->second.verified = at;
}

std::vector<storage::SessionRow> Sessions::of(const PersonId& person) const {
    std::vector<storage::SessionRow> rows;
    for (const auto& [token, live] : live_)
        if (live.row.person == person && !is_over(live.row)) rows.push_back(live.row);
    std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
        return a.last_used > b.last_used;
    });
    return rows;
}

bool Sessions::end(const Digest& token) {
    if (live_.erase(token) == 0) return false;
    storage::VisitChanges changes;
    changes.ended.insert(token);
    if (keep_) keep_(std::move(changes));
    return true;
}

std::size_t Sessions::end_if(const std::function<bool(const storage::SessionRow&)>& doomed) {
    storage::VisitChanges changes;
    std::erase_if(live_, [&](const auto& session) {
        const bool ends = doomed(session.second.row);
        if (ends) changes.ended.insert(session.first);
        return ends;
    });
    const std::size_t count = changes.ended.size();
    if (count > 0 && keep_) keep_(std::move(changes));
    return count;
}

void Sessions::keep(const Live& live) const {
    storage::VisitChanges changes;
    changes.sessions.emplace(live.row.token, live.row);
    if (keep_) keep_(std::move(changes));
}

} // namespace tocsin::identity
