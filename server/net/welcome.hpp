// The welcome, alike over a socket and over HTTP.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/net/edge.hpp"

namespace tocsin::net {

// Of one who is let in; its person MUST act for a party.
v1::Welcome welcome_of(const Edge& edge, const identity::Caller& caller);
// Of one whose key waits for the secretariat.
v1::Welcome enrolment_of(const Edge& edge, const v1::Key& key);
// Until when acts that bind need no further proof; 0: they are not this caller's.
std::int64_t verified_until(const Edge& edge, const identity::Caller& caller);

} // namespace tocsin::net
