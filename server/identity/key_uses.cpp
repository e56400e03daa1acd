// SPDX-License-Identifier: Apache-2.0
#include "server/identity/key_uses.hpp"

#include "server/base/limits.hpp"

namespace tocsin::identity {

KeyUses::KeyUses(const Clock& clock, std::map<Digest, storage::KeyUse> restored, const Keep& keep)
    : clock_(clock), keep_(keep) {
    for (const auto& [key, use] : restored)
        live_.emplace(key, Live{use, use.last_used});
}

bool KeyUses::counts_on(const Digest& key, std::uint32_t sign_count) const {
    const auto found = live_.find(key);
    const std::uint32_t last = found == live_.end() ? 0 : found->second.use.sign_count;
    return sign_count > last || (sign_count == 0 && last == 0);
}

void KeyUses::used(const Digest& key, std::uint32_t sign_count) {
    Live& live = live_[key];
    const bool counted = sign_count > live.use.sign_count;
    if (counted) live.use.sign_count = sign_count;
    live.use.last_used = clock_.wall();
    if (!counted && live.use.last_used - live.kept < limits::visit_kept_interval) return;
    live.kept = live.use.last_used;
    storage::VisitChanges changes;
    changes.uses.emplace(key, live.use);
    if (keep_) keep_(std::move(changes));
}

std::optional<Instant> KeyUses::last_used(const Digest& key) const {
    const auto found = live_.find(key);
    if (found == live_.end()) return std::nullopt;
    return found->second.use.last_used;
}

} // namespace tocsin::identity
