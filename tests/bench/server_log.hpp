// Makes the log that a bench server starts from, through the storage room itself: quickly, since
// nothing is decided.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/result.hpp"
#include "tocsin/v1/event.pb.h"

#include <cstdint>
#include <filesystem>

namespace tocsin::bench {

struct Wanted {
    std::filesystem::path directory; // made, with tocsin.db and log.key in it
    std::uint64_t persons = 0;
    std::uint64_t parties = 1;
    std::uint64_t notes = 0;   // entries besides, of about 300 bytes of payload
    v1::Tlp label = v1::AMBER; // of the alert and the statement
};

Result<void> make_log(const Wanted& wanted);

} // namespace tocsin::bench
