// Challenges over HTTP (docs/PROTOCOL.md 2.4), good once and for five minutes. One that was issued
// is remembered by nobody: it carries when it was made, under a secret of this process. So no
// number of strangers asking for challenges can crowd out the one that a government is about to
// answer. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/clock.hpp"
#include "server/base/rng.hpp"
#include "server/wire/auth_text.hpp"

#include <set>
#include <utility>

namespace tocsin::identity {

class Challenges {
public:
    Challenges(const Clock& clock, Rng& rng);

    wire::ServerNonce issue();
    // Once; false: not one of ours, too old, taken before, or so many were taken in five minutes
    // that no more can be remembered.
    bool take(const wire::ServerNonce& nonce);

private:
    using Taken = std::pair<std::uint64_t, std::uint64_t>; // when it was made, and its chance

    wire::ServerNonce sealed(std::uint64_t made_ms, std::uint64_t chance) const;
    std::uint64_t now_ms() const;

    const Clock& clock_;
    Rng& rng_;
    Digest secret_;
    std::set<Taken> taken_; // of the last five minutes
};

} // namespace tocsin::identity
