// When a certificate ends: told 30, 7 and 1 days before, and when it has ended.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/utc.hpp"
#include "server/net/options.hpp"

#include <optional>
#include <string>

namespace tocsin::net {

class ExpiryWatch {
public:
    struct Warning {
        Level level = Level::warning;
        std::string line;
    };

    // What is to be said now: each step once. Another certificate begins anew.
    std::optional<Warning> look(Instant ends, Instant now);

private:
    Instant ends_{};
    std::size_t told_ = 0; // steps
};

} // namespace tocsin::net
