// What is counted, as Prometheus text (version 0.0.4): names with one prefix and base units, no
// label of unbounded cardinality, never a person.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/state.hpp"
#include "server/engine/engine.hpp"
#include "server/net/listener.hpp"
#include "server/reach/witnesses.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tocsin::app {

struct Measured {
    const domain::State& shown;
    const engine::Health& health;
    const net::Counters& counters;
    Instant started;
    std::optional<Instant> certificate_ends; // nothing: no TLS here
    std::uint64_t store_bytes = 0;
    std::uint64_t log_lines_dropped = 0;
    bool last_reload_successful = true;
    std::vector<reach::Witnesses::Standing> witnesses;
    bool quorum_is_met = false;
    engine::Scrubbed scrubbed;
};

std::string metrics_text(const Measured& measured);

} // namespace tocsin::app
