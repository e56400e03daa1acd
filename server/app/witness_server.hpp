// A witness over HTTP, with one key and one file of state, so that any member can run one (C2SP
// tlog-witness v1.0.0; docs/OPERATIONS.md, witnesses). TLS is a proxy's in front of it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/clock.hpp"
#include "server/base/nursery.hpp"
#include "server/net/acceptor.hpp"
#include "storage/witness.hpp"

namespace tocsin::app {

// What everybody it accepts is answered from; outlives the serving.
struct WitnessRooms {
    net::Acceptor& acceptor;
    storage::Witness& witness;
    const Clock& clock;
    Nursery& nursery;
};

// Until the acceptor is closed: POST /add-checkpoint, GET /<hash>/checkpoint, GET /livez. At most
// 64 connections, 10 s for a request; each answer of 200 was synced before.
awaitable<void> serve_witness(WitnessRooms rooms);

} // namespace tocsin::app
