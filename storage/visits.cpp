// SPDX-License-Identifier: Apache-2.0
#include "storage/visits.hpp"

#include <utility>

namespace tocsin::storage {

void VisitChanges::add(VisitChanges later) {
    for (auto& [token, row] : later.sessions)
        sessions.insert_or_assign(token, std::move(row));
    for (const Digest& token : later.ended) {
        sessions.erase(token);
        ended.insert(token);
    }
    for (const auto& [key, use] : later.uses)
        uses.insert_or_assign(key, use);
}

} // namespace tocsin::storage
