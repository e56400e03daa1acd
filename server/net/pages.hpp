// What is answered to a GET: health, version, checkpoint, discovery, tiles, and the console's
// files; on the listener for metrics, only those. No file is ever read for it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/net/edge.hpp"
#include "server/net/http.hpp"

namespace tocsin::net {

// Which listener a connection came in by.
enum class Door { http, https, metrics };

Response answer(const Request& request, const Edge& edge, Door door);

} // namespace tocsin::net
