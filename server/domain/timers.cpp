// SPDX-License-Identifier: Apache-2.0
#include "server/domain/state.hpp"

namespace tocsin::domain {

void Timers::set(Timer::Kind kind, const std::string& subject, std::optional<Instant> at) {
    const std::pair key(kind, subject);
    const auto found = instants_.find(key);
    if (found != instants_.end()) {
        pending_.erase({found->second, kind, subject});
        instants_.erase(found);
    }
    if (!at) return;
    instants_.emplace(key, *at);
    pending_.insert({*at, kind, subject});
}

} // namespace tocsin::domain
