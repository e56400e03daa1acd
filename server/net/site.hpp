// What this server is to a browser: the host that passkeys answer to, and the origins of its pages.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/identity/identity.hpp"
#include "server/net/options.hpp"

namespace tocsin::net {

struct Ports {
    unsigned short http = 0; // 0: not listening there
    unsigned short https = 0;
};

// As configured; else the first host that is a name, and localhost's pages on these ports.
identity::Site site_of(const Options& options, const Ports& ports);

} // namespace tocsin::net
