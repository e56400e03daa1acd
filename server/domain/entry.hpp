// What the fold sees of one entry of the log: its place, its time, its author and its event.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/ids.hpp"
#include "tocsin/v1/event.pb.h"

namespace tocsin::domain {

struct EntryFacts {
    Index index = 0;
    Digest leaf_hash;
    Instant recorded_at{};
    PersonId actor; // zero: the server itself
    v1::Realm realm = v1::ACTUAL;
};

} // namespace tocsin::domain
