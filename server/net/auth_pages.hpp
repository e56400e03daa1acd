// What a browser asks before it has a socket: a challenge, a session, what an invitation is for, an
// enrolment (docs/PROTOCOL.md 2.4). JSON in and out, from our own pages alone.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/net/edge.hpp"
#include "server/net/http.hpp"

namespace tocsin::net {

struct AuthAsked {
    const Request& request; // Host was checked before
    std::string body;       // whole, at most http_body_bytes_max
    AddressBlock from;
};

// Under /auth/: these have bodies that are read.
bool is_auth(const Request& request);

// `asked` MUST outlive the answer.
awaitable<Response> answer_auth(Edge& edge, const AuthAsked& asked);

} // namespace tocsin::net
