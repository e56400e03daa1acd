// The claim link: while the secretariat has never had anybody, each start mints one (160 bits, good
// once, for a day). It is shown on a terminal and kept in a 0600 file, and never logged.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/app/house.hpp"

#include <optional>

namespace tocsin::app {

struct ClaimOffer {
    std::string code;
    std::filesystem::path file;
};

// Submits the invitation and waits for it to be durable; nothing: somebody is there already (then a
// file left from before is removed, and a code given by configuration is ignored, which is logged).
Result<std::optional<ClaimOffer>>
offer_claim(House& house, const Config& config, const Clock& clock, Rng& rng, Logging& logging);

// The words for a terminal: the link, and how to use it from a command line.
std::string claim_words(const ClaimOffer& offer, const Config& config, unsigned short port);

} // namespace tocsin::app
