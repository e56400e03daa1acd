// "What did government X know at 14:05Z?": what had been delivered to its persons by then, what
// they had displayed, and what it had said itself.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/metrics.hpp"

namespace tocsin::domain {

struct KnownFact {
    enum class How { delivered, seen, said };
    How how = How::said;
    Instant at{};    // of the receipt, or when what it said was received
    Index index = 0; // of the entry that tells it
    std::string subject;
    std::uint32_t message =
        0; // delivered, seen: of an alert the message, of a procedure the version
};

struct Knowledge {
    std::vector<KnownFact> facts; // by time
    bool is_complete = true; // no receipt by then was withheld, and none is of a person unknown
};

// The first receipt and the first display of each message, and each of its own acts, up to and with
// that instant.
Knowledge known_to(const EventReading& reading, const PartyCode& party, Instant at);

} // namespace tocsin::domain
