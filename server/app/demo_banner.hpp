// What a demo says when it is ready.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/app/house.hpp"

namespace tocsin::app {

struct BannerFacts {
    std::filesystem::path directory;
    bool temporary = true;
    bool simulated = true;
    std::string program; // how to call the client here
};

std::string demo_banner(House& house, Instant now, const BannerFacts& facts);

} // namespace tocsin::app
