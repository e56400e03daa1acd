// When each key was last used, and how far each passkey has counted. Beside the log: a position
// shows in the log that it was signed, a log-in does not.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/clock.hpp"
#include "server/identity/sessions.hpp"

#include <map>
#include <optional>

namespace tocsin::identity {

class KeyUses {
public:
    KeyUses(const Clock& clock, std::map<Digest, storage::KeyUse> restored, const Keep& keep);

    // WebAuthn 6.1.1: above the last count, or both are zero. False: it may have been copied.
    bool counts_on(const Digest& key, std::uint32_t sign_count) const;
    // Kept at most once a minute; a count that moved, at once.
    void used(const Digest& key, std::uint32_t sign_count = 0);
    // Nothing: not since uses are kept.
    std::optional<Instant> last_used(const Digest& key) const;

private:
    struct Live {
        storage::KeyUse use;
        Instant kept{};
    };

    const Clock& clock_;
    Keep keep_;
    std::map<Digest, Live> live_;
};

} // namespace tocsin::identity
