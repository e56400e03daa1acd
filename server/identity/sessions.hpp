// Browsers' sessions (docs/IDENTITY.md): 256 random bits in a cookie, known here by their SHA-256
// alone. Whether the key behind a session still stands is the Identity's business.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/clock.hpp"
#include "server/base/rng.hpp"
#include "storage/visits.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::identity {

using Keep = std::function<void(storage::VisitChanges)>;
using SessionId = Bytes<16, struct SessionIdTag>; // the front of the token: tells, opens nothing

SessionId id_of(const Digest& token);

class Sessions {
public:
    Sessions(
        const Clock& clock, Rng& rng, std::vector<storage::SessionRow> restored, const Keep& keep
    );

    struct Begun {
        std::string cookie; // the secret, as the cookie carries it: told once, kept nowhere
        Digest token;
    };

    // A person has at most sessions_per_person_max: the one used longest ago goes.
    Begun begin(const PersonId& person, const Digest& key, std::string_view agent);
    // The token of the session that this cookie opens.
    std::optional<Digest> find(std::string_view cookie) const;
    // Null: there is none, or its time is over.
    const storage::SessionRow* standing(const Digest& token) const;
    Instant ends_at(const storage::SessionRow& row) const;

    // Its person did something: it is idle from now on.
    void used(const Digest& token);
    // When its person last proved to be there; not kept: after a restart, when it began.
    Instant verified(const Digest& token) const;
    void verify(const Digest& token, Instant at);

    // Standing ones of this person, the latest first.
    std::vector<storage::SessionRow> of(const PersonId& person) const;
    bool end(const Digest& token);
    // All that stand and are `doomed`; how many.
    std::size_t end_if(const std::function<bool(const storage::SessionRow&)>& doomed);

    std::size_t size() const { return live_.size(); }

private:
    struct Live {
        storage::SessionRow row;
        Instant verified{};
        Instant kept{}; // the last use that was kept
    };

    bool is_over(const storage::SessionRow& row) const;
    void make_room(const PersonId& person);
    void keep(const Live& live) const;

    const Clock& clock_;
    Rng& rng_;
    Keep keep_;
    std::map<Digest, Live> live_; // by token
};

// What a browser calls itself, in a few words: "Firefox on Linux". At most 64 bytes of ASCII.
std::string browser_of(std::string_view user_agent);

} // namespace tocsin::identity
