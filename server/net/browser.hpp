// What a browser says of where a request comes from, and the one cookie (docs/PROTOCOL.md 2.4).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/net/http.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::net {

// One Origin, exactly one of these; "null" and none are not.
bool comes_from(const Request& request, const std::vector<std::string>& origins);
// An Origin whose host is this very machine, as a browser on it names it.
bool is_of_this_machine(std::string_view origin);
// The browser says itself that another site asked.
bool is_of_another_site(const Request& request);

// The value of `__Host-s`; empty: not there, or there twice.
std::string session_cookie(const Request& request);
// The Set-Cookie that gives it, for the life of a session, and the one that takes it away.
std::string give_cookie(const std::string& value);
std::string take_cookie();

} // namespace tocsin::net
