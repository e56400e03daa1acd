// The log as files over HTTP (docs/LOG_FORMAT.md section 10): hash tiles for everybody, entry
// bundles for auditors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/net/edge.hpp"
#include "server/net/http.hpp"

namespace tocsin::net {

bool is_tile(const Request& request);   // under /tile/
bool is_bundle(const Request& request); // under /tile/entries/

// A hash tile; 404 for every path that is none, or that no released checkpoint implies.
Response answer_tile(const Request& request, const Edge& edge);

// 401 without a token or session, 403 for who is no auditor, 503 when the log cannot be read.
// `request` MUST outlive the answer.
awaitable<Response> answer_bundle(Edge& edge, const Request& request);

} // namespace tocsin::net
