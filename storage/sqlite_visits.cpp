// Browsers' sessions and the last use of keys, beside the log.
// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite_state.hpp"

namespace tocsin::storage {

namespace {

Instant instant(const Run& row, int column) {
    return from_ms(static_cast<std::int64_t>(row.index(column)));
}

Index number(Instant at) {
    return static_cast<Index>(to_ms(at));
}

} // namespace

Result<void> VisitTables::keep(const VisitChanges& changes) {
    auto written = log_.store.write([&]() -> Result<void> {
        for (const auto& [token, row] : changes.sessions) {
            Run put(log_.writing->put_session);
            put.bind(1, token.view()).bind(2, row.person.view()).bind(3, row.key.view());
            put.bind(4, number(row.started)).bind(5, number(row.last_used));
            put.bind_text(6, row.agent).step();
        }
        for (const Digest& token : changes.ended)
            Run(log_.writing->end_session).bind(1, token.view()).step();
        for (const auto& [key, use] : changes.uses) {
            Run put(log_.writing->put_key_use);
            put.bind(1, key.view()).bind(2, number(use.last_used)).bind(3, Index{use.sign_count});
            put.step();
        }
        return {};
    });
    return written;
}

Result<VisitRows> VisitTables::all() {
    VisitRows all;
    auto done = log_.store.read([&]() -> Result<void> {
        Run sessions(log_.reading->sessions);
        while (sessions.step()) {
            SessionRow& row = all.sessions.emplace_back();
            row.token = *Digest::from(sessions.bytes(0));
            row.person = *PersonId::from(sessions.bytes(1));
            row.key = *Digest::from(sessions.bytes(2));
            row.started = instant(sessions, 3);
            row.last_used = instant(sessions, 4);
            row.agent = std::string(sessions.bytes(5));
        }
        Run uses(log_.reading->key_uses);
        while (uses.step()) {
            KeyUse& use = all.uses[*Digest::from(uses.bytes(0))];
            use.last_used = instant(uses, 1);
            use.sign_count = static_cast<std::uint32_t>(uses.index(2));
        }
        return {};
    });
    if (!done) return done.error();
    return all;
}

Visits& SqliteLog::visits() {
    return state_->visits;
}

} // namespace tocsin::storage
