// Visits in memory, for tests and simulation. Never in production.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/visits.hpp"

namespace tocsin::storage {

class MemoryVisits final : public Visits {
public:
    Result<void> keep(const VisitChanges& changes) override {
        for (const auto& [token, row] : changes.sessions)
            sessions_.insert_or_assign(token, row);
        for (const Digest& token : changes.ended)
            sessions_.erase(token);
        for (const auto& [key, use] : changes.uses)
            uses_.insert_or_assign(key, use);
        return {};
    }

    Result<VisitRows> all() override {
        VisitRows rows;
        for (const auto& [token, row] : sessions_)
            rows.sessions.push_back(row);
        rows.uses = uses_;
        return rows;
    }

private:
    std::map<Digest, SessionRow> sessions_;
    std::map<Digest, KeyUse> uses_;
};

} // namespace tocsin::storage
