// What is remembered of visits, beside the log and erasable like the directory: browsers' sessions,
// and when each key was last used. Losing a row costs a log-in, nothing else. Log's thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/bytes.hpp"
#include "server/base/result.hpp"
#include "server/base/utc.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace tocsin::storage {

struct SessionRow {
    Digest token; // SHA-256 of the cookie's 32 bytes
    PersonId person;
    Digest key; // fingerprint of the passkey it began with
    Instant started{};
    Instant last_used{};
    std::string agent; // kind of browser, as it said itself; at most 64 bytes
};

struct KeyUse {
    Instant last_used{};
    std::uint32_t sign_count = 0; // of a passkey; zero: it counts nothing
};

// What became of visits since it was last kept. A session that ended is in `ended` alone.
struct VisitChanges {
    std::map<Digest, SessionRow> sessions; // by token: new, or used again
    std::set<Digest> ended;                // by token
    std::map<Digest, KeyUse> uses;         // by fingerprint

    bool empty() const { return sessions.empty() && ended.empty() && uses.empty(); }

    // What came later over what was there.
    void add(VisitChanges later);
};

// All of it, as it was kept.
struct VisitRows {
    std::vector<SessionRow> sessions;
    std::map<Digest, KeyUse> uses;
};

class Visits {
public:
    virtual ~Visits() = default;
    // All of them or none, in one transaction; durable when it returns.
    virtual Result<void> keep(const VisitChanges& changes) = 0;
    virtual Result<VisitRows> all() = 0;
};

} // namespace tocsin::storage
