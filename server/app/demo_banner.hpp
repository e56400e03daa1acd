// What a demo says when it is ready.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/app/demo_persons.hpp"
#include "server/app/house.hpp"

namespace tocsin::app {

// Opens the console as one of the demo's persons: its key stands behind the #, which browsers keep
// to themselves.
struct ConsoleLink {
    std::string whom; // "Focal point (Ghana)"
    std::string url;
};

std::vector<ConsoleLink>
console_links(const std::vector<DemoPerson>& persons, unsigned short http_port);

struct BannerFacts {
    std::filesystem::path directory;
    bool temporary = true;
    bool simulated = true;
    std::string program;              // how to call the client here
    std::vector<ConsoleLink> console; // empty: this program has no console
};

std::string demo_banner(House& house, Instant now, const BannerFacts& facts);

} // namespace tocsin::app
